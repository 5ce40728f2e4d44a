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

package io.framedtcp.internal.transport;

import java.nio.channels.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Watchdog} and its {@link Guard}s.
 */
@SuppressWarnings("try")
class WatchdogTests {

	private final Watchdog watchdog = new Watchdog("watchdog-test");

	@AfterEach
	void close() {
		this.watchdog.close();
	}

	@Test
	void channelIsClosedAtItsDeadlineAndNotBefore() {
		TestChannel channel = new TestChannel();
		Guard guard = this.watchdog.guard(channel);
		long start = System.nanoTime();
		guard.set(Deadline.after(Duration.ofMillis(100)));
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> !channel.isOpen());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(100),
				Duration.ofMillis(600));
		assertThat(guard.isExpired()).isTrue();
		assertThat(guard.clear()).isFalse();
	}

	@Test
	void earlierDeadlineIsSeenWhileTheWatchdogSleepsUntilALaterOne() {
		TestChannel late = new TestChannel();
		TestChannel early = new TestChannel();
		this.watchdog.guard(late).set(Deadline.after(Duration.ofHours(1)));
		this.watchdog.guard(early).set(Deadline.after(Duration.ofMillis(50)));
		Awaitility.await().until(() -> !early.isOpen());
		assertThat(late.isOpen()).isTrue();
	}

	@Test
	void clearedDeadlineClosesNothing() {
		TestChannel channel = new TestChannel();
		TestChannel other = new TestChannel();
		Guard guard = this.watchdog.guard(channel);
		guard.set(Deadline.after(Duration.ofMillis(50)));
		assertThat(guard.clear()).isTrue();
		this.watchdog.guard(other).set(Deadline.after(Duration.ofMillis(100)));
		Awaitility.await().until(() -> !other.isOpen());
		assertThat(channel.isOpen()).isTrue();
		assertThat(guard.isExpired()).isFalse();
	}

	@Test
	void deadlineThatHasPassedClosesAtOnce() {
		TestChannel channel = new TestChannel();
		this.watchdog.guard(channel).set(Deadline.after(Duration.ofNanos(-1)));
		Awaitility.await().until(() -> !channel.isOpen());
	}

	@RepeatedTest(20)
	void eitherTheExchangeEndsInTimeOrItsChannelIsClosedNeverBothNorNeither() {
		try (Callers callers = new Callers()) {
			List<Boolean> consistent = callers.callAll(8, (caller) -> {
				TestChannel channel = new TestChannel();
				Guard guard = this.watchdog.guard(channel);
				boolean inTime = true;
				while (inTime) {
					guard.set(Deadline.after(Duration.ofNanos(ThreadLocalRandom.current().nextInt(200_000))));
					Thread.onSpinWait();
					inTime = guard.clear();
					if (inTime && !channel.isOpen()) {
						return false;
					}
				}
				Awaitility.await().until(() -> !channel.isOpen());
				return true;
			});
			assertThat(consistent).containsOnly(true);
		}
	}

	/**
	 * The watchdog closes one channel while it looks at all deadlines. That of the other
	 * is set in that moment, when the watchdog has looked at it already in about half of
	 * the rounds. Nothing else wakes the watchdog.
	 */
	@RepeatedTest(20)
	void deadlineSetWhileTheWatchdogIsAboutToSleepIsKept() {
		TestChannel channel = new TestChannel();
		Guard guard = this.watchdog.guard(channel);
		TestChannel closed = new TestChannel(() -> guard.set(Deadline.after(Duration.ofMillis(20))));
		this.watchdog.guard(closed).set(Deadline.after(Duration.ofMillis(5)));
		Awaitility.await()
			.atMost(Duration.ofSeconds(5))
			.pollInterval(Duration.ofMillis(1))
			.until(() -> !channel.isOpen());
		assertThat(closed.isOpen()).isFalse();
	}

	@Test
	void shortDeadlinesSetByManyThreadsWhileOthersEndAreAllKept() {
		try (Callers callers = new Callers()) {
			List<Long> latest = callers.callAll(4, (caller) -> {
				long worst = 0;
				for (int round = 0; round < 200; round++) {
					TestChannel channel = new TestChannel();
					Guard guard = this.watchdog.guard(channel);
					Duration time = Duration.ofNanos(ThreadLocalRandom.current().nextInt(1_000_000));
					long due = System.nanoTime() + time.toNanos();
					guard.set(Deadline.after(time));
					if (round % 3 == 0) {
						guard.clear();
						continue;
					}
					Awaitility.await().pollInterval(Duration.ofNanos(100_000)).until(() -> !channel.isOpen());
					worst = Math.max(worst, System.nanoTime() - due);
				}
				return worst;
			});
			assertThat(latest).allMatch((worst) -> worst < Duration.ofSeconds(2).toNanos());
		}
	}

	@Test
	void closingItClosesWhatItGuardsAndWhatItIsGivenLater() {
		TestChannel before = new TestChannel();
		TestChannel after = new TestChannel();
		Guard guard = this.watchdog.guard(before);
		this.watchdog.close();
		assertThat(before.isOpen()).isFalse();
		assertThat(guard.isExpired()).isFalse();
		assertThat(guard.isOver()).isTrue();
		this.watchdog.guard(after);
		assertThat(after.isOpen()).isFalse();
	}

	@Test
	void allClientsShareOneThreadThatEndsWithTheLastOfThem() {
		try (Watchdog unused = new Watchdog("unused");
				Watchdog first = new Watchdog("first");
				Watchdog second = new Watchdog("second")) {
			first.guard(new TestChannel());
			second.guard(new TestChannel());
			assertThat(threads()).hasSize(1);
			Thread thread = threads().get(0);
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getContextClassLoader()).isNull();
			first.close();
			first.close();
			TestChannel late = new TestChannel();
			second.guard(late).set(Deadline.after(Duration.ofMillis(20)));
			Awaitility.await().until(() -> !late.isOpen());
			second.close();
			Awaitility.await().until(() -> !thread.isAlive());
		}
	}

	@Test
	void userCodeIsInterruptedAtItsDeadlineAndNoFlagIsLeft() {
		Guard guard = this.watchdog.guard(new TestChannel());
		long start = System.nanoTime();
		guard.set(Deadline.after(Duration.ofMillis(50)));
		boolean interrupted = isInterruptedWithin(Duration.ofSeconds(10));
		assertThat(interrupted).isTrue();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
		Thread.currentThread().interrupt();
		assertThat(guard.clear()).isFalse();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void userCodeThatBeginsWhenTheDeadlineHasPassedIsInterruptedToo() {
		Guard guard = this.watchdog.guard(new TestChannel());
		guard.set(Deadline.after(Duration.ofMillis(20)));
		for (int i = 0; i < 3; i++) {
			assertThat(isInterruptedWithin(Duration.ofSeconds(10))).isTrue();
		}
		assertThat(guard.clear()).isFalse();
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void interruptBySomebodyElseIsNotSwallowed() {
		Guard guard = this.watchdog.guard(new TestChannel());
		Thread.currentThread().interrupt();
		guard.set(Deadline.after(Duration.ofMillis(10)));
		long end = System.nanoTime() + Duration.ofMillis(200).toNanos();
		while (System.nanoTime() < end) {
			// Nothing that would heed the interrupt.
			Thread.onSpinWait();
		}
		assertThat(guard.clear()).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void threadThatLeavesInTimeIsNeverInterrupted() {
		Guard guard = this.watchdog.guard(new TestChannel());
		guard.set(Deadline.after(Duration.ofMillis(30)));
		guard.leave();
		Awaitility.await().until(guard::isExpired);
		assertThat(isInterruptedWithin(Duration.ofMillis(150))).isFalse();
	}

	@Test
	void closingInterruptsUserCodeOfOtherThreadsOnly() {
		try (Callers callers = new Callers()) {
			Guard guard = this.watchdog.guard(new TestChannel());
			Guard mine = this.watchdog.guard(new TestChannel());
			mine.set(Deadline.never());
			CountDownLatch begun = new CountDownLatch(1);
			Future<Boolean> other = callers.call(() -> {
				guard.set(Deadline.never());
				begun.countDown();
				boolean interrupted = isInterruptedWithin(Duration.ofSeconds(10));
				guard.clear();
				return interrupted && !Thread.currentThread().isInterrupted();
			});
			Awaitility.await().until(() -> begun.getCount() == 0);
			this.watchdog.close();
			assertThat(Callers.get(other)).isTrue();
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(mine.clear()).isFalse();
		}
	}

	@Test
	void threadThatHeedsNoInterruptIsReportedOnceAfterASecond() throws Exception {
		BlockingQueue<Thread> stuck = new LinkedBlockingQueue<>();
		Guard guard = this.watchdog.guard(new TestChannel());
		guard.whenStuck(stuck::add);
		long start = System.nanoTime();
		guard.set(Deadline.after(Duration.ofMillis(50)));
		Thread reported = null;
		while (reported == null) {
			// As code does that swallows interrupts.
			Thread.interrupted();
			reported = stuck.poll();
		}
		assertThat(reported).isEqualTo(Thread.currentThread());
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(1050),
				Duration.ofMillis(3000));
		assertThat(guard.clear()).isFalse();
		assertThat(stuck.poll(200, TimeUnit.MILLISECONDS)).isNull();
	}

	@Test
	void stuckThreadIsReportedAgainIfNobodyCouldTakeTheReport() throws Exception {
		BlockingQueue<Thread> stuck = new LinkedBlockingQueue<>();
		AtomicInteger reports = new AtomicInteger();
		Guard guard = this.watchdog.guard(new TestChannel());
		guard.whenStuck((thread) -> {
			if (reports.incrementAndGet() == 1) {
				throw new OutOfMemoryError("unable to create native thread");
			}
			stuck.add(thread);
		});
		long start = System.nanoTime();
		guard.set(Deadline.after(Duration.ofMillis(50)));
		Thread reported = null;
		while (reported == null && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5)) {
			Thread.interrupted();
			reported = stuck.poll();
		}
		assertThat(reported).isEqualTo(Thread.currentThread());
		assertThat(guard.clear()).isFalse();
	}

	private static boolean isInterruptedWithin(Duration bound) {
		try {
			return new CountDownLatch(1).await(bound.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private static List<Thread> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("framed-tcp-watchdog") && thread.isAlive())
			.toList();
	}

	private static final class TestChannel implements Channel {

		private final AtomicBoolean open = new AtomicBoolean(true);

		private final Runnable onClose;

		TestChannel() {
			this(() -> {
			});
		}

		TestChannel(Runnable onClose) {
			this.onClose = onClose;
		}

		@Override
		public boolean isOpen() {
			return this.open.get();
		}

		@Override
		public void close() {
			this.open.set(false);
			this.onClose.run();
		}

	}

}
