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
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.Leases;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What went wrong in others that pool TCP connections, and must not here. Each test is
 * named after the failure, and tells whose it was. Payloads begin with an id of one
 * character.
 */
class RivalFailuresTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	/**
	 * Comes when a caller with a short deadline has given up, and the next is waiting.
	 */
	private static final Duration LATER = Duration.ofMillis(300);

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ClosedConnections closedConnections = new ClosedConnections();

	/**
	 * Spring Integration, an asynchronous gateway over a caching connection factory:
	 * caller 2 got reply 1.
	 */
	@Test
	void lateReplyAfterATimeoutReachedTheNextCaller() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = builder(server).build()) {
			server.inject(Fault.lateReply(LATER)).onConnection(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.delay(LATER)).onConnection(2).at(Point.BEFORE_REPLY);
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("1"), SHORT));
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
			assertThat(server.accepted()).isEqualTo(2);
		}
	}

	/**
	 * Spring Integration, failover and thread affinity connection factories: the same,
	 * with a synchronous gateway.
	 */
	@Test
	void lateReplyAfterATimeoutReachedTheNextCallerOnFailover() {
		try (FramedTcpServer first = FramedTcpServer.echo();
				FramedTcpServer second = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(first).address(second.host(), second.port()).build()) {
			first.inject(Fault.lateReply(LATER)).at(Point.BEFORE_REPLY);
			second.inject(Fault.delay(LATER)).at(Point.BEFORE_REPLY);
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("1"), SHORT));
			first.refuseConnections();
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(second.executions(bytes("2"))).isOne();
			assertThat(second.executions(bytes("1"))).isZero();
			first.start();
			template.getPool().evictAll();
			assertThat(exchange(template, "3")).isEqualTo("3");
		}
	}

	/**
	 * Spring Integration, a caching connection factory: a second copy of a reply, 300 ms
	 * after the connection was lent again, became the next caller's answer. Draining the
	 * connection before it is lent has the same hole.
	 */
	@Test
	void duplicateThatCameAfterTheNextAcquisitionBecameItsReply() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server).matcher(ExchangeMatcher.equalBytes(0, 0, 1)).build()) {
			server.inject(Fault.delay(Duration.ofMillis(300))).onExchange(2).at(Point.BEFORE_REPLY);
			server.inject(Fault.duplicateReply()).onExchange(2).at(Point.BEFORE_REPLY);
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "2"));
			assertThat(exchange(template, "3")).isEqualTo("3");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
		}
	}

	/**
	 * Spring Integration: a server closed the connection instead of replying, and the
	 * caller waited for the whole time-out.
	 */
	@Test
	void closeInsteadOfAReplyWasNoticedOnlyAtTheTimeout() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = builder(server).build()) {
			server.inject(Fault.fin()).at(Point.BEFORE_REPLY);
			assertThatExceptionOfType(FramedTcpConnectionLostException.class).isThrownBy(() -> exchange(template, "1"))
				.satisfies((ex) -> assertThat(ex.getElapsed()).isLessThan(LONG.dividedBy(10)));
		}
	}

	/**
	 * Spring Integration: with a server that closes after each reply, a fifth to a third
	 * of calls in a row failed.
	 * @param crossing whether the close is so late that it crosses with the next request
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callsFailedWithAServerThatClosesAfterEachReply(boolean crossing) {
		int calls = 500;
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = builder(server).build()) {
			if (crossing) {
				server.inject(Fault.delay(Duration.ofMillis(1))).always().at(Point.AFTER_REPLY);
			}
			server.inject(Fault.fin()).always().at(Point.AFTER_REPLY);
			for (int i = 0; i < calls; i++) {
				assertThat(text(template.idempotent().sendAndReceive(bytes("call " + i)))).isEqualTo("call " + i);
			}
			assertThat(server.executionsBy(Bytes::text)).hasSize(calls)
				.allSatisfy((request, executions) -> assertThat(executions).as(request).isLessThanOrEqualTo(2));
			if (crossing) {
				assertThat(template.getPool().statistics().retried()).isPositive();
			}
		}
	}

	/**
	 * Spring Integration: a write that the peer did not read had no bound.
	 */
	@Test
	void writeToAPeerThatDoesNotReadHadNoBound() {
		int size = 64 * 1024 * 1024;
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server)
					.connection((connection) -> connection.maxFrameSize(size + Integer.BYTES))
					.build()) {
			server.inject(Fault.refuseToRead()).at(Point.ON_ACCEPT);
			byte[] payload = new byte[size];
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(payload, SHORT))
				.satisfies((ex) -> {
					assertThat(ex.getPhase()).isEqualTo(Phase.WRITE);
					assertThat(ex.getElapsed()).isLessThan(LONG.dividedBy(10));
				});
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		}
	}

	/**
	 * Spring Integration: a blocked reader for each connection, so that 20 idle
	 * connections cost 20 threads.
	 * @throws Exception if a connection cannot be acquired
	 */
	@Test
	void idleConnectionsCostAThreadEach() throws Exception {
		int connections = 200;
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server).client("idle-crowd")
					.pool((pool) -> pool.maxTotal(connections))
					.build()) {
			long threadsBefore = threadsBesidesTheServers();
			List<Lease> leases = new ArrayList<>();
			for (int i = 0; i < connections; i++) {
				leases.add(Leases.acquire(template, Deadline.after(LONG)));
			}
			leases.forEach(Lease::close);
			assertThat(template.getPool().counts().idle()).isEqualTo(connections);
			assertThat(threadsBesidesTheServers() - threadsBefore).isLessThan(5);
			assertThat(threads().filter((name) -> name.contains("idle-crowd"))).hasSizeLessThanOrEqualTo(2);
		}
	}

	/**
	 * Spring Integration, a caching connection factory: whether a connection was stale
	 * was asked of the local socket alone, which does not know of the peer.
	 */
	@Test
	void connectionThatThePeerHadClosedWasUsed() {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = builder(server).build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			server.closeConnections();
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.PEER_CLOSED);
		}
	}

	/**
	 * Spring Integration, a caching connection factory: connections had no age.
	 */
	@Test
	void connectionOfAnyAgeWasUsed() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server).pool((pool) -> pool.maxLifetime(SHORT)).build()) {
			Awaitility.await().pollInterval(Duration.ofMillis(10)).until(() -> {
				assertThat(exchange(template, "1")).isEqualTo("1");
				return server.accepted() == 2;
			});
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.MAX_LIFETIME);
		}
	}

	/**
	 * Spring Integration, a caching connection factory: connections could be idle for any
	 * time, until a firewall had forgotten them.
	 */
	@Test
	void connectionThatWasIdleForAnyTimeWasUsed() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server)
					.pool((pool) -> pool.idleTimeout(SHORT).housekeepingInterval(Duration.ofMillis(10)))
					.build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			Awaitility.await().until(() -> server.open() == 0);
			assertThat(exchange(template, "2")).isEqualTo("2");
			assertThat(server.accepted()).isEqualTo(2);
			assertThat(this.closedConnections.reasons()).startsWith(CloseReason.IDLE_TIMEOUT);
		}
	}

	/**
	 * Apache Camel, MLLP: a message was sent again because its acknowledgement could not
	 * be read, though the server had it.
	 * @param fault what becomes of the acknowledgement
	 */
	@ParameterizedTest
	@MethodSource
	void requestWasSentAgainAfterItsReplyCouldNotBeRead(Fault fault) {
		try (FramedTcpServer server = FramedTcpServer.echo(); FramedTcpTemplate template = builder(server).build()) {
			server.inject(fault).onExchange(2).at(Point.BEFORE_REPLY);
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThatExceptionOfType(FramedTcpException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("2"), SHORT))
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(exchange(template, "3")).isEqualTo("3");
			assertThat(server.executions(bytes("2"))).isOne();
			assertThat(template.getPool().statistics().retried()).isZero();
		}
	}

	private static Stream<Fault> requestWasSentAgainAfterItsReplyCouldNotBeRead() {
		return Stream.of(Fault.fin(), Fault.reset(), Fault.halfClose(), Fault.stall(), Fault.garbage(1),
				Fault.longLength(1));
	}

	private FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.responseTimeout(LONG)
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections);
	}

	private static long threadsBesidesTheServers() {
		return threads().filter((name) -> !name.startsWith("framed-tcp-server")).count();
	}

	private static Stream<String> threads() {
		return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
	}

}
