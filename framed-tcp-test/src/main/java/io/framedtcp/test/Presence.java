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

import java.time.Duration;

/**
 * Whether a client is still there, as its connection's thread sees it, which looks every
 * few milliseconds while it has nothing else to do.
 */
final class Presence {

	private static final Duration MOST = Duration.ofMillis(500);

	private long looks;

	/**
	 * Told by the connection's thread: nothing has come, not even the client's end.
	 */
	synchronized void seen() {
		this.looks++;
		notifyAll();
	}

	/**
	 * Told by the connection's thread: the connection has ended.
	 */
	synchronized void gone() {
		notifyAll();
	}

	/**
	 * Waits for the connection's thread to look again. A client that has closed the
	 * connection before this call is known to have done so after it.
	 * @param io the connection
	 * @return whether it is open
	 * @throws InterruptedException if the server is closed
	 */
	synchronized boolean isConfirmed(SocketIo io) throws InterruptedException {
		long before = this.looks;
		Deadline deadline = Deadline.in(MOST);
		while (this.looks == before && !io.isClosed() && !deadline.isOver()) {
			wait(deadline.millisLeft());
		}
		return !io.isClosed();
	}

}
