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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.Permits.Outcome;
import io.framedtcp.support.Callers;

import static org.assertj.core.api.Assertions.assertThat;

class PermitsTests {

	private static final Deadline FAR = Deadline.after(Duration.ofMinutes(1));

	@Test
	void nobodyOvertakesIntoAPoolThatIsPausedAtThatMoment() throws Exception {
		AtomicReference<Permits> permits = new AtomicReference<>();
		permits.set(new Permits(2, 8, new HookedSemaphore(2, () -> permits.get().pause())));
		assertThat(permits.get().acquire(FAR, Duration.ofMillis(50))).isEqualTo(Outcome.TIMED_OUT);
		assertThat(permits.get().tryAcquireLeaving(1)).isFalse();
		assertThat(permits.get().inUse()).isZero();
		permits.get().resume();
	}

	@Test
	void nobodyTakesAPermitWithoutWaitingFromAPoolThatIsPausedAtThatMoment() {
		AtomicReference<Permits> permits = new AtomicReference<>();
		permits.set(new Permits(2, 8, new HookedSemaphore(2, () -> permits.get().pause())));
		assertThat(permits.get().tryAcquireLeaving(1)).isFalse();
		assertThat(permits.get().inUse()).isZero();
	}

	@Test
	void whoeverIsHandedAPermitGivesItBackIfThePoolIsPausedMeanwhile() throws Exception {
		Thread pausing = Thread.currentThread();
		CountDownLatch looking = new CountDownLatch(1);
		CountDownLatch paused = new CountDownLatch(1);
		AtomicReference<Permits> permits = new AtomicReference<>();
		permits.set(new Permits(1, 8, new HookedSemaphore(1, () -> {
			if (Thread.currentThread() != pausing && permits.get().waiting() == 1) {
				looking.countDown();
				Awaitility.await().until(() -> paused.getCount() == 0);
			}
		})));
		try (Callers callers = new Callers()) {
			assertThat(permits.get().acquire(FAR, Duration.ZERO)).isEqualTo(Outcome.ACQUIRED);
			Future<Outcome> waiter = callers.call(() -> permits.get().acquire(FAR, Duration.ofMillis(200)));
			assertThat(looking.await(10, TimeUnit.SECONDS)).isTrue();
			for (int overtaken = 0; overtaken < 16; overtaken++) {
				permits.get().release();
				assertThat(permits.get().acquire(FAR, Duration.ZERO)).isEqualTo(Outcome.ACQUIRED);
			}
			// Hands it over.
			permits.get().release();
			assertThat(permits.get().inUse()).isOne();
			permits.get().pause();
			paused.countDown();
			assertThat(Callers.get(waiter)).isEqualTo(Outcome.TIMED_OUT);
			assertThat(permits.get().inUse()).isZero();
		}
	}

