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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Callers;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A batch that fails does so as a whole, and costs its connection.
 */
class BrokenBatchTests {

	private static final List<byte[]> BATCH = Batches.BATCH;

	private static final Duration SHORT = Duration.ofSeconds(1);

	private final ClosedConnections closedConnections = new ClosedConnections();

	private Duration responseTimeout = Duration.ofSeconds(20);

	@Test
	void serverThatClosesMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpConnectionLostException.class, CloseReason.PEER_CLOSED, (connection) -> {
			Batches.echo(connection, 5);
			connection.readFrame();
			connection.close();
		}).withMessageContaining("(5 of 32 replies had come)");
	}

	@Test
	void serverThatResetsMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpConnectionLostException.class, null, (connection) -> {
			Batches.echo(connection, 5);
			connection.reset();
		}).withMessageContaining(" of 32 replies had come)");
	}

	@Test
	void serverThatStallsMidwayIsTimedOut() {
		this.responseTimeout = SHORT;
		assertFails(FramedTcpTimeoutException.class, CloseReason.TIMED_OUT, (connection) -> {
			Batches.echo(connection, 7);
			connection.awaitClose();
		}).withMessageContaining("(7 of 32 replies had come)").satisfies((ex) -> {
			assertThat(ex.getPhase()).isEqualTo(Phase.READ);
			assertThat(ex.getElapsed()).isGreaterThanOrEqualTo(SHORT);
		});
	}

	@Test
	void serverThatReadsNothingIsTimedOutWhileWriting() {
		this.responseTimeout = SHORT;
		// More than Linux lets the buffers of a socket grow to, even if nobody reads.
		List<byte[]> large = List.of(new byte[48 * 1024 * 1024], new byte[1]);
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = builder(server)
					.connection((connection) -> connection.maxFrameSize(64 * 1024 * 1024)
						.socket((socket) -> socket.sendBufferSize(4096)))
					.build()) {
			server.inject(Fault.refuseToRead()).at(Point.ON_ACCEPT);
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(large))
				.withMessageContaining("could not be written")
				.withMessageContaining("(0 of 2 replies had come)")
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		}
	}

	@Test
	void wrongReplyMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpWrongReplyException.class, CloseReason.WRONG_REPLY, (connection) -> {
			Batches.echo(connection, 3);
			connection.writeFrame(bytes("9999"));
			connection.awaitClose();
		}).withMessageContaining("(3 of 32 replies had come)").withMessageContaining("answers none of the 29 requests");
	}

	@Test
	void replyThatComesTwiceIsWrongTheSecondTime() {
		assertFails(FramedTcpWrongReplyException.class, CloseReason.WRONG_REPLY, (connection) -> {
			byte[] request = connection.readFrame();
			connection.writeFrame(request);
			connection.writeFrame(request);
			connection.awaitClose();
		}).withMessageContaining("(1 of 32 replies had come)");
	}

	@Test
	void eachReplyHasTheResponseTimeout() {
		this.responseTimeout = SHORT;
		ConnectionHandler slow = (connection) -> {
			for (int i = 0; i < 4; i++) {
				byte[] request = connection.readFrame();
				assertThat(new CountDownLatch(1).await(400, TimeUnit.MILLISECONDS)).isFalse();
				connection.writeFrame(request);
			}
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(slow); FramedTcpTemplate template = matching(server)) {
			assertThat(template.sendAndReceiveAll(BATCH.subList(0, 4))).hasSize(4);
		}
		try (FramedTcpServer server = FramedTcpServer.serving(slow); FramedTcpTemplate template = matching(server)) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH.subList(0, 4), Duration.ofMillis(900)))
				.withMessageContaining(" of 4 replies had come)");
		}
	}

	@Test
	void lateRepliesDoNotReachTheNextCall() {
		this.responseTimeout = SHORT;
		AtomicInteger connections = new AtomicInteger();
		CountDownLatch timedOut = new CountDownLatch(1);
		ConnectionHandler late = (connection) -> {
			if (connections.getAndIncrement() == 0) {
				Batches.echo(connection, 10);
				timedOut.await();
			}
			Batches.echo(connection, Integer.MAX_VALUE);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(late);
				FramedTcpTemplate template = builder(server).build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH));
			timedOut.countDown();
			assertThat(template.sendAndReceive(bytes("next"))).isEqualTo(bytes("next"));
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		}
	}

	@Test
	void idempotentBatchIsRepeatedWhereAnIdleConnectionWasClosed() {
		AtomicInteger connections = new AtomicInteger();
		ConnectionHandler handler = (connection) -> {
			if (connections.getAndIncrement() == 0) {
				Batches.echo(connection, 1);
				connection.readFrame();
				connection.close();
			}
			else {
				Batches.echo(connection, Integer.MAX_VALUE);
			}
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = matching(server)) {
			template.sendAndReceive(bytes("0000"));
			assertThat(template.idempotent().sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(template.getPool().statistics().retried()).isOne();
		}
	}

	@Test
	void idempotentBatchIsNotRepeatedOnceAReplyHasCome() {
		AtomicInteger connections = new AtomicInteger();
		ConnectionHandler handler = (connection) -> {
			connections.incrementAndGet();
			Batches.echo(connection, 4);
			connection.readFrame();
			connection.close();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = matching(server)) {
			template.sendAndReceive(bytes("0000"));
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.idempotent().sendAndReceiveAll(BATCH))
				.withMessageContaining("(3 of 32 replies had come)");
			assertThat(connections).hasValue(1);
		}
	}

	@Test
	void batchThatIsInterruptedMidwayCostsItsConnection() {
		try (Callers callers = new Callers()) {
			assertCostsItsConnection((template) -> {
				AtomicReference<Thread> caller = new AtomicReference<>();
				Future<Boolean> flag = callers.call(() -> {
					caller.set(Thread.currentThread());
					assertThatExceptionOfType(FramedTcpInterruptedException.class)
						.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
						.withMessageContaining("(5 of 32 replies had come)");
					return Thread.interrupted();
				});
				return () -> {
					caller.get().interrupt();
					assertThat(Callers.get(flag)).isTrue();
				};
			});
		}
	}

	@Test
	void batchThatIsCancelledMidwayCostsItsConnection() {
		assertCostsItsConnection((template) -> {
			CompletableFuture<List<byte[]>> batch = template.async().sendAndReceiveAll(BATCH);
			return () -> assertThat(batch.cancel(true)).isTrue();
		});
	}

	/**
	 * Let a batch be ended by its caller when five replies have come; the others are
	 * written only then.
	 * @param start starts the batch and returns what ends it
	 */
	private void assertCostsItsConnection(Function<FramedTcpTemplate, Runnable> start) {
		CountDownLatch ended = new CountDownLatch(1);
		ConnectionHandler handler = (connection) -> {
			if (connection.number() == 1) {
				Batches.echo(connection, 5);
				ended.await();
			}
			Batches.echo(connection, Integer.MAX_VALUE);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server)
					.pool((pool) -> pool.maxTotal(1).acquireTimeout(Duration.ofSeconds(20)))
					.build()) {
			Runnable end = start.apply(template);
			Awaitility.await().until(() -> bytesReceived(template) == 5 * ServerConnection.frame(BATCH.get(0)).length);
			end.run();
			ended.countDown();
			assertThat(template.sendAndReceive(bytes("next"))).isEqualTo(bytes("next"));
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
			assertThat(server.accepted()).isEqualTo(2);
			assertThat(template.getPool().counts().active()).isZero();
		}
	}

	private static long bytesReceived(FramedTcpTemplate template) {
		return template.getPool()
			.connections()
			.openConnections()
			.stream()
			.mapToLong((connection) -> connection.traffic().bytesReceived())
			.sum();
	}

	private <T extends FramedTcpException> ThrowableAssertAlternative<T> assertFails(Class<T> type, CloseReason reason,
			ConnectionHandler handler) {
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = matching(server)) {
			ThrowableAssertAlternative<T> failure = assertThatExceptionOfType(type)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH));
			failure.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(this.closedConnections.reasons()).hasSize(1);
			if (reason != null) {
				assertThat(this.closedConnections.reasons()).containsExactly(reason);
			}
			assertThat(template.getPool().counts().active()).isZero();
			return failure;
		}
	}

	private FramedTcpTemplate matching(FramedTcpServer server) {
		return builder(server).matcher(ExchangeMatcher.equalBytes(0, 0, 4)).build();
	}

	private FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.responseTimeout(this.responseTimeout)
			.listener(this.closedConnections);
	}

}
