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
		Held other = take();
		if (other == null) {
			this.held = reply;
		}
		return other;
	}

	/**
	 * Take the reply that is held back.
	 * @return the reply, if any
	 */
	synchronized @Nullable Held take() {
		Held taken = this.held;
		this.held = null;
		return taken;
	}

	/**
	 * A reply that is held back.
	 *
	 * @param connection the connection that it belongs to
	 * @param frame its bytes
	 * @param fault what holds it back
	 */
	record Held(ServerConnection connection, byte[] frame, InjectedFault fault) {

	}

}
