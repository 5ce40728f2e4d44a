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

package io.framedtcp.test;

import org.jspecify.annotations.Nullable;

/**
 * The one reply of a server that waits to be exchanged for another.
 */
final class Swaps {

	private @Nullable Held held;

	/**
	 * Hold a reply back, unless one is held already.
	 * @param reply the reply
	 * @return the reply that is held already and now is the caller's to send, if any
	 */
	synchronized @Nullable Held hold(Held reply) {
		Held other = take(reply.frame());
		if (other == null) {
			this.held = reply;
		}
		return other;
	}

	/**
	 * Take the reply that is held back.
	 * @param frame the bytes of the reply that it is to be exchanged for
	 * @return the reply, if any that has what it is to give for it
	 */
	synchronized @Nullable Held take(byte[] frame) {
		Held taken = this.held;
		if (taken == null || !taken.swap().fits(frame)) {
			return null;
		}
		this.held = null;
		return taken;
	}

	/**
	 * A reply that is held back.
	 *
	 * @param connection the connection that it belongs to
	 * @param frame its bytes
	 * @param fault what holds it back
	 * @param swap what to exchange
	 */
	record Held(ServerConnection connection, byte[] frame, InjectedFault fault, Swap swap) {

	}

	/**
	 * What two replies exchange: bytes of the frames, or the whole frames.
	 *
	 * @param offset where the bytes begin in a frame
	 * @param length how many they are
	 */
	record Swap(int offset, int length) {

		static final Swap WHOLE = new Swap(0, 0);

		boolean fits(byte[] frame) {
			return frame.length - this.length >= this.offset;
		}

		/**
		 * Return what a reply becomes.
		 * @param frame the reply
		 * @param other the reply that it is exchanged for
		 * @return the bytes to send for the caller of the first
		 */
		byte[] apply(byte[] frame, byte[] other) {
			if (this == WHOLE) {
				return other.clone();
			}
			byte[] swapped = frame.clone();
			System.arraycopy(other, this.offset, swapped, this.offset, this.length);
			return swapped;
		}

	}

}
