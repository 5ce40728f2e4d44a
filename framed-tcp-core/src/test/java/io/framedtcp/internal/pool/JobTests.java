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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Job}.
 */
class JobTests {

	private final Thread thread = Thread.currentThread();

	private final String name = this.thread.getName();

	private final ClassLoader classLoader = this.thread.getContextClassLoader();

	private final List<String> ends = new ArrayList<>();

	@AfterEach
	void restoreThread() {
		this.thread.setContextClassLoader(this.classLoader);
	}

	@Test
	void threadThatRunsItIsAsBeforeAfterwards() throws InterruptedException {
		Job[] self = new Job[1];
		self[0] = job(() -> {
			assertThat(this.thread.getName()).isEqualTo("job");
			assertThat(self[0].isRunBy(this.thread)).isTrue();
			assertThat(self[0].isEnded()).isFalse();
			this.thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
			this.thread.interrupt();
		});
		self[0].run();
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.thread.getName()).isEqualTo(this.name);
		assertThat(this.thread.getContextClassLoader()).isNull();
		assertThat(self[0].isRunBy(this.thread)).isFalse();
		assertThat(self[0].isEnded()).isTrue();
		assertThat(self[0].awaitEnd(0)).isTrue();
	}

	@Test
	void interruptDoesNotReachTheThreadAfterwards() {
		Job job = job(() -> {
		});
		job.run();
		job.interrupt(null);
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void interruptReachesTheThreadThatRunsItUnlessThatIsSpared() {
		Job[] self = new Job[1];
		List<Boolean> interrupts = new ArrayList<>();
		self[0] = job(() -> {
			self[0].interrupt(this.thread);
			interrupts.add(Thread.interrupted());
			self[0].interrupt(null);
			interrupts.add(Thread.interrupted());
		});
		self[0].run();
		assertThat(interrupts).containsExactly(false, true);
	}

	@Test
	void failureEndsIt() throws InterruptedException {
		Job job = job(() -> {
			throw new AssertionError("The job fails");
		});
		job.run();
		assertThat(this.ends).containsExactly("ended");
		assertThat(job.awaitEnd(0)).isTrue();
	}

	@Test
	void itEndsOnceAlsoIfItWasAbandoned() throws InterruptedException {
		Job[] self = new Job[1];
		self[0] = job(() -> self[0].end());
		self[0].run();
		assertThat(this.ends).containsExactly("ended");
		assertThat(self[0].awaitEnd(0)).isTrue();
	}

	@Test
	void nobodyWaitsForEverIfItsEndFails() throws InterruptedException {
		Job job = new Job("job", () -> {
		}, () -> {
			throw new IllegalStateException("The end fails");
		});
		assertThat(job.awaitEnd(0)).isFalse();
		assertThatIllegalStateException().isThrownBy(job::end);
		assertThat(job.awaitEnd(0)).isTrue();
	}

	@Test
	void itIsCalledAsItsThread() {
		assertThat(job(() -> {
		})).hasToString("job");
	}

	private Job job(Runnable work) {
		return new Job("job", work, () -> this.ends.add("ended"));
	}

}
