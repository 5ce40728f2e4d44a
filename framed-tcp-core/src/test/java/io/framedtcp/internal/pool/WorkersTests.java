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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.SharedThreads;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Workers}, in a JVM that runs out of threads.
 */
class WorkersTests {

	/** How many more threads cannot be created. */
	private final AtomicInteger failing = new AtomicInteger();

	private final CountDownLatch done = new CountDownLatch(1);

	private final Workers workers = new Workers(this::thread);

	private final Job job = new Job("job", this.done::countDown);

	@BeforeEach
	void open() {
		this.workers.clientOpened();
	}

	@AfterEach
	void close() {
		this.workers.clientClosed();
	}

	@Test
	void scheduledJobRunsOnceAThreadCanBeCreated() throws InterruptedException {
		this.workers.schedule(() -> this.failing.set(1), 0);
		assertThat(this.workers.schedule(this.job, 0)).isNotNull();
		assertRuns();
	}

	@Test
	void jobWithoutAThreadRunsSoon() throws InterruptedException {
		this.failing.set(1);
		this.workers.executeSoon(this.job);
		assertRuns();
	}

	@Test
	void callerIsToldThatNothingCanBeScheduled() {
		this.failing.set(1);
		assertThat(this.workers.schedule(this.job, TimeUnit.HOURS.toNanos(1))).isNull();
	}

	private void assertRuns() throws InterruptedException {
		assertThat(this.done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.failing).hasValue(0);
	}

	private Thread thread(String name, Runnable work) {
		if (this.failing.getAndUpdate((left) -> Math.max(left - 1, 0)) > 0) {
			throw new OutOfMemoryError("unable to create native thread");
		}
		return SharedThreads.create(name, work);
	}

}
