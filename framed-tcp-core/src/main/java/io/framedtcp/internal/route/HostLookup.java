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

package io.framedtcp.internal.route;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.ConnectCancellation.CancelledException;
import io.framedtcp.internal.Deadline;

/**
 * The look-up of one host name, shared by all callers that need it at the same time.
 */
final class HostLookup extends FutureTask<InetAddress[]> {

	private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

	HostLookup(Callable<InetAddress[]> lookup) {
		super(lookup);
	}

	/**
	 * Waits until the look-up has ended, successfully or not.
	 * @param deadline bounds the wait
	 * @param cancellation ends the wait, but not the look-up
	 * @return whether it has ended
	 * @throws InterruptedIOException if the thread is interrupted; its interrupt status
	 * is kept
	 * @throws CancelledException if the wait is cancelled
	 */
	boolean await(Deadline deadline, ConnectCancellation cancellation)
			throws InterruptedIOException, CancelledException {
		Thread caller = Thread.currentThread();
		Runnable wakeUp = () -> LockSupport.unpark(caller);
		whenDone(wakeUp);
		try {
			cancellation.stopBy(wakeUp);
			while (!isDone() && deadline.remainingNanos() > 0) {
				if (caller.isInterrupted()) {
					throw new InterruptedIOException("interrupted while resolving the host name");
				}
				LockSupport.parkNanos(this, deadline.remainingNanos());
				cancellation.throwIfCancelled();
			}
			return isDone();
		}
		finally {
			forget(wakeUp);
		}
	}

	/**
	 * Returns the result of a look-up that has ended.
	 * @return the addresses
	 * @throws IOException if the name cannot be resolved
	 */
	InetAddress[] addresses() throws IOException {
		try {
			return get();
		}
		catch (ExecutionException ex) {
			throw new IOException("cannot resolve the host name", ex.getCause());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("The look-up has not ended", ex);
		}
	}

	/**
	 * Runs a listener when the look-up ends, or at once if it has ended.
	 * @param listener the listener, called in any thread
	 */
	void whenDone(Runnable listener) {
		this.listeners.add(listener);
		if (isDone()) {
			listener.run();
		}
	}

	void forget(Runnable listener) {
		this.listeners.remove(listener);
	}

	@Override
	protected void done() {
		this.listeners.forEach(Runnable::run);
	}

}
