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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Servers that handle several requests of one connection at a time.
 */
@SuppressWarnings("try")
class ConcurrencyTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	private final CountDownLatch latch = new CountDownLatch(1);

	private FramedTcpServer server(int concurrency) {
		return FramedTcpServer.builder().concurrency(concurrency).handling((request, connection) -> {
			if (request[0] == 'a') {
				this.latch.await();
			}
			connection.writeFrame(request);
		});
	}

	@Test
	void requestThatTakesLongHoldsUpNoOther() throws IOException {
		try (FramedTcpServer server = server(2); TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(8)).isEqualTo(Scene.EFGH);
			client.send(Scene.EFGH);
			assertThat(client.receive(8)).isEqualTo(Scene.EFGH);
			this.latch.countDown();
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
		}
	}

	@Test
	void noMoreAreReadThanAreHandled() throws IOException {
		try (FramedTcpServer server = server(2); TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			client.assertSilent();
			this.latch.countDown();
			assertThat(client.receive(24)).contains(Scene.EFGH);
		}
	}

	@Test
	void delayHoldsUpNoOther() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().concurrency(100).echo();
				TestClient client = new TestClient(server)) {
			server.inject(Fault.delay(Duration.ofMillis(200))).always().at(Point.BEFORE_REPLY);
			long start = System.nanoTime();
			for (int i = 0; i < 100; i++) {
				client.send(Scene.ABCD);
			}
			client.receive(800);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200),
					Duration.ofSeconds(10));
		}
	}

	@Test
	void framesAreNeverMixed() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().concurrency(4).echo();
				TestClient client = new TestClient(server)) {
			server.inject(Fault.split()).always().at(Point.BEFORE_REPLY);
			for (int i = 0; i < 8; i++) {
				client.send(Scene.ABCD);
			}
			for (int i = 0; i < 8; i++) {
				assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			}
		}
	}

	@Test
	void repliesToAllAreSentBehindTheEndOfTheClient() throws IOException {
		try (FramedTcpServer server = server(3); TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			client.send(Scene.ABCD);
			client.shutdownOutput();
			client.assertSilent();
			this.latch.countDown();
			assertThat(client.receive(17)).isEqualTo(Scene.ABCD + " " + Scene.ABCD);
		}
	}

	@ParameterizedTest
	@EnumSource
	void finOfOneExchangeEndsTheConnection(Point point) throws Exception {
		assertEnds(Fault.fin(), point, "closed by the fault at " + point,
				(client) -> assertThat(client.receive(100)).hasSizeLessThanOrEqualTo(Scene.ABCD.length()));
	}

	@ParameterizedTest
	@EnumSource
	void resetOfOneExchangeEndsTheConnection(Point point) throws Exception {
		assertEnds(Fault.reset(), point, "reset by the fault at " + point, (client) -> {
		});
	}

	@ParameterizedTest
	@EnumSource
	void stallOfOneExchangeIsThatOfAll(Point point) throws Exception {
		try (FramedTcpServer server = concurrentEcho()) {
			InjectedFault fault = inject(server, Fault.stall(), point);
			try (TestClient client = new TestClient(server)) {
				play(client, point);
				fault.awaitFired(LONG);
				while (client.available() > 0) {
					client.read();
				}
				client.send(Scene.EFGH);
				client.assertSilent();
				client.close();
				awaitOpen(server, 0);
				assertThat(server.connections().get(0).toString()).contains("closed by the client");
			}
		}
	}

	@Test
	void refusalToReadOfOneExchangeIsThatOfAll() throws Exception {
		try (FramedTcpServer server = concurrentEcho(); TestClient client = new TestClient(server)) {
			InjectedFault fault = inject(server, Fault.refuseToRead(), Point.AFTER_REPLY);
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			fault.awaitFired(LONG);
			client.send(Scene.EFGH);
			client.assertSilent();
			client.close();
			awaitOpen(server, 0);
		}
	}

	@Test
	void delayEndsWithTheClient() throws Exception {
		try (FramedTcpServer server = concurrentEcho(); TestClient client = new TestClient(server)) {
			InjectedFault fault = inject(server, Fault.delay(Duration.ofHours(1)), Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			fault.awaitFired(LONG);
			client.close();
			awaitOpen(server, 0);
		}
	}

	@Test
	void stallEndsWithTheServer() throws Exception {
		try (FramedTcpServer server = concurrentEcho(); TestClient client = new TestClient(server)) {
			InjectedFault fault = inject(server, Fault.stall(), Point.MID_PAYLOAD);
			client.send(Scene.ABCD);
			fault.awaitFired(LONG);
			server.stop();
			assertThat(server.open()).isZero();
		}
	}

	@Test
	void failureOfAHandlerIsTold() throws IOException {
		AtomicInteger count = new AtomicInteger();
		FramedTcpServer server = FramedTcpServer.builder().concurrency(4).answering((request) -> {
			if (count.incrementAndGet() == 2) {
				throw new IllegalStateException("no such thing");
			}
			return request;
		});
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			client.send(Scene.ABCD);
			assertThat(client.read()).isEqualTo(-1);
			awaitOpen(server, 0);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("no such thing");
	}

	@Test
	void threadsEndWithTheConnection() throws IOException {
		String name;
		try (FramedTcpServer server = concurrentEcho(); TestClient client = new TestClient(server)) {
			name = "framed-tcp-server-worker-" + client.port();
			client.send(Scene.ABCD);
			client.receive(8);
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName).contains(name);
			client.close();
			awaitOpen(server, 0);
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain(name));
	}

	@Test
	void noRequestAtATimeIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> FramedTcpServer.builder().concurrency(0));
	}

	private static void assertEnds(Fault fault, Point point, String end, ThrowingConsumer<TestClient> seen)
			throws Exception {
		try (FramedTcpServer server = concurrentEcho()) {
			InjectedFault injected = inject(server, fault, point);
			try (TestClient client = new TestClient(server)) {
				play(client, point);
				injected.awaitFired(LONG);
				seen.accept(client);
				awaitOpen(server, 0);
				assertThat(server.connections().get(0).toString()).contains(end);
			}
		}
	}

	private static FramedTcpServer concurrentEcho() {
		return FramedTcpServer.builder().concurrency(4).echo();
	}

	private static InjectedFault inject(FramedTcpServer server, Fault fault, Point point) {
		return (point == Point.ON_ACCEPT) ? server.inject(fault).onConnection(1).at(point)
				: server.inject(fault).onExchange(1).at(point);
	}

	private static void play(TestClient client, Point point) throws IOException {
		if (point != Point.ON_ACCEPT) {
			client.send(Scene.ABCD);
		}
	}

	private static void awaitOpen(FramedTcpServer server, int count) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.untilAsserted(() -> assertThat(server.open()).isEqualTo(count));
	}

}
