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

import java.util.ArrayDeque;
import java.util.Queue;
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

	private final ReentrantLock lock = new ReentrantLock();

	private final Queue<Runnable> events = new ArrayDeque<>();

	/** Takes events, or is about to; it is set while the lock is held. */
	private volatile @Nullable Job job;

	private long dropped;

	EventDispatcher(String client, Workers workers) {
		this.client = client;
		this.workers = workers;
	}

	/**
	 * Queues an event.
	 * @param event tells the listeners; must not throw
	 */
	void dispatch(Runnable event) {
		long dropped = 0;
		this.lock.lock();
		try {
			if (this.events.size() < CAPACITY) {
				this.events.add(event);
				start();
			}
			else {
				this.dropped++;
				dropped = this.dropped;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (dropped == 1) {
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
		if (this.job == null && !this.events.isEmpty()) {
			Job job = new Job("framed-tcp-" + this.client + "-events", this::tell, this::ended);
			this.job = this.workers.tryExecute(job) ? job : null;
		}
	}

	private void tell() {
		Runnable event = next();
		while (event != null) {
			event.run();
			// Whoever has interrupted one listener does not mean the next.
			Thread.interrupted();
			event = next();
		}
	}

	private @Nullable Runnable next() {
		this.lock.lock();
		try {
			return this.events.poll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ended() {
		long dropped = 0;
		this.lock.lock();
		try {
			this.job = null;
			start();
			if (this.events.isEmpty()) {
				dropped = this.dropped;
				this.dropped = 0;
			}
		}
		finally {
			this.lock.unlock();
		}
		if (dropped > 0) {
			logger.info(
					"The listeners of client '" + this.client + "' keep up again: " + dropped + " events were dropped");
		}
	}

}
