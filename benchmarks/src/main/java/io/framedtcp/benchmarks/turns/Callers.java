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

package io.framedtcp.benchmarks.turns;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.framedtcp.benchmarks.peer.Question;

/**
 * The callers of a bout: the same threads call all its clients, so that a raw socket
 * finds its thread again, and nobody calls one client while another is measured.
 */
final class Callers implements AutoCloseable {

	/** Until 1,000 threads have woken up, and the queue is as long as it will be. */
	private static final long SETTLE_MILLIS = 50;

	/** Longer than any client waits for a connection and then for a reply. */
	private static final long GIVE_UP_SECONDS = 120;

	private final List<Caller> callers = new ArrayList<>();

	private final CyclicBarrier barrier;

	private volatile @Nullable OpenContender contender;

	private volatile @Nullable Throwable failure;

	private volatile Phase phase = Phase.OVER;

	Callers(Bout bout) throws ReflectiveOperationException {
		this.barrier = new CyclicBarrier(bout.callers() + 1);
		for (int i = 0; i < bout.callers(); i++) {
			Caller caller = new Caller(i, bout);
			this.callers.add(caller);
			start(caller, bout.isVirtual());
		}
	}

	/**
	 * Let as many call as the contender has.
	 * @param current whose turn it is
	 * @param millis for how long
	 * @return what came of it
	 * @throws Exception if a reply was wrong or missing
	 */
	Turn call(OpenContender current, long millis) throws Exception {
		this.contender = current;
		this.phase = Phase.SETTLING;
		meet();
		Thread.sleep(SETTLE_MILLIS);
		Usage before = Usage.of(current);
		long start = System.nanoTime();
		this.phase = Phase.MEASURED;
		Thread.sleep(millis);
		long nanos = System.nanoTime() - start;
		this.phase = Phase.OVER;
		Usage used = Usage.of(current).since(before);
		meet();
		Throwable failed = this.failure;
		if (failed != null) {
			Contender who = current.contender();
			throw new IllegalStateException(who.variant() + " failed in " + who.cell().name(), failed);
		}
		Turn turn = new Turn(nanos, used);
		this.callers.forEach((caller) -> caller.tell(turn));
		return turn;
	}

	/**
	 * Send the callers away.
	 */
	@Override
	public void close() {
		this.contender = null;
		this.barrier.reset();
	}

	private void start(Caller caller, boolean virtual) throws ReflectiveOperationException {
		if (virtual) {
			// This is compiled for JDK 17.
			Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, caller);
		}
		else {
			Thread thread = new Thread(caller, "caller");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void meet() throws InterruptedException, BrokenBarrierException {
		try {
			this.barrier.await(GIVE_UP_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("Callers still wait after " + GIVE_UP_SECONDS + " s", ex);
		}
	}

	private enum Phase {

		SETTLING, MEASURED, OVER

	}

	private final class Caller implements Runnable {

		private final int index;

		private final List<Question> questions = new ArrayList<>();

		private final Histogram times = new Histogram();

		private long ended;

		Caller(int index, Bout bout) {
			this.index = index;
			for (int i = 0; i < bout.largestBatch(); i++) {
				this.questions.add(new Question(bout.payload()));
			}
		}

		@Override
		public void run() {
			try {
				while (true) {
					Callers.this.barrier.await();
					call(Callers.this.contender);
					Callers.this.barrier.await();
				}
			}
			catch (InterruptedException | BrokenBarrierException ex) {
				// Sent away.
				return;
			}
		}

		void tell(Turn turn) {
			turn.add(this.ended, this.times);
			this.ended = 0;
		}

		private void call(@Nullable OpenContender current) {
			if (current == null || this.index >= current.contender().cell().callers()) {
				return;
			}
			try {
				exchange(current.exchanges(), current.contender().exchangesAtOnce());
			}
			catch (Throwable ex) {
				Callers.this.failure = ex;
			}
		}

		private void exchange(OpenContender.Exchanges exchanges, int atOnce) throws Exception {
			Phase before = Callers.this.phase;
			while (before != Phase.OVER) {
				long start = System.nanoTime();
				exchanges.perform(this.questions);
				long nanos = System.nanoTime() - start;
				Phase after = Callers.this.phase;
				// Throughput is what ends within the turn. A time is kept of what begins
				// in it, since the slowest are those that end after it.
				if (before == Phase.MEASURED) {
					this.times.record(nanos);
				}
				if (after == Phase.MEASURED) {
					this.ended += atOnce;
				}
				before = after;
			}
		}

	}

}
