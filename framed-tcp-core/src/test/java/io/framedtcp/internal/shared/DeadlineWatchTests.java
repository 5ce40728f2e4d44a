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

package io.framedtcp.internal.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.shared.DeadlineWatch.Waiter;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineWatchTests {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final Queue<Waiter> waiters = new ConcurrentLinkedQueue<>();

	private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(1);

	private final List<Runnable> timers = new CopyOnWriteArrayList<>();

	private final List<Thread> threads = new ArrayList<>();

	private volatile boolean refusing;

	private final DeadlineWatch watch = new DeadlineWatch(this::setTimer, this.waiters::forEach);

	@AfterEach
	void close() throws InterruptedException {
		this.scheduler.shutdownNow();
		this.watch.stop();
		for (Thread thread : this.threads) {
			thread.interrupt();
			thread.join(10_000);
		}
	}

	@Test
	void eachIsWokenAtItsDeadline() {
		List<Waiting> waiting = new ArrayList<>();
		for (int millis : new int[] { 300, 100, 200, 100, 50 }) {
			waiting.add(begin(Duration.ofMillis(millis)));
		}
		Waiting later = begin(LONG);
		waiting.forEach(Waiting::awaitEnd);
		assertThat(waiting).allSatisfy((each) -> assertThat(each.lateNanos).isNotNegative());
		assertThat(later.thread.isAlive()).isTrue();
	}

	@Test
	void oneTimerDoesForAllWhoWaitEquallyLong() {
		Waiting first = begin(LONG);
		first.awaitSleep(Thread.State.WAITING);
		for (int i = 0; i < 20; i++) {
			begin(LONG).awaitSleep(Thread.State.WAITING);
		}
		assertThat(this.timers).hasSize(1);
	}

	@Test
	void timerThatIsOutdatedSetsNoOther() {
		begin(LONG).awaitSleep(Thread.State.WAITING);
		begin(LONG.minusSeconds(10)).awaitSleep(Thread.State.WAITING);
		assertThat(this.timers).hasSize(2);
		this.timers.get(0).run();
		assertThat(this.timers).hasSize(2);
		this.timers.get(1).run();
		assertThat(this.timers).hasSize(3);
	}

	@Test
	void whoWaitsWhileNoTimerCanBeSetHasOneOfItsOwn() {
		this.refusing = true;
		Waiting first = begin(Duration.ofMillis(100));
		Waiting second = begin(Duration.ofMillis(50));
		first.awaitEnd();
		second.awaitEnd();
		assertThat(this.timers).isEmpty();
	}

	@Test
	void whoWaitsWhenTheWatchIsStoppedGetsOneOfItsOwn() {
		Waiting waiting = begin(LONG);
		waiting.awaitSleep(Thread.State.WAITING);
		this.watch.stop();
		waiting.awaitSleep(Thread.State.TIMED_WAITING);
	}

	@Test
	void watchThatIsStartedAgainSetsTimers() {
		begin(LONG).awaitSleep(Thread.State.WAITING);
		this.watch.stop();
		this.watch.start();
		begin(Duration.ofMillis(50)).awaitEnd();
		assertThat(this.timers).hasSizeGreaterThanOrEqualTo(2);
	}

	@Test
	void whoWaitsWhenTheWatchIsStartedOnceMoreSetsAnotherTimer() {
		Waiting waiting = begin(LONG);
		waiting.awaitSleep(Thread.State.WAITING);
		this.watch.start();
		Awaitility.await().untilAsserted(() -> assertThat(this.timers).hasSize(2));
	}

	@Test
	void whoWaitsWhenTheTimerIsLostSetsAnother() {
		begin(LONG).awaitSleep(Thread.State.WAITING);
		this.watch.timerLost();
		Awaitility.await().untilAsserted(() -> assertThat(this.timers).hasSize(2));
	}

	private boolean setTimer(Runnable task, long nanos) {
		if (this.refusing) {
			return false;
		}
		this.timers.add(task);
		this.scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
		return true;
	}

	private Waiting begin(Duration timeout) {
		Waiting waiting = new Waiting(timeout);
		this.threads.add(waiting.thread);
		waiting.thread.start();
		return waiting;
	}

	/**
	 * A thread that waits until its deadline, whatever wakes it before.
	 */
	private final class Waiting {

		private final Thread thread;

		private volatile long lateNanos = Long.MIN_VALUE;

		Waiting(Duration timeout) {
			this.thread = new Thread(() -> {
				Deadline deadline = Deadline.after(timeout);
				Waiter waiter = new Waiter(Thread.currentThread()) {
				};
				DeadlineWatchTests.this.waiters.add(waiter);
				while (deadline.remainingNanos() > 0 && !Thread.currentThread().isInterrupted()) {
					DeadlineWatchTests.this.watch.park(waiter, this, deadline);
				}
				DeadlineWatchTests.this.waiters.remove(waiter);
				this.lateNanos = -deadline.remainingNanos();
			});
			this.thread.setDaemon(true);
		}

		void awaitSleep(Thread.State state) {
			Awaitility.await().until(() -> this.thread.getState() == state);
		}

		void awaitEnd() {
			Awaitility.await().until(() -> !this.thread.isAlive());
		}

	}

}
