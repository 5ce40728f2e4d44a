/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.framedtcp.internal.connection;

import io.framedtcp.framing.Framing;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Encodes the payloads of one client. The message of a failure names the properties of
 * this client.
 *
 * @param framing delimits the frames
 * @param maxFrameSize largest frame in bytes
 * @param propertyPrefix prefix of the client's property names, ending with a dot
 */
public record FrameEncoder(Framing framing, int maxFrameSize, String propertyPrefix) {

	/**
	 * Encodes a payload.
	 * @param payload the payload
	 * @return its frame
	 */
	public EncodedFrame encode(byte[] payload) {
		return encode(payload, this.framing, "");
	}

	/**
	 * Encodes a payload by another framing.
	 * @param payload the payload
	 * @param framing the framing
	 * @return its frame
	 */
	public EncodedFrame encode(byte[] payload, Framing framing) {
		return encode(payload, framing, "");
	}

	/**
	 * Encodes a payload.
	 * @param payload the payload
	 * @param what the beginning of a failure's message, ending with a blank
	 * @return its frame
	 */
	public EncodedFrame encode(byte[] payload, String what) {
		return encode(payload, this.framing, what);
	}

	private EncodedFrame encode(byte[] payload, Framing framing, String what) {
		try {
			return EncodedFrame.of(payload, framing, this.maxFrameSize);
		}
		catch (IllegalArgumentException ex) {
			throw PropertyNames.of(ex, this.propertyPrefix, what);
		}
	}

}