	@RepeatedTest(20)
	void whoeverWaitsIsServedHoweverOftenOthersAskAgain() throws Exception {
		Permits permits = new Permits(1, Integer.MAX_VALUE);
		AtomicInteger overtaken = new AtomicInteger();
		try (Callers callers = new Callers()) {
			assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.ACQUIRED);
			Future<Integer> waiter = callers.call(() -> {
				assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.ACQUIRED);
				int times = overtaken.get();
				permits.release();
				return times;
			});
			Awaitility.await().until(() -> permits.waiting() == 1);
			while (!waiter.isDone()) {
				permits.release();
				assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.ACQUIRED);
				overtaken.incrementAndGet();
			}
			assertThat(Callers.get(waiter)).isLessThanOrEqualTo(16);
		}
	}

	@RepeatedTest(20)
	void noPermitIsLostHoweverWaitsEnd() throws Exception {
		Permits permits = new Permits(2, Integer.MAX_VALUE);
		AtomicInteger held = new AtomicInteger();
		try (Callers callers = new Callers()) {
			List<Future<Integer>> results = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				Duration timeout = (i % 2 == 0) ? Duration.ofNanos(20_000) : Duration.ofHours(1);
				results.add(callers.call(() -> {
					int acquired = 0;
					for (int call = 0; call < 500; call++) {
						if (permits.acquire(FAR, timeout) == Outcome.ACQUIRED) {
							assertThat(held.incrementAndGet()).isLessThanOrEqualTo(2);
							acquired++;
							held.decrementAndGet();
							permits.release();
						}
					}
					return acquired;
				}));
			}
			for (int i = 0; i < results.size(); i++) {
				int acquired = Callers.get(results.get(i));
				assertThat(acquired).isBetween((i % 2 == 0) ? 0 : 500, 500);
			}
		}
		assertThat(permits.inUse()).isZero();
		assertThat(permits.waiting()).isZero();
	}

	@RepeatedTest(20)
	void noPermitIsLostWhenWaitersAreInterrupted() throws Exception {
		Permits permits = new Permits(1, Integer.MAX_VALUE);
		AtomicBoolean over = new AtomicBoolean();
		Thread interrupted = new Thread(() -> {
			while (!over.get()) {
				try {
					if (permits.acquire(FAR, Duration.ofHours(1)) == Outcome.ACQUIRED) {
						permits.release();
					}
				}
				catch (InterruptedException ex) {
					// Again.
					continue;
				}
			}
		});
		try (Callers callers = new Callers()) {
			interrupted.start();
			List<Future<Integer>> others = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				others.add(callers.call(() -> {
					for (int call = 0; call < 1000; call++) {
						assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.ACQUIRED);
						interrupted.interrupt();
						permits.release();
					}
					return 0;
				}));
			}
			for (Future<Integer> other : others) {
				Callers.get(other);
			}
		}
		finally {
			over.set(true);
			interrupted.interrupt();
		}
		interrupted.join(10_000);
		assertThat(interrupted.isAlive()).isFalse();
		assertThat(permits.inUse()).isZero();
	}

	@Test
	void onlySoManyMayWait() throws Exception {
		Permits permits = new Permits(1, 1);
		try (Callers callers = new Callers()) {
			assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.ACQUIRED);
			Future<Outcome> waiter = callers.call(() -> permits.acquire(FAR, Duration.ofHours(1)));
			Awaitility.await().until(() -> permits.waiting() == 1);
			assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.TOO_MANY_WAITING);
			permits.close();
			assertThat(Callers.get(waiter)).isEqualTo(Outcome.CLOSED);
			assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.CLOSED);
			permits.release();
			assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.CLOSED);
			assertThat(permits.inUse()).isZero();
			assertThat(permits.isClosed()).isTrue();
		}
	}

	@Test
	void permitIsTakenWithoutWaitingOnlyIfThatLeavesOneForOthers() {
		Permits permits = new Permits(2, 1);
		assertThat(permits.isClosed()).isFalse();
		assertThat(permits.tryAcquireLeaving(1)).isTrue();
		assertThat(permits.inUse()).isOne();
		assertThat(permits.tryAcquireLeaving(1)).isFalse();
		assertThat(permits.inUse()).isOne();
		permits.pause();
		assertThat(permits.tryAcquireLeaving(0)).isFalse();
		permits.resume();
		assertThat(permits.tryAcquireLeaving(0)).isTrue();
		assertThat(permits.inUse()).isEqualTo(2);
	}

	@Test
	void whoWaitsForTheEndOfAPauseIsServedThen() throws Exception {
		Permits permits = new Permits(1, 1);
		permits.pause();
		try (Callers callers = new Callers()) {
			Future<Outcome> waiter = callers.call(() -> permits.acquire(FAR, Duration.ofSeconds(30)));
			Awaitility.await().during(Duration.ofMillis(20)).until(() -> permits.waiting() == 1);
			long start = System.nanoTime();
			permits.resume();
			assertThat(Callers.get(waiter)).isEqualTo(Outcome.ACQUIRED);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
		}
	}

	@Test
	void poolWaitsForAPermitWithoutBeingCounted() throws Exception {
		Permits permits = new Permits(1, 0);
		assertThat(permits.acquireUncounted(FAR)).isTrue();
		assertThat(permits.inUse()).isOne();
		assertThat(permits.waiting()).isZero();
		assertThat(permits.acquireUncounted(Deadline.after(Duration.ofMillis(5)))).isFalse();
		permits.close();
		permits.release();
		assertThat(permits.acquireUncounted(FAR)).isFalse();
		assertThat(permits.inUse()).isZero();
	}

	@Test
	void whoWaitsForTheReturnOfPermitsDoesNotKeepThem() throws Exception {
		Permits permits = new Permits(2, 1);
		assertThat(permits.acquire(FAR, Duration.ZERO)).isEqualTo(Outcome.ACQUIRED);
		assertThat(permits.awaitReleased(0, Deadline.after(Duration.ofMillis(5)))).isFalse();
		assertThat(permits.awaitReleased(1, Deadline.after(Duration.ofMillis(5)))).isTrue();
		assertThat(permits.inUse()).isOne();
		permits.release();
		assertThat(permits.awaitReleased(0, FAR)).isTrue();
		assertThat(permits.awaitReleased(3, FAR)).isTrue();
		assertThat(permits.inUse()).isZero();
	}

	@Test
	void pauseThatComesTooLateKeepsNobodyFromHearingThatAllIsClosed() throws Exception {
		Permits permits = new Permits(1, 1);
		permits.close();
		permits.pause();
		assertThat(permits.isPaused()).isFalse();
		assertThat(permits.acquire(FAR, Duration.ofHours(1))).isEqualTo(Outcome.CLOSED);
	}

	/**
	 * Does something when a permit is about to be taken.
	 */
	private static final class HookedSemaphore extends Semaphore {

		private static final long serialVersionUID = 1L;

		private final transient Runnable hook;

		HookedSemaphore(int permits, Runnable hook) {
			super(permits);
			this.hook = hook;
		}

		@Override
		public boolean tryAcquire() {
			this.hook.run();
			return super.tryAcquire();
		}

		@Override
		public boolean tryAcquire(int permits) {
			this.hook.run();
			return super.tryAcquire(permits);
		}

	}

}
