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

package io.framedtcp.test;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * The threads that handle the requests of a connection: that of the connection itself, or
 * others, for as many requests as may be handled at a time. Used by the connection's
 * thread.
 */
final class Workers {

	// How often to look for what faults in other threads have left to this one.
	private static final int LOOK_MILLIS = 20;

	private final SocketIo io;

	private final int most;

	private final Semaphore free;

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final ThreadPoolExecutor executor;

	/**
	 * Creates workers; there are no threads yet.
	 * @param io the connection
	 * @param most how many requests may be handled at a time; if 1, no other thread than
	 * the connection's is used
	 */
	Workers(SocketIo io, int most) {
		this.io = io;
		this.most = most;
		this.free = new Semaphore(most);
		this.executor = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(),
				(task) -> Threads.daemon(task, "framed-tcp-server-worker-" + io.clientPort()));
		if (most > 1) {
			io.readOnlyHere();
		}
	}

	/**
	 * Handles a request, in another thread if several may be handled at a time. Waits
	 * while too many are being handled.
	 * @param task what to do
	 * @throws IOException if the connection ends or breaks
	 * @throws InterruptedException if the server is closed
	 */
	void run(Task task) throws IOException, InterruptedException {
		if (this.most == 1) {
			task.run();
			return;
		}
		await(1);
		this.executor.execute(() -> perform(task));
	}

	private void perform(Task task) {
		try {
			task.run();
		}
		catch (IOException | InterruptedException | RuntimeException | Error ex) {
			this.failure.compareAndSet(null, ex);
			closeQuietly();
		}
		finally {
			this.free.release();
		}
	}

	/**
	 * Returns whether no request is being handled.
	 * @return whether all have been
	 */
	boolean areIdle() {
		return this.free.availablePermits() == this.most;
	}

	/**
	 * Waits until no request is being handled.
	 * @throws IOException if the connection ends or breaks
	 * @throws InterruptedException if the server is closed
	 */
	void awaitIdle() throws IOException, InterruptedException {
		await(this.most);
	}

	private void await(int permits) throws IOException, InterruptedException {
		while (!this.free.tryAcquire(permits, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
			this.io.meetDemand();
		}
	}

	/**
	 * Ends the connection and the threads.
	 * @throws InterruptedException if the server is closed
	 */
	void end() throws InterruptedException {
		if (this.most > 1) {
			closeQuietly();
			this.executor.shutdownNow();
			this.executor.awaitTermination(Threads.TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
		}
	}

	/**
	 * Fails of what the first thread has failed of, if one has.
	 * @throws IOException if the connection ended or broke there
	 * @throws InterruptedException if the server is closed
	 */
	void requireSuccess() throws IOException, InterruptedException {
		Throwable first = this.failure.get();
		if (first instanceof IOException ex) {
			throw ex;
		}
		if (first instanceof InterruptedException ex) {
			throw ex;
		}
		if (first instanceof RuntimeException ex) {
			throw ex;
		}
		if (first instanceof Error ex) {
			throw ex;
		}
	}

	private void closeQuietly() {
		try {
			this.io.close();
		}
		catch (IOException ex) {
			// Its descriptor is released all the same.
		}
	}

	/**
	 * What to do with a request.
	 */
	@FunctionalInterface
	interface Task {

		void run() throws IOException, InterruptedException;

	}

}
