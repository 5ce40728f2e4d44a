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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * One deadline covers waiting, connecting, writing and reading: each is made to last, and
 * none outlasts the caller's deadline.
 */
class DeadlineOfCallTests {

	private static final Duration TIMEOUT = Duration.ofMillis(300);

	/**
	 * What a busy machine may add; far below the time-outs that would apply otherwise.
	 */
	private static final Duration SLACK = Duration.ofMillis(700);

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private final CountDownLatch release = new CountDownLatch(1);

	private final RequestHandler stall = (request, connection) -> {
		this.release.await();
		connection.writeFrame(request);
	};

	@Test
	void replyThatDoesNotComeEndsAtTheDeadline() {
		try (FramedTcpServer server = FramedTcpServer.handling(this.stall);
				FramedTcpTemplate template = builder(server).build()) {
			FramedTcpTimeoutException failure = timed(FramedTcpTimeoutException.class,
					() -> template.sendAndReceive(PAYLOAD, TIMEOUT));
			assertThat(failure.getPhase()).isEqualTo(Phase.READ);
			assertThat(failure.isRequestMaybeSent()).isTrue();
		}
	}

	@Test
	void replyThatComesByteByByteEndsAtTheDeadline() {
		RequestHandler trickle = (request, connection) -> {
			connection.writeBytes((byte) 0, (byte) 0, (byte) 4, (byte) 0);
			while (!this.release.await(10, TimeUnit.MILLISECONDS)) {
				connection.writeBytes((byte) 0);
			}
		};
		try (FramedTcpServer server = FramedTcpServer.handling(trickle);
				FramedTcpTemplate template = builder(server).build()) {
			timed(FramedTcpTimeoutException.class, () -> template.sendAndReceive(PAYLOAD, TIMEOUT));
		}
	}

	@Test
	void responseTimeoutHoldsWithoutADeadlineOfTheCall() {
		try (FramedTcpServer server = FramedTcpServer.handling(this.stall);
				FramedTcpTemplate template = builder(server).responseTimeout(TIMEOUT).build()) {
			timed(FramedTcpTimeoutException.class, () -> template.sendAndReceive(PAYLOAD));
		}
	}

	@Test
	void writeThatThePeerDoesNotReadEndsAtTheDeadline() {
		ClosedConnections closedConnections = new ClosedConnections();
		int payloadSize = 64 * 1024 * 1024;
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> this.release.await());
				FramedTcpTemplate template = builder(server).listener(closedConnections)
					.connection((connection) -> connection.maxFrameSize(payloadSize + Integer.BYTES))
					.build()) {
			byte[] payload = new byte[payloadSize];
			FramedTcpTimeoutException failure = timed(FramedTcpTimeoutException.class,
					() -> template.sendAndReceive(payload, TIMEOUT));
			assertThat(failure.getPhase()).isEqualTo(Phase.WRITE);
			assertThat(failure.isRequestMaybeSent()).isTrue();
			assertThat(closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
			timed(FramedTcpTimeoutException.class, () -> template.send(payload, TIMEOUT));
			this.release.countDown();
			Awaitility.await().until(() -> server.open() == 0);
		}
	}

	@Test
	void connectThatGetsNoAnswerEndsAtTheDeadline() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.connection((connection) -> connection.connectTimeout(Duration.ofSeconds(30)))
					.build()) {
			FramedTcpConnectException failure = timed(FramedTcpConnectException.class,
					() -> template.sendAndReceive(PAYLOAD, TIMEOUT));
			assertThat(failure.getPhase()).isEqualTo(Phase.CONNECT);
			assertThat(failure.isRequestMaybeSent()).isFalse();
			assertThat(failure).hasMessageContaining("timed out")
				.hasMessageContaining("The bound was the time-out of 300ms passed to this call");
			assertThat(template.getPool().lastConnectFailure()).isNull();
		}
	}

	@Test
	void connectTimeoutHoldsWithoutADeadlineOfTheCall() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.connection((connection) -> connection.connectTimeout(TIMEOUT))
					.build()) {
			FramedTcpConnectException failure = timed(FramedTcpConnectException.class,
					() -> template.sendAndReceive(PAYLOAD));
			assertThat(failure).hasMessageContaining("Check that the server runs");
			assertThat(template.getPool().lastConnectFailure()).isNotNull();
		}
	}

	@Test
	void addressThatGivesNoAnswerLeavesTimeForTheNext() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.address(server.host(), server.port())
					.build()) {
			assertThat(template.sendAndReceive(PAYLOAD, TIMEOUT)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void addressThatRefusesIsFollowedByTheNext() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder("127.0.0.1", Ports.unused())
					.address(server.host(), server.port())
					.build()) {
			assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void waitForAConnectionEndsAtTheDeadlineAndTellsTheCounts() {
		try (FramedTcpServer server = FramedTcpServer.handling(this.stall);
				FramedTcpTemplate template = builder(server).pool((pool) -> pool.maxTotal(1)).build();
				Callers callers = new Callers()) {
			Future<byte[]> holder = callThatHoldsAConnection(callers, server, template);
			FramedTcpBusyException failure = timed(FramedTcpBusyException.class,
					() -> template.sendAndReceive(PAYLOAD, TIMEOUT));
			assertThat(failure.getPhase()).isEqualTo(Phase.ACQUIRE);
			assertThat(failure.isRequestMaybeSent()).isFalse();
			assertThat(failure).hasMessageContaining("1 of 1 in use, 0 idle, 0 waiting");
			this.release.countDown();
			assertThat(Callers.get(holder)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void waitForAConnectionBurnsNoCpu() {
		Assumptions.assumeFalse(Callers.areVirtual(), "Virtual threads have no CPU time of their own");
		ThreadMXBean threads = ManagementFactory.getThreadMXBean();
		AtomicLong cpuNanos = new AtomicLong();
		try (FramedTcpServer server = FramedTcpServer.handling(this.stall);
				FramedTcpTemplate template = builder(server).pool((pool) -> pool.maxTotal(1)).build();
				Callers callers = new Callers()) {
			Future<byte[]> holder = callThatHoldsAConnection(callers, server, template);
			Future<FramedTcpBusyException> waiter = callers.call(() -> {
				long before = threads.getCurrentThreadCpuTime();
				FramedTcpBusyException failure = catchThrowableOfType(FramedTcpBusyException.class,
						() -> template.sendAndReceive(PAYLOAD, Duration.ofMillis(1500)));
				cpuNanos.set(threads.getCurrentThreadCpuTime() - before);
				return failure;
			});
			assertThat(Callers.get(waiter)).isNotNull();
			assertThat(Duration.ofNanos(cpuNanos.get())).isLessThan(Duration.ofMillis(150));
			this.release.countDown();
			Callers.get(holder);
		}
	}

	private static Future<byte[]> callThatHoldsAConnection(Callers callers, FramedTcpServer server,
			FramedTcpTemplate template) {
		Future<byte[]> holder = callers.call(() -> template.sendAndReceive(PAYLOAD, Duration.ofSeconds(30)));
		Awaitility.await().until(() -> server.open() == 1);
		return holder;
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port());
	}

	private static <T extends FramedTcpException> T timed(Class<T> type, ThrowingCallable call) {
		long start = System.nanoTime();
		T failure = catchThrowableOfType(type, call);
		Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
		assertThat(failure).isNotNull();
		assertThat(elapsed).isBetween(TIMEOUT, TIMEOUT.plus(SLACK));
		assertThat(failure.getElapsed()).isBetween(TIMEOUT, elapsed);
		return failure;
	}

}
