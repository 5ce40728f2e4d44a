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

package io.framedtcp.support;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The threads that call the client: platform threads, or virtual ones if the system
 * property {@code test.callers} says so. They are named by reflection, as the tests are
 * compiled for a JDK that does not have them.
 */
public final class Callers implements AutoCloseable {

	private static final int PATIENCE_SECONDS = 120;

	private final ExecutorService executor = areVirtual() ? virtualThreads() : Executors.newCachedThreadPool();

	public static boolean areVirtual() {
		return "virtual".equals(System.getProperty("test.callers"));
	}

	private static ExecutorService virtualThreads() {
		try {
			return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
		}
		catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException("Virtual threads need JDK 21 or later", ex);
		}
	}

	public <T> Future<T> call(Callable<T> task) {
		return this.executor.submit(task);
	}

	/**
	 * Run a task in so many threads at once and wait for all.
	 * @param count number of threads
	 * @param task what each does, given its number
	 * @param <T> the type of the result
	 * @return the results
	 */
	public <T> List<T> callAll(int count, Task<T> task) {
		List<Future<T>> futures = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			int number = i;
			futures.add(call(() -> task.call(number)));
		}
		return futures.stream().map(Callers::get).toList();
	}

	public static <T> T get(Future<T> future) {
		return get(future, PATIENCE_SECONDS);
	}

	/**
	 * Wait for a caller that has much to do.
	 * @param future the caller
	 * @param seconds how long to wait
	 * @param <T> the type of the result
	 * @return its result
	 */
	public static <T> T get(Future<T> future, long seconds) {
		try {
			return future.get(seconds, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("A caller failed: " + ex.getCause(), ex.getCause());
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("A caller did not end", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What one of several callers does.
	 *
	 * @param <T> the type of the result
	 */
	public interface Task<T> {

		T call(int number) throws Exception;

	}

}
