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
import java.util.concurrent.locks.Condition;
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
final class EventDispatcher implements Workers.Job {

	private static final Log logger = LogFactory.getLog(EventDispatcher.class);

	/** How many events may wait for a listener. */
	static final int CAPACITY = 1024;

	private final String client;

	private final Workers workers;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition idle = this.lock.newCondition();

	private final Queue<Runnable> events = new ArrayDeque<>();

	/** Whether a worker takes events, or has been asked to. */
	private boolean running;

	private @Nullable Thread runner;

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
		boolean start = false;
		this.lock.lock();
		try {
			if (this.events.size() < CAPACITY) {
				this.events.add(event);
				start = !this.running;
				this.running = true;
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
		if (start) {
			start();
		}
	}

	/**
	 * Waits until all listeners have been told. A thread that tells one does not wait.
	 * @param deadline for how long
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitIdle(Deadline deadline) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			long remaining = deadline.remainingNanos();
			while (this.running && this.runner != Thread.currentThread() && remaining > 0) {
				remaining = this.idle.awaitNanos(remaining);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Interrupts a listener, if one is being told by another thread.
	 */
	void interrupt() {
		this.lock.lock();
		try {
			if (this.runner != null && this.runner != Thread.currentThread()) {
				this.runner.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns whether this thread tells a listener.
	 * @return whether it does
	 */
	boolean isMine() {
		this.lock.lock();
		try {
			return this.runner == Thread.currentThread();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public String threadName() {
		return "framed-tcp-" + this.client + "-events";
	}

	@Override
	public void run() {
		Runnable event = next();
		while (event != null) {
			event.run();
			// Whoever has interrupted one listener does not mean the next.
			Thread.interrupted();
			event = next();
		}
	}

	@Override
	public void ended() {
		long dropped;
		boolean again;
		this.lock.lock();
		try {
			again = !this.events.isEmpty();
			this.running = again;
			dropped = again ? 0 : this.dropped;
			if (!again) {
				this.dropped = 0;
				this.idle.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		if (dropped > 0) {
			logger.info(
					"The listeners of client '" + this.client + "' keep up again: " + dropped + " events were dropped");
		}
		if (again) {
			start();
		}
	}

	private @Nullable Runnable next() {
		this.lock.lock();
		try {
			Runnable event = this.events.poll();
			this.runner = (event != null) ? Thread.currentThread() : null;
			return event;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void start() {
		boolean started = false;
		try {
			this.workers.execute(this);
			started = true;
		}
		catch (Error ex) {
			// No thread could be had: the next event tries again.
			logger.debug("No thread to tell the listeners of client '" + this.client + "'", ex);
		}
		finally {
			if (!started) {
				stopped();
			}
		}
	}

	private void stopped() {
		this.lock.lock();
		try {
			this.running = false;
			this.idle.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

}
