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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Guard}. The watchdog's thread does not know the guard. A test says
 * what time it is. {@link WatchdogTests} has the tests in real time.
 */
class GuardTests {

	private static final long LEAVE = TimeUnit.MILLISECONDS.toNanos(10);

	private static final long REPEAT = TimeUnit.MILLISECONDS.toNanos(100);

	private static final long STUCK = TimeUnit.SECONDS.toNanos(1);

	private static final long NEVER = Long.MAX_VALUE;

	private final Watchdog watchdog = new Watchdog("guard-test");

	private final WatchdogThread thread = WatchdogThread.join();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final Guard guard = new Guard(this.watchdog, this.thread, () -> this.closed.set(true));

	private final Deadline deadline = Deadline.after(Duration.ofHours(1));

	private final long due = this.deadline.nanoTime() - WatchdogThread.ORIGIN;

	private final List<Thread> stuck = new ArrayList<>();

	@AfterEach
	void close() {
		Thread.interrupted();
		this.watchdog.close();
		this.thread.leave();
	}

	@Test
	void nothingHappensBeforeTheDeadline() {
		assertThat(lookAt(this.due)).as("none is set").isEqualTo(NEVER);
		this.guard.set(this.deadline);
		assertThat(lookAt(this.due - 1)).isEqualTo(this.due);
		assertThat(this.closed).isFalse();
		assertThat(this.guard.isOver()).isFalse();
		assertThat(this.guard.clear()).isTrue();
		assertThat(lookAt(this.due)).as("it is cleared").isEqualTo(NEVER);
		assertThat(this.closed).isFalse();
	}

	@Test
	void guardIsUsedAgainAfterADeadlineThatWasKept() {
		this.guard.set(this.deadline);
		assertThat(this.guard.clear()).isTrue();
		this.guard.set(this.deadline);
		lookAt(this.due);
		assertThat(this.closed).isTrue();
		assertThat(this.guard.clear()).isFalse();
	}

