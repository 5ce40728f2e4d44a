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

package io.framedtcp.fuzz;

import java.util.Optional;

/**
 * What a framing has to do, worked out without it, its reader and its writer.
 */
interface Reference {

	/**
	 * Say what stands on the wire.
	 * @param wire all bytes that the peer sends before it closes
	 * @param from where the frame begins
	 * @param maxFrameSize the largest frame to accept, in bytes
	 * @return what decoding has to make of it
	 */
	Verdict decode(byte[] wire, int from, int maxFrameSize);

	/**
	 * Say what a payload becomes.
	 * @param payload the payload
	 * @param maxFrameSize the largest frame to make, in bytes
	 * @return the frame's bytes; empty if the payload has to be refused
	 */
	Optional<byte[]> encode(byte[] payload, int maxFrameSize);

	/**
	 * Say what the peer gets of a payload.
	 * @param payload the payload that was sent
	 * @param frame the frame it became
	 * @return the payload that is decoded
	 */
	byte[] received(byte[] payload, byte[] frame);

	/**
	 * Say whether a frame that was written is one that is read.
	 * @return {@code false} where it ends with the stream, or replies are others
	 */
	default boolean isReadBack() {
		return true;
	}

	/**
	 * Say where frames end.
	 * @return {@code true} if that is where the stream ends
	 */
	default boolean isEndedByStream() {
		return false;
	}

}
