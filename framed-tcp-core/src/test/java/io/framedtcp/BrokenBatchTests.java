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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.connection.ExchangeMatcher;
import io.framedtcp.connection.RetireReason;
import io.framedtcp.connection.UnexpectedBytes;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.support.Callers;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A batch that fails does so as a whole, and costs its connection.
 */
class BrokenBatchTests {

	private static final List<byte[]> BATCH = IntStream.range(0, 32)
		.mapToObj((i) -> bytes(String.format("%04d", i)))
		.toList();

	private static final Duration SHORT = Duration.ofSeconds(1);

	private final Retirements retirements = new Retirements();

	private Duration responseTimeout = Duration.ofSeconds(20);

	@Test
	void serverThatClosesMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpConnectionLostException.class, RetireReason.PEER_CLOSED, (connection) -> {
			echo(connection, 5);
			connection.readFrame();
			connection.close();
		}).withMessageContaining("(5 of 32 replies had come)");
	}

	@Test
	void serverThatResetsMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpConnectionLostException.class, null, (connection) -> {
			echo(connection, 5);
			connection.reset();
		}).withMessageContaining(" of 32 replies had come)");
	}

	@Test
	void serverThatStallsMidwayIsTimedOut() {
		this.responseTimeout = SHORT;
		assertFails(FramedTcpTimeoutException.class, RetireReason.TIMED_OUT, (connection) -> {
			echo(connection, 7);
			connection.awaitClose();
		}).withMessageContaining("(7 of 32 replies had come)").satisfies((ex) -> {
			assertThat(ex.getPhase()).isEqualTo(Phase.READ);
			assertThat(ex.getElapsed()).isGreaterThanOrEqualTo(SHORT);
		});
	}

	@Test
	void serverThatReadsNothingIsTimedOutWhileWriting() {
		this.responseTimeout = SHORT;
		List<byte[]> large = List.of(new byte[8_000_000], new byte[1]);
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = builder(server)
					.connection((connection) -> connection.maxFrameSize(10_000_000)
						.socket((socket) -> socket.sendBufferSize(4096)))
					.build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(large))
				.withMessageContaining("could not be written")
				.withMessageContaining("(0 of 2 replies had come)")
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.TIMED_OUT);
		}
	}

	@Test
	void wrongReplyMidwayFailsTheWholeBatch() {
		assertFails(FramedTcpWrongReplyException.class, RetireReason.WRONG_REPLY, (connection) -> {
			echo(connection, 3);
			connection.writeFrame(bytes("9999"));
			connection.awaitClose();
		}).withMessageContaining("(3 of 32 replies had come)").withMessageContaining("answers none of the 29 requests");
	}

	@Test
	void replyThatComesTwiceIsWrongTheSecondTime() {
		assertFails(FramedTcpWrongReplyException.class, RetireReason.WRONG_REPLY, (connection) -> {
			byte[] request = connection.readFrame();
			connection.writeFrame(request);
			connection.writeFrame(request);
			connection.awaitClose();
		}).withMessageContaining("(1 of 32 replies had come)");
	}

	@Test
	void withoutAMatcherAReplyThatComesTwiceIsFoundBehindTheLast() throws Exception {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = new ArrayList<>();
			for (int i = 0; i < BATCH.size(); i++) {
				requests.add(connection.readFrame());
			}
			connection.writeBytes(inOneWrite(requests, 3));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
				.withMessageContaining("more came than the 32 replies");
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.WRONG_REPLY);
		}
	}

	@Test
	void withoutAMatcherAReplyThatComesTwiceIsFoundThoughTheLastComesByItself() {
		Pause pause = new Pause();
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = new ArrayList<>();
			for (int i = 0; i < BATCH.size(); i++) {
				requests.add(connection.readFrame());
			}
			connection.writeBytes(inOneWrite(requests.subList(0, BATCH.size() - 1), 3));
			pause.begun.await();
			connection.writeFrame(requests.get(BATCH.size() - 1));
			pause.over.countDown();
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).framing(pause.behindTheLastReply()).build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
				.withMessageContaining("more came than the 32 replies");
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.WRONG_REPLY);
		}
	}

	@Test
	void repliesAreGoodThoughTheServerClosesBehindTheLast() {
		assertSucceedsAndIsRetired(RetireReason.PEER_CLOSED, ServerConnection::close);
	}

	@Test
	void repliesAreGoodThoughTheConnectionBreaksBehindTheLast() {
		assertSucceedsAndIsRetired(RetireReason.BROKEN, ServerConnection::reset);
	}

	private void assertSucceedsAndIsRetired(RetireReason reason, ConnectionHandler ending) {
		Pause pause = new Pause();
		ConnectionHandler handler = (connection) -> {
			echo(connection, BATCH.size());
			pause.begun.await();
			ending.serve(connection);
			pause.over.countDown();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).framing(pause.behindTheLastReply()).build()) {
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.retirements.reasons()).containsExactly(reason);
		}
	}

	@Test
	void withoutAMatcherANoticeAmongTheRepliesIsNotLeftToBeDrained() {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> replies = new ArrayList<>(List.of(bytes("note")));
			for (int i = 0; i < BATCH.size(); i++) {
				replies.add(connection.readFrame());
			}
			connection.writeBytes(inOneWrite(replies, -1));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server)
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytes.drain()))
					.build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
				.withMessageContaining("more came than the 32 replies");
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.WRONG_REPLY);
		}
	}

	@Test
	void bytesBehindMatchedRepliesCostTheConnectionOnly() throws Exception {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = new ArrayList<>();
			for (int i = 0; i < BATCH.size(); i++) {
				requests.add(connection.readFrame());
			}
			connection.writeBytes(inOneWrite(requests, BATCH.size() - 1));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = matching(server)) {
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.UNEXPECTED_BYTES);
		}
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
				echo(connection, 10);
				timedOut.await();
			}
			echo(connection, Integer.MAX_VALUE);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(late);
				FramedTcpTemplate template = builder(server).build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH));
			timedOut.countDown();
			assertThat(template.sendAndReceive(bytes("next"))).isEqualTo(bytes("next"));
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.TIMED_OUT);
		}
	}

	@Test
	void idempotentBatchIsRepeatedWhereAnIdleConnectionWasClosed() {
		AtomicInteger connections = new AtomicInteger();
		ConnectionHandler handler = (connection) -> {
			if (connections.getAndIncrement() == 0) {
				echo(connection, 1);
				connection.readFrame();
				connection.close();
			}
			else {
				echo(connection, Integer.MAX_VALUE);
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
			echo(connection, 4);
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
				echo(connection, 5);
				ended.await();
			}
			echo(connection, Integer.MAX_VALUE);
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
			assertThat(this.retirements.reasons()).containsExactly(RetireReason.INTERRUPTED);
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

	private <T extends FramedTcpException> ThrowableAssertAlternative<T> assertFails(Class<T> type, RetireReason reason,
			ConnectionHandler handler) {
		try (FramedTcpServer server = FramedTcpServer.serving(handler); FramedTcpTemplate template = matching(server)) {
			ThrowableAssertAlternative<T> failure = assertThatExceptionOfType(type)
				.isThrownBy(() -> template.sendAndReceiveAll(BATCH));
			failure.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
			assertThat(this.retirements.reasons()).hasSize(1);
			if (reason != null) {
				assertThat(this.retirements.reasons()).containsExactly(reason);
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
			.listener(this.retirements);
	}

	private static void echo(ServerConnection connection, int count) throws IOException {
		for (int i = 0; i < count; i++) {
			byte[] request = connection.readFrame();
			if (request == null) {
				return;
			}
			connection.writeFrame(request);
		}
	}

	private static byte[] inOneWrite(List<byte[]> payloads, int repeated) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < payloads.size(); i++) {
			bytes.writeBytes(ServerConnection.frame(payloads.get(i)));
			if (i == repeated) {
				bytes.writeBytes(ServerConnection.frame(payloads.get(i)));
			}
		}
		return bytes.toByteArray();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Keeps the client from going on behind the last reply that it takes for one of the
	 * batch.
	 */
	private static final class Pause {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch over = new CountDownLatch(1);

		private int read;

		Framing behindTheLastReply() {
			Framing framing = LengthFieldFraming.builder().build();
			return new Framing() {

				@Override
				public void encode(byte[] payload, FrameWriter out) {
					framing.encode(payload, out);
				}

				@Override
				public byte[] decode(FrameReader in) throws IOException {
					byte[] payload = framing.decode(in);
					Pause.this.read++;
					if (Pause.this.read == BATCH.size()) {
						Pause.this.begun.countDown();
						awaitEnd();
					}
					return payload;
				}

			};
		}

		private void awaitEnd() {
			try {
				assertThat(this.over.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
