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

package io.framedtcp.pool;

import java.io.Closeable;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A thread that does a pool's housekeeping, after each pause and whenever it is woken up.
 */
final class Housekeeper implements Closeable {

	private static final Log logger = LogFactory.getLog(Housekeeper.class);

	private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(1);

	private final LongSupplier pauseNanos;

	private final Runnable work;

	private final Thread thread;

	private volatile boolean closed;

	/**
	 * Create a housekeeper, to be started.
	 * @param name name of the thread
	 * @param pauseNanos how long to pause, asked before each pause
	 * @param work what to do each time
	 */
	Housekeeper(String name, LongSupplier pauseNanos, Runnable work) {
		this.pauseNanos = pauseNanos;
		this.work = work;
		this.thread = new Thread(this::run, name);
		this.thread.setDaemon(true);
	}

	void start() {
		this.thread.start();
	}

	void wakeUp() {
		LockSupport.unpark(this.thread);
	}

	private void run() {
		pause();
		while (!this.closed) {
			workOnce();
			// A flag that a listener has left set would make the pause none.
			Thread.interrupted();
			pause();
		}
	}

	private void pause() {
		// Looked at after the flag has been cleared, which may have been that of close().
		if (!this.closed) {
			LockSupport.parkNanos(this, this.pauseNanos.getAsLong());
		}
	}

	private void workOnce() {
		try {
			try {
				this.work.run();
			}
			catch (RuntimeException | Error ex) {
				logger.error("Housekeeping failed", ex);
			}
		}
		catch (RuntimeException | Error ex) {
			// Without memory, logging may fail too; the next round must come all the
			// same.
		}
	}

	@Override
	public void close() {
		this.closed = true;
		this.thread.interrupt();
		try {
			this.thread.join(JOIN_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
