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

package io.framedtcp.connection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * The look-up of one host name, for all callers that want it at the same time.
 */
final class HostLookup extends FutureTask<InetAddress[]> {

	private final Set<Runnable> listeners = ConcurrentHashMap.newKeySet();

	HostLookup(Callable<InetAddress[]> lookup) {
		super(lookup);
	}

	/**
	 * Waits for the result.
	 * @param deadline by when
	 * @param cancellation ends the wait, but not the look-up
	 * @return the addresses, at least one
	 * @throws SocketTimeoutException if it is not there in time
	 * @throws InterruptedIOException if the thread is interrupted; its flag is set
	 * @throws IOException if the name cannot be resolved, or the wait was cancelled
	 */
	InetAddress[] await(Deadline deadline, ConnectCancellation cancellation) throws IOException {
		if (!isDone()) {
			Thread caller = Thread.currentThread();
			Runnable wakeUp = () -> LockSupport.unpark(caller);
			whenDone(wakeUp);
			try {
				cancellation.stopBy(wakeUp);
				park(deadline, cancellation);
			}
			finally {
				forget(wakeUp);
			}
		}
		return addresses();
	}

	private void park(Deadline deadline, ConnectCancellation cancellation) throws IOException {
		while (!isDone()) {
			cancellation.throwIfCancelled();
			if (Thread.currentThread().isInterrupted()) {
				throw new InterruptedIOException("interrupted while resolving the host name");
			}
			long nanos = deadline.remainingNanos();
			if (nanos <= 0) {
				throw new SocketTimeoutException("resolving the host name timed out");
			}
			LockSupport.parkNanos(this, nanos);
		}
	}

	/**
	 * Returns the result.
	 * @return the addresses, at least one
	 * @throws IOException if the name cannot be resolved
	 */
	InetAddress[] addresses() throws IOException {
		try {
			return get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while resolving the host name");
		}
		catch (ExecutionException ex) {
			throw new IOException("cannot resolve the host name", ex.getCause());
		}
	}

	/**
	 * Runs something when the result is there, or at once if it is there already.
	 * @param listener what to run, in any thread
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
