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

package io.framedtcp.config;

import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.Checks;

/**
 * Bytes to send before a healthy connection is closed: a logout, for example. The client
 * waits neither for an answer nor for room in the send buffer. Immutable.
 */
public final class Farewell {

	private final byte[] bytes;

	private final boolean framed;

	private Farewell(byte[] bytes, boolean framed) {
		this.bytes = bytes.clone();
		this.framed = framed;
		Checks.check(bytes.length > 0 || framed, "A farewell without a frame must have at least one byte");
	}

	/**
	 * Creates a farewell in a frame.
	 * @param payload the payload of the frame
	 * @return the farewell
	 */
	public static Farewell frame(byte[] payload) {
		return new Farewell(payload, true);
	}

	/**
	 * Creates an unframed farewell.
	 * @param bytes the bytes, at least one
	 * @return the farewell
	 */
	public static Farewell bytes(byte[] bytes) {
		return new Farewell(bytes, false);
	}

	/**
	 * Returns the bytes without framing.
	 * @return the bytes; must not be changed
	 */
	public byte[] content() {
		return this.bytes;
	}

	/**
	 * Returns the framing of the bytes.
	 * @param framing framing of the client
	 * @return the same framing, or a framing that adds no bytes
	 */
	public Framing framing(Framing framing) {
		return this.framed ? framing : UntilCloseFraming.untilClose();
	}

}
