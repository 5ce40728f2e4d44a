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
	 * Holds a reply back, unless one is held already.
	 * @param reply the reply
	 * @return the reply that is held already and now is the caller's to send, if any
	 */
	synchronized @Nullable Held hold(Held reply) {
		Held other = take(reply.reply());
		if (other == null) {
			this.held = reply;
		}
		return other;
	}

	/**
	 * Takes the reply that is held back.
	 * @param reply the reply that it is to be exchanged for
	 * @return the reply, if any that has what it is to give for it
	 */
	synchronized @Nullable Held take(Reply reply) {
		Held taken = this.held;
		if (taken == null || !taken.swap().fits(reply)) {
			return null;
		}
		this.held = null;
		return taken;
	}

	/**
	 * A reply that is held back.
	 *
	 * @param connection the connection that it belongs to
	 * @param reply a copy of it
	 * @param fault what holds it back
	 * @param swap what to exchange
	 */
	record Held(ServerConnection connection, Reply reply, InjectedFault fault, Swap swap) {

	}

	/**
	 * What two replies exchange: bytes of the payloads, or the whole frames.
	 *
	 * @param offset where the bytes begin in a payload
	 * @param length how many they are
	 */
	record Swap(int offset, int length) {

		static final Swap WHOLE = new Swap(0, 0);

		boolean fits(Reply reply) {
			return reply.payloadLength() - this.length >= this.offset;
		}

		/**
		 * Returns what a reply becomes.
		 * @param reply the reply
		 * @param other the reply that it is exchanged for
		 * @return the reply to send for the caller of the first
		 */
		Reply apply(Reply reply, Reply other) {
			if (this == WHOLE) {
				return other.copy();
			}
			Reply swapped = reply.copy();
			swapped.takeOver(other, this.offset, this.length);
			return swapped;
		}

	}

}
