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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.LastResort;

/**
 * A task that a worker runs once. Other threads may interrupt it or wait for its end. It
 * has ended when its thread is free again, or when it is abandoned.
 * <p>
 * Safe for use by many threads.
 */
final class Job {

	private static final Log logger = LogFactory.getLog(Job.class);

	private final String threadName;

	private final Runnable work;

	private final Runnable whenEnded;

	private final AtomicBoolean ended = new AtomicBoolean();

	private final CountDownLatch end = new CountDownLatch(1);

	/** The thread that runs it; guarded by the monitor of this object. */
	private @Nullable Thread runner;

	Job(String threadName, Runnable work) {
		this(threadName, work, () -> {
		});
	}

	/**
	 * Creates a job.
	 * @param threadName the name of the thread while it runs the job
	 * @param work the task
	 * @param whenEnded called once, before the threads that wait for the end continue
	 */
	Job(String threadName, Runnable work, Runnable whenEnded) {
		this.threadName = threadName;
		this.work = work;
		this.whenEnded = whenEnded;
	}

	/**
	 * Runs the task in this thread, and then restores the thread's name, class loader and
	 * interrupt status.
	 */
	void run() {
		Thread thread = Thread.currentThread();
		String name = thread.getName();
		try {
			thread.setName(this.threadName);
			setRunner(thread);
			this.work.run();
		}
		catch (RuntimeException | Error ex) {
			LastResort.log(logger, "A job in the background failed", ex);
		}
		finally {
			setRunner(null);
			thread.setName(name);
			// User code may have set these.
			thread.setContextClassLoader(null);
			Thread.interrupted();
			end();
		}
	}

	/**
	 * Ends the job. Called before its thread has returned, this abandons the job, and no
	 * thread waits for it any longer.
	 */
	void end() {
		if (this.ended.compareAndSet(false, true)) {
			try {
				this.whenEnded.run();
			}
			finally {
				this.end.countDown();
			}
		}
	}

	boolean isEnded() {
		return this.ended.get();
	}

	/**
	 * Waits for the end.
	 * @param nanos the longest wait, in nanoseconds
	 * @return whether the job has ended
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean awaitEnd(long nanos) throws InterruptedException {
		return this.end.await(nanos, TimeUnit.NANOSECONDS);
	}

	synchronized boolean isRunBy(@Nullable Thread thread) {
		return thread != null && this.runner == thread;
	}

	/**
	 * Interrupts the thread that runs the job, if there is one.
	 * @param spared a thread that must not be interrupted
	 */
	synchronized void interrupt(@Nullable Thread spared) {
		if (this.runner != null && this.runner != spared) {
			this.runner.interrupt();
		}
	}

	@Override
	public String toString() {
		return this.threadName;
	}

	private synchronized void setRunner(@Nullable Thread runner) {
		this.runner = runner;
	}

}
