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

package io.framedtcp.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that begin at once.
 */
final class Callers {

	private Callers() {
	}

	/**
	 * Let many threads do something, and wait until all have done it.
	 * @param count how many threads
	 * @param caller what each does
	 * @throws Exception if one of them fails
	 */
	static void run(int count, Caller caller) throws Exception {
		CountDownLatch ready = new CountDownLatch(count);
		List<Future<Boolean>> callers = new ArrayList<>();
		try (SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("caller-")) {
			executor.setVirtualThreads("virtual".equals(System.getProperty("test.callers")));
			for (int i = 0; i < count; i++) {
				int number = i;
				FutureTask<Boolean> task = new FutureTask<>(() -> {
					ready.countDown();
					assertThat(ready.await(10, TimeUnit.SECONDS)).isTrue();
					caller.call(number);
					return true;
				});
				callers.add(task);
				executor.execute(task);
			}
			for (Future<Boolean> each : callers) {
				assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
			}
		}
	}

	/**
	 * What a thread does.
	 */
	@FunctionalInterface
	interface Caller {

		void call(int number) throws Exception;

	}

}
