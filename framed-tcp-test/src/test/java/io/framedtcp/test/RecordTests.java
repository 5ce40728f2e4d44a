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
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the server remembers.
 */
class RecordTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void requestsAreRecordedWithWhereTheyCame() throws Exception {
		Instant before = Instant.now();
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			exchange(first, Scene.ABCD);
			exchange(first, Scene.EFGH);
			exchange(second, Scene.ABCD);
			assertThat(server.requests())
				.extracting(ReceivedRequest::text, ReceivedRequest::connection, ReceivedRequest::exchange)
				.containsExactly(Tuple.tuple("abcd", 1, 1), Tuple.tuple("efgh", 1, 2), Tuple.tuple("abcd", 2, 1));
			assertThat(server.requests()).extracting(ReceivedRequest::time)
				.allSatisfy((time) -> assertThat(time).isBetween(before, Instant.now()));
			assertThat(server.requestCount()).isEqualTo(3);
			assertThat(server.executions("abcd".getBytes())).isEqualTo(2);
			assertThat(server.executions("none".getBytes())).isZero();
			assertThat(server.executionsBy((payload) -> (char) payload[0])).isEqualTo(Map.of('a', 2, 'e', 1));
			for (String text : new String[] { "abcd", "efgh", "abcd" }) {
				assertThat(server.takeRequest(LONG).payload()).asString().isEqualTo(text);
			}
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> server.takeRequest(Duration.ofMillis(1)))
				.withMessageStartingWith("No request came within PT0.001S.\nIt saw 2 connection(s) and 3 request(s)");
		}
	}

	@Test
	void requestCanBeAwaited() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			CompletableFuture<ReceivedRequest> taken = CompletableFuture.supplyAsync(() -> take(server));
			client.send(Scene.ABCD);
			assertThat(taken.get(10, TimeUnit.SECONDS)).hasToString("4 bytes \"abcd\" on connection 1, exchange 1");
		}
	}

	@Test
	void waitMayBeLongerThanAClockCounts() throws Exception {
		Duration ever = Duration.ofSeconds(Long.MAX_VALUE);
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			InjectedFault late = server.inject(Fault.lateReply(ever)).at(Point.BEFORE_REPLY);
			InjectedFault delay = server.inject(Fault.delay(ever)).at(Point.AFTER_REPLY);
			client.send(Scene.ABCD);
			assertThat(server.takeRequest(ever).text()).isEqualTo("abcd");
			late.awaitFired(ever);
			client.assertSilent();
			client.send(Scene.EFGH);
			delay.awaitFired(ever);
		}
	}

	@Test
	void onlyTheLastRequestsAreKept() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().keepRequests(2).echo();
				TestClient client = new TestClient(server)) {
			exchange(client, Scene.ABCD);
			exchange(client, Scene.ABCD);
			exchange(client, Scene.EFGH);
			assertThat(server.requests()).extracting(ReceivedRequest::text).containsExactly("abcd", "efgh");
			assertThat(server.requestCount()).isEqualTo(3);
		}
	}

	@Test
	void connectionsAreRecordedWithTheirEnds() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient open = new TestClient(server)) {
			exchange(open, Scene.ABCD);
			try (TestClient closing = new TestClient(server)) {
				exchange(closing, Scene.ABCD);
				exchange(closing, Scene.ABCD);
			}
			try (TestClient wrong = new TestClient(server)) {
				wrong.send("ff ff ff ff 00 00");
				assertThat(wrong.read()).isEqualTo(-1);
			}
			try (TestClient cut = new TestClient(server)) {
				cut.send("00 00 00 02 61");
				cut.shutdownOutput();
				assertThat(cut.read()).isEqualTo(-1);
			}
			Awaitility.await().until(() -> server.open() == 1);
			assertThat(server.connections()).extracting(RecordedConnection::toString)
				.containsExactly("connection 1: 1 request, open", "connection 2: 2 requests, closed by the client",
						"connection 3: 0 requests, ended: the client announced a frame of 4294967295 bytes",
						"connection 4: 0 requests, closed by the client inside a request");
			assertThat(server.connections().get(0).clientPort()).isEqualTo(open.port());
			assertThat(server.connections()).extracting(RecordedConnection::isOpen)
				.containsExactly(true, false, false, false);
		}
	}

	private static void exchange(TestClient client, String frame) throws IOException {
		client.send(frame);
		assertThat(client.receive(Scene.length(frame))).isEqualTo(frame);
	}

	private static ReceivedRequest take(FramedTcpServer server) {
		try {
			return server.takeRequest(LONG);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
