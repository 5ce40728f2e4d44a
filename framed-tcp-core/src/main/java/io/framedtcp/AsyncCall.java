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

package io.framedtcp;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * One call in a thread of an executor. Completing its future from outside interrupts that
 * thread, but only while it runs this call; a lock ensures that. The interrupt comes
 * before all dependent stages, because a stage may be slow, or make another call that
 * needs the connection.
 * <p>
 * It is its own future. Some executors, such as Spring's, cancel queued tasks when they
 * are shut down. That ends the wait of the callers.
 *
 * @param <T> the type of its result
 */
final class AsyncCall<T extends @Nullable Object> extends CompletableFuture<T> implements Runnable {

	private final Supplier<T> work;

	/**
	 * Completed by the first of these: a thread that begins the call, the deadline, or a
	 * completion from outside.
	 */
	private final CompletableFuture<Boolean> takenUp = new CompletableFuture<>();

	private final Object lock = new Object();

	private @Nullable Thread runner;

	/** Whether the future is completed from outside while the call runs. */
	private boolean abandoned;

	AsyncCall(Supplier<T> work) {
		this.work = work;
		// For methods of later JDKs that complete it without the methods below.
		whenComplete((result, failure) -> abandon());
	}

	/**
	 * Fails the call unless a thread begins it in time.
	 * @param timeout the longest wait for a thread
	 * @param failure supplies the exception for the caller
	 */
	void takeUpWithin(Duration timeout, Supplier<? extends Throwable> failure) {
		this.takenUp.orTimeout(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS)
			.whenComplete((result, late) -> {
				if (late != null) {
					completeExceptionally(failure.get());
				}
			});
	}

	@Override
	public void run() {
		if (!begin()) {
			return;
		}
		try {
			T result = this.work.get();
			if (end()) {
				super.complete(result);
			}
		}
		catch (Throwable ex) {
			if (end()) {
				super.completeExceptionally(ex);
			}
		}
	}

	@Override
	public boolean complete(T value) {
		abandon();
		return super.complete(value);
	}

	@Override
	public boolean completeExceptionally(Throwable ex) {
		Objects.requireNonNull(ex, "'ex' must not be null");
		abandon();
		return super.completeExceptionally(ex);
	}

	@Override
	public CompletableFuture<T> completeAsync(Supplier<? extends T> supplier, Executor executor) {
		Objects.requireNonNull(supplier, "'supplier' must not be null");
		return super.completeAsync(() -> {
			try {
				return supplier.get();
			}
			finally {
				abandon();
			}
		}, executor);
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		abandon();
		return super.cancel(mayInterruptIfRunning);
	}

	@Override
	public void obtrudeValue(T value) {
		abandon();
		super.obtrudeValue(value);
	}

	@Override
	public void obtrudeException(Throwable ex) {
		Objects.requireNonNull(ex, "'ex' must not be null");
		abandon();
		super.obtrudeException(ex);
	}

	private boolean begin() {
		synchronized (this.lock) {
			if (isDone() || !this.takenUp.complete(true)) {
				return false;
			}
			this.runner = Thread.currentThread();
			return true;
		}
	}

	/**
	 * Notes that the work is done.
	 * @return whether its outcome completes the future; {@code false} if the future is or
	 * will be completed from outside
	 */
	private boolean end() {
		synchronized (this.lock) {
			this.runner = null;
			if (this.abandoned) {
				// The executor's next task must not see the interrupt.
				Thread.interrupted();
			}
			return !this.abandoned;
		}
	}

	private void abandon() {
		this.takenUp.complete(false);
		synchronized (this.lock) {
			if (this.runner != null) {
				this.abandoned = true;
				this.runner.interrupt();
			}
		}
	}

}
