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

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Runs a client's user code in the background: pings, and what a test of an idle
 * connection hands to handlers. Whoever needs the result waits no longer than a deadline.
 * While code that was late has not returned, no further code of the kind is begun.
 */
final class UserCode {

	private static final Log logger = LogFactory.getLog(UserCode.class);

	private final String client;

	private final String kind;

	private final Workers workers;

	private final Set<BackgroundTask> running = ConcurrentHashMap.newKeySet();

	private volatile @Nullable BackgroundTask abandoned;

	/**
	 * Creates a runner.
	 * @param client name of the client
	 * @param kind what is run, in a word, for logs and the names of threads
	 * @param workers run it
	 */
	UserCode(String client, String kind, Workers workers) {
		this.client = client;
		this.kind = kind;
		this.workers = workers;
	}

	/**
	 * Returns whether code that was late has not returned yet.
	 * @return whether none may be begun
	 */
	boolean isHeldUp() {
		BackgroundTask abandoned = this.abandoned;
		return abandoned != null && !abandoned.isEnded();
	}

	/**
	 * Runs code and waits for its result.
	 * @param code the code
	 * @param deadline by when it must have returned
	 * @param late called if it has not, before it is given up
	 * @return its result; {@code false} if it was late
	 * @throws InterruptedException if this thread is interrupted, which interrupts the
	 * code as well
	 */
	boolean run(BooleanSupplier code, Deadline deadline, Runnable late) throws InterruptedException {
		BackgroundTask task = new BackgroundTask("framed-tcp-" + this.client + "-" + this.kind, code);
		this.running.add(task);
		boolean begun = false;
		boolean inTime = false;
		try {
			this.workers.execute(task);
			begun = true;
			inTime = task.await(deadline);
		}
		finally {
			this.running.remove(task);
			if (begun && !inTime) {
				late.run();
				abandon(task);
			}
		}
		return inTime && task.result();
	}

	/**
	 * Returns who waits for the code that this thread runs.
	 * @return the thread, or {@code null} if this thread runs none
	 */
	@Nullable Thread waitingForThis() {
		return this.running.stream()
			.map(BackgroundTask::ownerIfMine)
			.filter((owner) -> owner != null)
			.findAny()
			.orElse(null);
	}

	/**
	 * Keeps the code that this thread runs from being interrupted, or not any more.
	 * @param interruptible whether it may be interrupted
	 */
	void setInterruptible(boolean interruptible) {
		this.running.forEach((task) -> {
			if (task.ownerIfMine() != null) {
				task.setInterruptible(interruptible);
			}
		});
	}

	private void abandon(BackgroundTask task) {
		if (task.isEnded()) {
			return;
		}
		this.abandoned = task;
		if (task.isInterruptible()) {
			logger.warn("A " + this.kind + " of client '" + this.client + "' has been running for "
					+ task.elapsedMillis()
					+ " ms and does not heed an interrupt. Its connection is closed. None is begun until it has returned.");
		}
	}

}
