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

package io.framedtcp.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Handlers that do not end when they should.
 */
@SuppressWarnings("try")
class HungHandlerTests {

	private final CountDownLatch release = new CountDownLatch(1);

	private final CountDownLatch handling = new CountDownLatch(3);

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		this.handling.countDown();
		awaitWhateverHappens(this.release);
	});

	@AfterEach
	void end() {
		this.release.countDown();
		this.server.close();
	}

	@Test
	void handlersThatDoNotEndAreToldWithTheirStacksAndWaitedForTogether() throws Exception {
		try (TestClient first = new TestClient(this.server);
				TestClient second = new TestClient(this.server);
				TestClient third = new TestClient(this.server)) {
			assertThat(this.handling.await(10, TimeUnit.SECONDS)).isTrue();
			long begin = System.nanoTime();
			assertThatExceptionOfType(AssertionError.class).isThrownBy(this.server::close)
				.withMessageContaining("  - connection 1: its handler does not end\n")
				.withMessageContaining("  - connection 2: its handler does not end\n")
				.withMessageContaining("  - connection 3: its handler does not end\n")
				.satisfies((error) -> assertThat(error.getSuppressed()).hasSize(3)
					.allSatisfy((each) -> assertThat(each.getStackTrace()).extracting(StackTraceElement::getMethodName)
						.contains("awaitWhateverHappens")));
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(5),
					Duration.ofSeconds(10));
			assertThat(this.server.open()).isZero();
			assertThat(first.read()).isEqualTo(-1);
			this.release.countDown();
			Awaitility.await().untilAsserted(() -> assertThatCode(this.server::verify).doesNotThrowAnyException());
		}
	}

	@Test
	void resetTellsOfAHandlerThatDoesNotEndOnceAndBeginsAnew() throws Exception {
		try (TestClient client = new TestClient(this.server)) {
			Awaitility.await().until(() -> this.handling.getCount() == 2);
			this.server.stop();
			for (ThrowingCallable told : List.<ThrowingCallable>of(this.server::verify, this.server::reset)) {
				assertThatExceptionOfType(AssertionError.class).isThrownBy(told)
					.withMessageContaining("connection 1: its handler does not end");
			}
			assertThat(this.server.accepted()).isZero();
			assertThat(client.read()).isEqualTo(-1);
			this.server.close();
		}
	}

	@Test
	void closingThreadThatIsInterruptedWaitsAllTheSame() throws Exception {
		AtomicBoolean ended = new AtomicBoolean();
		FramedTcpServer slow = FramedTcpServer.serving((connection) -> {
			this.handling.countDown();
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				this.release.await(100, TimeUnit.MILLISECONDS);
				ended.set(true);
			}
		});
		try (TestClient client = new TestClient(slow)) {
			Awaitility.await().until(() -> this.handling.getCount() == 2);
			Thread.currentThread().interrupt();
			slow.close();
			assertThat(Thread.interrupted()).isTrue();
			assertThat(ended).isTrue();
		}
	}

	private static void awaitWhateverHappens(CountDownLatch latch) {
		boolean over = false;
		while (!over) {
			try {
				latch.await();
				over = true;
			}
			catch (InterruptedException ex) {
				// Not listened to, which is the point.
			}
		}
	}

}
