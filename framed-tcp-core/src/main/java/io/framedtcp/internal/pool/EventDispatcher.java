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
 * Delivers events to the listeners of one client in a worker, one after the other. The
 * pool never waits for a listener. If a listener hangs, up to {@link #CAPACITY} events
 * are queued, and further ones are dropped.
 * <p>
 * Safe for use by many threads.
 */
final class EventDispatcher {

	private static final Log logger = LogFactory.getLog(EventDispatcher.class);

	/** The maximum number of queued events. */
	static final int CAPACITY = 1024;

	private final String client;

	private final Workers workers;

	private final Queue<Runnable> events = new LinkedBlockingQueue<>(CAPACITY);

	private final AtomicLong dropped = new AtomicLong();

	/** Held while a job is begun. */
	private final ReentrantLock lock = new ReentrantLock();

	/** Delivers the events; {@code null} while none is running. */
	private volatile @Nullable Job job;

	EventDispatcher(String client, Workers workers) {
		this.client = client;
		this.workers = workers;
	}

	/**
	 * Queues an event.
	 * @param event notifies the listeners; must not throw
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
	 * Waits until all events have been delivered. Returns at once in a listener's thread.
	 * @param deadline bounds the wait
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitIdle(Deadline deadline) throws InterruptedException {
		Job job = this.job;
		while (job != null && !job.isRunBy(Thread.currentThread()) && job.awaitEnd(deadline.remainingNanos())) {
			job = this.job;
		}
	}

	/**
	 * Interrupts the running listener, unless it runs in this thread.
	 */
	void interrupt() {
		Job job = this.job;
		if (job != null) {
			job.interrupt(Thread.currentThread());
		}
	}

	/**
	 * Returns whether this thread runs a listener.
	 * @return whether it does
	 */
	boolean isMine() {
		Job job = this.job;
		return job != null && job.isRunBy(Thread.currentThread());
	}

	/**
	 * Starts the delivery, unless it is running. If no thread can be created, the next
	 * event tries again.
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
			// An interrupt is meant for one listener, not for the next.
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
