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

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link Callers}.
 */
@SuppressWarnings("try")
class CallersTests {

	@Test
	void rightRepliesCountAsRight() {
		try (Callers callers = new Callers("test", (symbol) -> symbol + " 1.00")) {
			callers.start(2);
			await().until(() -> callers.counts().right() >= 10);
			assertThat(callers.counts().wrong()).isZero();
			assertThat(callers.counts().errors()).isEmpty();
		}
	}

	@Test
	void replyToTheRequestBeforeCountsAsWrong() {
		try (Callers callers = new Callers("test", new ReplyToTheRequestBefore())) {
			callers.start(1);
			await().until(() -> callers.counts().wrong() >= 10);
			assertThat(callers.counts().right()).isZero();
		}
	}

	@Test
	void exceptionsCountByKindAndTheCallerGoesOn() {
		try (Callers callers = new Callers("test", (symbol) -> {
			throw new IOException("not now");
		})) {
			callers.start(1);
			await().until(() -> callers.counts().errors().getOrDefault("IOException", 0L) >= 2);
		}
	}

	@Test
	void noTwoRequestsHaveTheSameSymbol() {
		Set<String> symbols = ConcurrentHashMap.newKeySet();
		AtomicInteger repeated = new AtomicInteger();
		try (Callers callers = new Callers("test", (symbol) -> {
			if (!symbols.add(symbol)) {
				repeated.incrementAndGet();
			}
			return symbol + " 1.00";
		})) {
			callers.start(8);
			await().until(() -> symbols.size() >= 100);
			callers.start(4);
			await().until(() -> symbols.size() >= 200);
			assertThat(repeated).hasValue(0);
		}
	}

	@Test
	void callersThatAreStoppedAskNoMore() {
		AtomicInteger asked = new AtomicInteger();
		CountDownLatch answer = new CountDownLatch(1);
		try (Callers callers = new Callers("test", (symbol) -> {
			asked.incrementAndGet();
			answer.await();
			return symbol + " 1.00";
		})) {
			callers.start(3);
			await().until(() -> asked.get() == 3);
			callers.start(0);
			answer.countDown();
			await().until(() -> callers.counts().right() == 3);
			await().during(Duration.ofMillis(100)).until(() -> asked.get() == 3);
		}
	}

	@Test
	void closeEndsThreadsThatWait() {
		CountDownLatch never = new CountDownLatch(1);
		CountDownLatch asked = new CountDownLatch(2);
		try (Callers callers = new Callers("ending", (symbol) -> {
			asked.countDown();
			never.await();
			return symbol;
		})) {
			callers.start(2);
			await().until(() -> asked.getCount() == 0);
			assertThat(threads("ending-")).isEqualTo(2);
		}
		await().until(() -> threads("ending-") == 0);
	}

	private long threads(String prefix) {
		return Thread.getAllStackTraces().keySet().stream().filter((each) -> each.getName().startsWith(prefix)).count();
	}

	private static final class ReplyToTheRequestBefore implements Exchange {

		private String before = "none";

		@Override
		public synchronized String ask(String symbol) {
			String reply = this.before + " 1.00";
			this.before = symbol;
			return reply;
		}

	}

}
