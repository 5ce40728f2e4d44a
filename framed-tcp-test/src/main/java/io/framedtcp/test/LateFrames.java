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

import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Frames that are sent later than in their turn, whatever the connection does meanwhile,
 * but never into the midst of another frame.
 */
final class LateFrames {

	private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final ScheduledThreadPoolExecutor executor;

	LateFrames(String name) {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> Threads.daemon(task, name));
		// No thread is left behind by a server that is stopped and never closed.
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	void send(ServerConnection connection, byte[] frame, long delayNanos) {
		try {
			this.executor.schedule(() -> trySend(connection, frame), delayNanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The server has been closed, and the connection with it.
		}
	}

	private void trySend(ServerConnection connection, byte[] frame) {
		try {
			if (connection.wire().isClosed()) {
				return;
			}
			if (connection.wire().tryWriteNow(frame)) {
				connection.replied(frame);
			}
			else {
				send(connection, frame, RETRY_NANOS);
			}
		}
		catch (IOException ex) {
			// The connection has ended: its own thread tells why.
		}
	}

	void close() {
		this.executor.shutdownNow();
	}

}
