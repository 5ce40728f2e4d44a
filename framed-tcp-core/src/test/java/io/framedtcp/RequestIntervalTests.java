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

package io.framedtcp;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Connections that rest between requests.
 */
class RequestIntervalTests {

	private static final Duration INTERVAL = Duration.ofMillis(60);

	/** When requests came, and their connections. */
	private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		for (byte[] frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
			this.arrivals.add(new Arrival(connection.number(), System.nanoTime(), text(frame)));
			connection.writeFrame(frame);
			if (text(frame).endsWith("!")) {
				connection.writeFrame(bytes("and this"));
			}
		}
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void requestsOfOneConnectionComeWithARestBetweenThem() {
		try (FramedTcpTemplate template = template(1, INTERVAL)) {
			exchange(template, "1");
			template.sendAndReceiveAll(IntStream.range(2, 4).mapToObj((i) -> bytes("" + i)).toList());
			template.execute((session) -> {
				session.send(bytes("4"));
				session.send(bytes("5"));
				session.receive();
				return session.receive();
			});
			template.send(bytes("6"));
			Awaitility.await().until(() -> this.arrivals.size() == 6);
		}
		assertThat(this.server.accepted()).isOne();
		assertRested();
	}

	@Test
	void firstRequestRestsBehindTheInitializerOnly() {
		try (FramedTcpTemplate template = template(1, Duration.ofSeconds(10))) {
			exchange(template, "1");
		}
		try (FramedTcpTemplate template = template(1, INTERVAL,
				(builder) -> builder.initializer(ConnectionInitializer.login(bytes("login"), (answer) -> true)))) {
			exchange(template, "2");
		}
		assertThat(this.arrivals).extracting(Arrival::request).containsExactly("1", "login", "2");
		assertRested();
	}

	@Test
	void connectionThatWasReturnedFirstIsLentFirst() {
		try (FramedTcpTemplate template = template(2, INTERVAL)) {
			template.execute((session) -> {
				assertThat(template.async().sendAndReceive(bytes("1"))).succeedsWithin(Duration.ofSeconds(10));
				return session.sendAndReceive(bytes("2"));
			});
			Awaitility.await().until(() -> template.getPool().counts().idle() == 2);
			exchange(template, "3");
			exchange(template, "4");
			exchange(template, "5");
		}
		List<Integer> connections = this.arrivals.stream().map(Arrival::connection).toList();
		assertThat(connections).hasSize(5);
		assertThat(connections.get(2)).isNotEqualTo(connections.get(3)).isEqualTo(connections.get(4));
		assertRested();
	}

	@Test
	void callerWhoseDeadlineComesBeforeTheEndOfTheRestIsToldAtOnce() {
		try (FramedTcpTemplate template = template(1, Duration.ofSeconds(20))) {
			exchange(template, "1");
			long start = System.nanoTime();
			assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(template, "2"))
				.withMessageContaining(
						"could not be written within framed-tcp.response-timeout=5s: the connection has to rest for ")
				.withMessageContaining("framed-tcp.min-request-interval")
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
			assertThat(template.getPool().counts().idle()).isOne();
		}
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.POOL_CLOSED);
	}

	@Test
	void whatComesDuringTheRestIsNotTheReply() {
		try (FramedTcpTemplate template = template(1, INTERVAL, (builder) -> builder
			.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain())))) {
			assertThat(exchange(template, "1!")).isEqualTo("1!");
			assertThat(exchange(template, "2")).isEqualTo("2");
		}
		assertThat(this.server.accepted()).isOne();
	}

	@Test
	void closingTheClientDoesNotWaitForTheRest() {
		FramedTcpTemplate template = template(1, Duration.ofSeconds(4),
				(builder) -> builder.pool((pool) -> pool.maxTotal(1).closeTimeout(Duration.ZERO)));
		exchange(template, "1");
		CompletableFuture<byte[]> resting = template.async().sendAndReceive(bytes("2"));
		Awaitility.await().until(() -> template.getPool().counts().active() == 1);
		long start = System.nanoTime();
		template.close();
		assertThat(resting).failsWithin(Duration.ofSeconds(2));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
		assertThat(this.arrivals).hasSize(1);
	}

	@Test
	void itCannotBeSharedAndCannotBeNegative() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> template(1, INTERVAL, (builder) -> builder.shared((shared) -> shared.inOrder())))
			.withMessage("Connections that rest between requests cannot be shared");
		assertThatIllegalArgumentException().isThrownBy(() -> template(1, Duration.ofMillis(-1)))
			.withMessage("'minRequestInterval' must not be negative");
	}

	private void assertRested() {
		Map<Integer, Arrival> last = new HashMap<>();
		for (Arrival arrival : this.arrivals) {
			Arrival before = last.put(arrival.connection(), arrival);
			if (before != null) {
				// That one may have taken longer on its way.
				assertThat(arrival.nanoTime() - before.nanoTime()).as(arrival.request())
					.isGreaterThan(INTERVAL.toNanos() / 2);
			}
		}
	}

	private FramedTcpTemplate template(int maxTotal, Duration interval) {
		return template(maxTotal, interval, (builder) -> {
		});
	}

	private FramedTcpTemplate template(int maxTotal, Duration interval, Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.minRequestInterval(interval))
			.pool((pool) -> pool.maxTotal(maxTotal))
			.listener(this.closedConnections);
		settings.accept(builder);
		return builder.build();
	}

	private record Arrival(int connection, long nanoTime, String request) {

	}

}