	@Test
	void channelIsClosedAtTheDeadlineAndItsThreadHasTimeToLeave() {
		this.guard.set(this.deadline);
		assertThat(lookAt(this.due)).isEqualTo(this.due + LEAVE);
		assertThat(this.closed).isTrue();
		assertThat(this.guard.isExpired()).isTrue();
		assertThat(this.guard.isOver()).isTrue();
		assertThat(lookAt(this.due + LEAVE - 1)).isEqualTo(this.due + LEAVE);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void threadIsInterruptedUntilItLeavesAndKeepsNoFlag() {
		this.guard.set(this.deadline);
		lookAt(this.due);
		assertThat(lookAt(this.due + LEAVE)).isEqualTo(this.due + LEAVE + REPEAT);
		assertThat(Thread.interrupted()).as("first interrupt").isTrue();
		lookAt(this.due + LEAVE + REPEAT - 1);
		assertThat(Thread.interrupted()).isFalse();
		lookAt(this.due + LEAVE + REPEAT);
		assertThat(Thread.currentThread().isInterrupted()).as("second interrupt").isTrue();
		assertThat(this.guard.clear()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(lookAt(this.due + STUCK)).isEqualTo(NEVER);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void interruptByOthersIsKept() {
		this.guard.set(this.deadline);
		lookAt(this.due);
		Thread.currentThread().interrupt();
		lookAt(this.due + LEAVE);
		assertThat(this.guard.clear()).isFalse();
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void interruptByOthersIsKeptByTheNextUseOfAGuardThatIsOver() {
		this.guard.set(this.deadline);
		lookAt(this.due);
		lookAt(this.due + LEAVE);
		assertThat(this.guard.clear()).isFalse();
		Thread.currentThread().interrupt();
		this.guard.set(this.deadline);
		assertThat(Thread.interrupted()).isTrue();
	}

	@Test
	void threadThatHasLeftIsNotInterrupted() {
		this.guard.whenStuck(this.stuck::add);
		this.guard.set(this.deadline);
		this.guard.leave();
		this.thread.add(this.guard);
		assertThat(lookAt(this.due)).isEqualTo(NEVER);
		assertThat(this.thread.guardsOf(this.watchdog)).isEmpty();
		assertThat(this.closed).as("the deadline was not cleared").isTrue();
		lookAt(this.due + STUCK);
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.stuck).isEmpty();
		assertThat(this.guard.isStuck()).isFalse();
	}

	@Test
	void threadIsReportedOnceASecondAfterItsDeadline() {
		this.guard.whenStuck(this.stuck::add);
		this.guard.set(this.deadline);
		lookAt(this.due);
		lookAt(this.due + STUCK - 1);
		assertThat(this.guard.isStuck()).isFalse();
		this.thread.add(this.guard);
		assertThat(lookAt(this.due + STUCK)).isEqualTo(NEVER);
		assertThat(this.thread.guardsOf(this.watchdog)).isEmpty();
		assertThat(this.stuck).containsExactly(Thread.currentThread());
		assertThat(this.guard.isStuck()).isTrue();
		assertThat(this.guard.clear()).isFalse();
		assertThat(this.guard.isStuck()).as("its work stays void").isTrue();
	}

	@Test
	void reportThatFailsIsRepeatedWithTheNextInterrupt() {
		this.guard.whenStuck((thread) -> {
			this.stuck.add(thread);
			if (this.stuck.size() == 1) {
				throw new OutOfMemoryError("made up");
			}
		});
		this.guard.set(this.deadline);
		lookAt(this.due);
		long next = lookAt(this.due + STUCK);
		assertThat(next).isEqualTo(this.due + STUCK + REPEAT);
		assertThat(lookAt(next)).isEqualTo(NEVER);
		assertThat(this.stuck).hasSize(2);
	}

	@Test
	void guardThatOnlyWatchesInterruptsNobodyAndReports() {
		this.guard.onlyWatch();
		this.guard.whenStuck(this.stuck::add);
		this.guard.set(this.deadline);
		lookAt(this.due);
		lookAt(this.due + STUCK);
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.stuck).hasSize(1);
	}

	@Test
	void deadlineThatIsLetPassIsOverNow() {
		this.guard.set(this.deadline);
		this.guard.expire();
		long now = System.nanoTime() - WatchdogThread.ORIGIN;
		lookAt(now);
		assertThat(this.closed).isTrue();
		assertThat(this.guard.isExpired()).isTrue();
		this.guard.expire();
		assertThat(this.guard.clear()).isFalse();
	}

	@Test
	void noDeadlineIsLetPassIfNoneIsSet() {
		this.guard.expire();
		this.guard.set(this.deadline);
		assertThat(lookAt(this.due - 1)).isEqualTo(this.due);
		assertThat(this.guard.clear()).isTrue();
		this.guard.expire();
		assertThat(lookAt(this.due)).isEqualTo(NEVER);
		assertThat(this.closed).isFalse();
	}

	@Test
	void closedGuardIsOverAndDidNotExpire() {
		this.guard.set(this.deadline);
		this.guard.close();
		assertThat(this.closed).isTrue();
		assertThat(this.guard.isOver()).isTrue();
		assertThat(this.guard.isExpired()).isFalse();
		assertThat(lookAt(this.due)).isEqualTo(NEVER);
		assertThat(this.guard.isExpired()).isFalse();
		this.guard.expire();
		assertThat(this.guard.isExpired()).isFalse();
		assertThat(this.guard.clear()).isFalse();
	}

	@Test
	void expiredGuardStaysExpiredWhenItIsClosed() {
		this.guard.set(this.deadline);
		lookAt(this.due);
		this.guard.close();
		assertThat(this.guard.isExpired()).isTrue();
	}

	@Test
	void threadThatClosesItsGuardHasLeft() {
		this.guard.set(this.deadline);
		this.guard.close();
		assertThat(isOccupied()).isFalse();
	}

	@Test
	void threadWhoseGuardAnotherThreadClosesIsStillAtWork() {
		this.guard.set(this.deadline);
		inAnotherThread(() -> {
			this.guard.close();
			return 0;
		});
		assertThat(isOccupied()).isTrue();
		assertThat(this.guard.isOccupied()).as("by another thread").isFalse();
		inAnotherThread(() -> {
			this.guard.interrupt();
			return 0;
		});
		assertThat(this.guard.clear()).isFalse();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(isOccupied()).isFalse();
	}

	@Test
	void threadThatComesAfterTheEndIsNotAtWork() {
		this.guard.close();
		this.guard.set(this.deadline);
		assertThat(isOccupied()).isFalse();
		assertThat(this.guard.clear()).isFalse();
	}

	@Test
	void guardIsWatchedUntilItIsOverAndItsThreadHasLeft() {
		this.thread.add(this.guard);
		this.guard.set(this.deadline);
		assertThat(this.guard.clear()).isTrue();
		this.guard.set(this.deadline);
		lookAt(this.due);
		assertThat(this.thread.guardsOf(this.watchdog)).containsExactly(this.guard);
		this.guard.clear();
		assertThat(this.thread.guardsOf(this.watchdog)).isEmpty();
	}

	@Test
	void successorWatchesTheSameThreadAndClosesNothing() {
		this.guard.whenStuck(this.stuck::add);
		this.guard.close();
		this.closed.set(false);
		try (Guard successor = this.guard.successor()) {
			successor.set(this.deadline);
			inAnotherThread(() -> successor.look(this.due));
			inAnotherThread(() -> successor.look(this.due + STUCK));
			assertThat(this.stuck).containsExactly(Thread.currentThread());
			assertThat(successor.isStuck()).isTrue();
			assertThat(this.guard.isStuck()).isFalse();
			assertThat(this.closed).isFalse();
		}
	}

	@Test
	void otherChannelIsClosedInItsPlace() {
		AtomicBoolean other = new AtomicBoolean();
		this.guard.closes(() -> other.set(true));
		this.guard.set(this.deadline);
		lookAt(this.due);
		assertThat(other).isTrue();
		assertThat(this.closed).isFalse();
	}

	@Test
	void deadlineIsEitherClearedOrLetPassIfBothHappenAtOnce() {
		Phaser round = new Phaser(2);
		AtomicBoolean channelClosed = new AtomicBoolean();
		List<Guard> guards = new ArrayList<>();
		for (int i = 0; i < 200; i++) {
			guards.add(this.watchdog.guard(() -> channelClosed.set(true)));
		}
		try (Callers callers = new Callers()) {
			Future<Void> expiring = callers.call(() -> {
				for (Guard guard : guards) {
					round.arriveAndAwaitAdvance();
					guard.expire();
					round.arriveAndAwaitAdvance();
				}
				return null;
			});
			for (Guard guard : guards) {
				guard.set(this.deadline);
				round.arriveAndAwaitAdvance();
				boolean inTime = guard.clear();
				round.arriveAndAwaitAdvance();
				if (!inTime) {
					Awaitility.await().pollInterval(Duration.ofMillis(1)).untilTrue(channelClosed);
				}
				assertThat(guard.isExpired()).isNotEqualTo(inTime);
				assertThat(channelClosed.getAndSet(false)).isNotEqualTo(inTime);
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
			}
			Callers.get(expiring);
		}
	}

	// The guard interrupts no thread that looks itself.
	private long lookAt(long ticks) {
		return inAnotherThread(() -> this.guard.look(ticks));
	}

	private boolean isOccupied() {
		return inAnotherThread(() -> this.guard.isOccupied() ? 1 : 0) == 1;
	}

	/**
	 * Waits for another thread, without regard to interrupts of this one.
	 */
	private static long inAnotherThread(LongSupplier action) {
		AtomicLong result = new AtomicLong();
		Thread other = new Thread(() -> result.set(action.getAsLong()), "other");
		other.start();
		while (other.isAlive()) {
			Thread.onSpinWait();
		}
		return result.get();
	}

}
