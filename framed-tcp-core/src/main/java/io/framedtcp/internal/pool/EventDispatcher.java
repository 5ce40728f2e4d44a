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

import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Tells the listeners of one client what happens, in a worker, one event after the other.
 * Nobody waits for a listener. If a listener hangs, events queue up to a bound; those
 * beyond are dropped.
 * <p>
 * Safe for use by many threads.
 */
final class EventDispatcher {

	private static final Log logger = LogFactory.getLog(EventDispatcher.class);

	/** How many events may wait for a listener. */
	static final int CAPACITY = 1024;

	private final String client;

	private final Workers workers;

	private final Queue<Runnable> events = new LinkedBlockingQueue<>(CAPACITY);

	private final AtomicLong dropped = new AtomicLong();

	/** Held while a job is begun. */
	private final ReentrantLock lock = new ReentrantLock();

	/** Takes events, or is about to. */
	private volatile @Nullable Job job;

	EventDispatcher(String client, Workers workers) {
		this.client = client;
		this.workers = workers;
	}

	/**
	 * Queues an event.
	 * @param event tells the listeners; must not throw
	 */
	void dispatch(Runnable event) {
		if (this.events.offer(event)) {
			start();
		}
		else if (this.dropped.incrementAndGet() == 1) {
			logger.warn("The listeners of client '" + this.client + "' do not keep up: " + CAPACITY
					+ " events wait for them, and further ones are dropped. A listener must not block.");
		}
	}

	/**
	 * Waits until all listeners have been told. A thread that tells one does not wait.
	 * @param deadline for how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitIdle(Deadline deadline) throws InterruptedException {
		Job job = this.job;
		while (job != null && !job.isRunBy(Thread.currentThread()) && job.awaitEnd(deadline.remainingNanos())) {
			job = this.job;
		}
	}

	/**
	 * Interrupts a listener, if one is being told by another thread.
	 */
	void interrupt() {
		Job job = this.job;
		if (job != null) {
			job.interrupt(Thread.currentThread());
		}
	}

	/**
	 * Returns whether this thread tells a listener.
	 * @return whether it does
	 */
	boolean isMine() {
		Job job = this.job;
		return job != null && job.isRunBy(Thread.currentThread());
	}

	/**
	 * Begins to tell the listeners, unless that has been begun. If no thread can be had,
	 * the next event tries again.
	 */
	private void start() {
		this.lock.lock();
		try {
			if (this.job == null && !this.events.isEmpty()) {
				Job job = new Job("framed-tcp-" + this.client + "-events", this::tell, this::ended);
				this.job = job;
				if (!this.workers.tryExecute(job)) {
					this.job = null;
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void tell() {
		Runnable event = this.events.poll();
		while (event != null) {
			event.run();
			// Whoever has interrupted one listener does not mean the next.
			Thread.interrupted();
			event = this.events.poll();
		}
	}

	private void ended() {
		this.job = null;
		start();
		long dropped = this.events.isEmpty() ? this.dropped.getAndSet(0) : 0;
		if (dropped > 0) {
			logger.info(
					"The listeners of client '" + this.client + "' keep up again: " + dropped + " events were dropped");
		}
	}

}
