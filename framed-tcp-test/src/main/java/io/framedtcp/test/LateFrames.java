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

import org.jspecify.annotations.Nullable;

/**
 * Frames of a connection that are sent later than in their turn, whatever it does
 * meanwhile, but never into the midst of another frame. They have a thread of their own
 * for as long as there are any: a client that does not read holds up nobody else. Safe
 * for use by many threads.
 */
final class LateFrames {

	private final SocketIo io;

	private final After after;

	private final ScheduledThreadPoolExecutor executor;

	private volatile @Nullable Thread thread;

	/**
	 * Creates late frames; there are none yet.
	 * @param io the connection
	 * @param after told each frame that has been sent
	 */
	LateFrames(SocketIo io, After after) {
		this.io = io;
		this.after = after;
		this.executor = new ScheduledThreadPoolExecutor(1, this::newThread);
		this.executor.setKeepAliveTime(1, TimeUnit.SECONDS);
		this.executor.allowCoreThreadTimeOut(true);
	}

	private Thread newThread(Runnable task) {
		Thread created = Threads.daemon(task, "framed-tcp-server-late-frames-" + this.io.clientPort());
		this.thread = created;
		return created;
	}

	void send(byte[] frame, long delayNanos) {
		schedule(() -> write(frame), delayNanos);
	}

	/**
	 * Does something later that writes frames.
	 * @param task what to do
	 * @param delayNanos when
	 */
	void schedule(Runnable task, long delayNanos) {
		try {
			this.executor.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The connection has been closed.
		}
	}

	/**
	 * Writes a frame at once, by the thread of such frames or another.
	 * @param frame the frame
	 */
	void write(byte[] frame) {
		try {
			this.io.writeInTurn(frame);
			this.after.sent(frame);
		}
		catch (IOException ex) {
			// The connection has ended: its own thread tells why.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits until all have been sent, or the connection ends. There can be no others
	 * afterwards.
	 * @throws InterruptedException if the server is closed
	 */
	void awaitSent() throws InterruptedException {
		this.executor.shutdown();
		this.executor.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
	}

	/**
	 * Sends nothing more. What is being sent ends with the connection.
	 */
	void end() {
		this.executor.shutdownNow();
	}

	/**
	 * Waits for the thread, once the connection is closed.
	 */
	void awaitEnd() {
		Thread last = this.thread;
		if (last != null) {
			Threads.join(last);
		}
	}

	/**
	 * What to do behind a late frame.
	 */
	@FunctionalInterface
	interface After {

		void sent(byte[] frame) throws IOException;

	}

}
