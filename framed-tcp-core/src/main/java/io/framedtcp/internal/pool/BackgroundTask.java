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
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * User code that runs in a worker, so that whoever needs its result waits for it no
 * longer than a deadline. Code that is late is interrupted, and abandoned if it does not
 * heed that.
 */
final class BackgroundTask implements Workers.Job {

	/** For I/O that the watchdog ends at the same deadline. */
	private static final long LEAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(30);

	/** For code that has been interrupted. */
	private static final long HEED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

	private final String threadName;

	private final BooleanSupplier work;

	private final Thread owner = Thread.currentThread();

	private final CountDownLatch end = new CountDownLatch(1);

	private final Object lock = new Object();

	private final long start = System.nanoTime();

	/** Who runs it; guarded by the lock. */
	private @Nullable Thread runner;

	/** Whether it may be interrupted; guarded by the lock. */
	private boolean interruptible = true;

	private volatile boolean result;

	private volatile @Nullable Throwable failure;

	/**
	 * Creates a task.
	 * @param threadName name of the thread while it runs
	 * @param work the user code
	 */
	BackgroundTask(String threadName, BooleanSupplier work) {
		this.threadName = threadName;
		this.work = work;
	}

	@Override
	public String threadName() {
		return this.threadName;
	}

	@Override
	public void run() {
		setRunner(Thread.currentThread());
		try {
			this.result = this.work.getAsBoolean();
		}
		catch (RuntimeException | Error ex) {
			this.failure = ex;
		}
		finally {
			setRunner(null);
		}
	}

	@Override
	public void ended() {
		this.end.countDown();
	}

	/**
	 * Waits until the task has ended. At the deadline the task is interrupted, and has a
	 * moment to heed that.
	 * @param deadline by when it should end
	 * @return whether it has ended in time
	 * @throws InterruptedException if this thread is interrupted, which interrupts the
	 * task as well
	 */
	boolean await(Deadline deadline) throws InterruptedException {
		boolean inTime = false;
		try {
			inTime = isEndedWithin(Math.max(deadline.remainingNanos(), 0) + LEAVE_NANOS);
		}
		finally {
			if (!inTime) {
				interrupt();
				isEndedWithin(HEED_NANOS);
			}
		}
		return inTime;
	}

	/**
	 * Returns whether the task has ended.
	 * @return whether nobody runs it any more
	 */
	boolean isEnded() {
		return this.end.getCount() == 0;
	}

	/**
	 * Returns what the task has come to, once it has ended.
	 * @return the result
	 */
	boolean result() {
		Throwable failure = this.failure;
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException exception) {
			throw exception;
		}
		return this.result;
	}

	/**
	 * Returns for how long the task has been running.
	 * @return milliseconds
	 */
	long elapsedMillis() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - this.start);
	}

	/**
	 * Returns who waits for this task, if this thread runs it. That thread can do nothing
	 * before this one goes on.
	 * @return the thread, or {@code null} if another thread runs the task
	 */
	@Nullable Thread ownerIfMine() {
		synchronized (this.lock) {
			return (this.runner == Thread.currentThread()) ? this.owner : null;
		}
	}

	boolean isInterruptible() {
		synchronized (this.lock) {
			return this.interruptible;
		}
	}

	/**
	 * Chooses whether the task may be interrupted.
	 * @param interruptible whether it may
	 */
	void setInterruptible(boolean interruptible) {
		synchronized (this.lock) {
			this.interruptible = interruptible;
		}
	}

	private boolean isEndedWithin(long nanos) throws InterruptedException {
		return this.end.await(nanos, TimeUnit.NANOSECONDS);
	}

	private void interrupt() {
		synchronized (this.lock) {
			if (this.runner != null && this.interruptible) {
				this.runner.interrupt();
			}
		}
	}

	private void setRunner(@Nullable Thread runner) {
		synchronized (this.lock) {
			this.runner = runner;
		}
	}

}
