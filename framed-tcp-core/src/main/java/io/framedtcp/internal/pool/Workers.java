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

package io.framedtcp.internal.pool;

import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.SharedThreads;

/**
 * Threads that work for the clients of a JVM: for rounds of housekeeping, and for user
 * code that nobody else must wait for. A worker is created when none is idle. It ends
 * when it has been idle for a second, when the last client is closed, or after some
 * seconds, so that thread-locals of user code do not keep a closed application in memory.
 * <p>
 * Safe for use by many threads.
 */
final class Workers {

	private static final Log logger = LogFactory.getLog(Workers.class);

	private static final Workers SHARED = new Workers();

	private static final String IDLE_NAME = "framed-tcp-worker";

	private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final long MAX_AGE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private static final Job STOP = new Job() {

		@Override
		public String threadName() {
			return IDLE_NAME;
		}

		@Override
		public void run() {
		}

	};

	private final SynchronousQueue<Job> idle = new SynchronousQueue<>();

	/** How many clients are open; guarded by the monitor of this object. */
	private int clients;

	private volatile boolean wanted;

	/**
	 * Returns the workers of all clients.
	 * @return always the same
	 */
	static Workers shared() {
		return SHARED;
	}

	/**
	 * Notes that a client is open.
	 */
	synchronized void clientOpened() {
		this.clients++;
		this.wanted = true;
	}

	/**
	 * Notes that a client is closed. Workers that are idle end with the last of them.
	 */
	synchronized void clientClosed() {
		this.clients--;
		if (this.clients == 0) {
			this.wanted = false;
			boolean offered = true;
			while (offered) {
				offered = this.idle.offer(STOP);
			}
		}
	}

	/**
	 * Does something in a worker, at once.
	 * @param job what to do
	 */
	void execute(Job job) {
		if (!this.idle.offer(job)) {
			SharedThreads.create(IDLE_NAME, () -> work(job)).start();
		}
	}

	private void work(Job first) {
		long start = System.nanoTime();
		Job job = first;
		while (job != null && job != STOP) {
			perform(job);
			boolean old = System.nanoTime() - start >= MAX_AGE_NANOS;
			job = (this.wanted && !old) ? next() : null;
		}
	}

	private @Nullable Job next() {
		try {
			return this.idle.poll(IDLE_NANOS, TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			// By user code that keeps the thread: it has no business with it any more.
			return null;
		}
	}

	private static void perform(Job job) {
		Thread thread = Thread.currentThread();
		try {
			thread.setName(job.threadName());
			job.run();
		}
		catch (RuntimeException | Error ex) {
			log(ex);
		}
		finally {
			thread.setName(IDLE_NAME);
			// User code may have set them.
			thread.setContextClassLoader(null);
			Thread.interrupted();
			job.ended();
		}
	}

	private static void log(Throwable ex) {
		try {
			logger.error("A job in the background failed", ex);
		}
		catch (RuntimeException | Error failure) {
			// Without memory, logging may fail too.
		}
	}

	/**
	 * What a worker does.
	 */
	interface Job extends Runnable {

		/**
		 * Returns the name that the thread has meanwhile.
		 * @return the name, which names the client
		 */
		String threadName();

		/**
		 * Called when the thread has nothing to do with the job any more.
		 */
		default void ended() {
		}

	}

}
