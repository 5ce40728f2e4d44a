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

package io.framedtcp.sample;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Callers that ask for one price after the other, with a short pause between. No two
 * requests have the same symbol, so that a reply tells which request it answers. All
 * symbols are equally long.
 */
class Callers implements AutoCloseable {

	static final int SYMBOL_LENGTH = 8;

	private static final int PAUSE_MILLIS = 10;

	private static final int CLOSE_SECONDS = 5;

	private final Exchange exchange;

	private final CallStatistics statistics = new CallStatistics();

	private final AtomicLong asked = new AtomicLong();

	private final ExecutorService threads;

	private CountDownLatch stopped = new CountDownLatch(0);

	Callers(String name, Exchange exchange) {
		this.exchange = exchange;
		CustomizableThreadFactory factory = new CustomizableThreadFactory(name + "-");
		factory.setDaemon(true);
		this.threads = Executors.newCachedThreadPool(factory);
	}

	/**
	 * Let a number of callers ask, instead of those there are. These end when they have
	 * the reply that they wait for.
	 * @param count how many; none to stop
	 */
	synchronized void start(int count) {
		this.stopped.countDown();
		CountDownLatch stop = new CountDownLatch(1);
		this.stopped = stop;
		for (int i = 0; i < count; i++) {
			this.threads.execute(() -> askUntil(stop));
		}
	}

	CallStatistics.Counts counts() {
		return this.statistics.counts();
	}

	/**
	 * End all callers, at once.
	 */
	@Override
	public synchronized void close() {
		this.stopped.countDown();
		this.threads.shutdownNow();
		try {
			this.threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void askUntil(CountDownLatch stop) {
		try {
			while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
				ask("Q%07d".formatted(this.asked.incrementAndGet()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void ask(String symbol) throws InterruptedException {
		long start = System.nanoTime();
		try {
			String reply = this.exchange.ask(symbol);
			this.statistics.replied(symbol, reply, System.nanoTime() - start);
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			this.statistics.failed(ex, System.nanoTime() - start);
		}
	}

}
