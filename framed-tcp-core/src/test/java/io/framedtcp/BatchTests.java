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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Batches that succeed, and those that are refused before anything is sent.
 */
class BatchTests {

	/** So much more than the requests that no buffers take it. */
	private static final int ANSWER_SIZE = 8 * 1024;

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer echo = FramedTcpServer.echo();

	private final FramedTcpTemplate template = builder(this.echo).build();

	@AfterEach
	void close() {
		assertThat(this.template.getPool().counts().active()).isZero();
		this.template.close();
		this.echo.close();
	}

	@Test
	void repliesAreInTheOrderOfTheRequestsAndTheConnectionIsKept() {
		List<byte[]> requests = numbered(32);
		assertThat(this.template.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
		assertThat(this.template.sendAndReceiveAll(requests, Duration.ofSeconds(10)))
			.containsExactlyElementsOf(requests);
		assertThat(this.template.sendAndReceive(bytes("after"))).isEqualTo(bytes("after"));
		assertThat(this.echo.accepted()).isOne();
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void batchOfNothingNeedsNoConnection() {
		assertThat(this.template.sendAndReceiveAll(List.of())).isEmpty();
		assertThat(this.template.sendAndReceiveAll(List.of(), Duration.ofSeconds(1))).isEmpty();
		assertThat(this.template.getPool().statistics().opened()).isZero();
	}

	@Test
	void batchOfOneIsAnExchange() {
		assertThat(this.template.sendAndReceiveAll(List.of(bytes("1")))).containsExactly(bytes("1"));
	}

	@Test
	void requestsThatCannotBeSentAreRefusedBeforeAnyIsSent() {
		List<byte[]> tooLarge = List.of(bytes("1"), new byte[2 * 1024 * 1024]);
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceiveAll(tooLarge))
			.withMessageContaining("maximum frame size");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.sendAndReceiveAll(Arrays.asList(bytes("1"), null)))
			.withMessage("'payload' must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> this.template.sendAndReceiveAll(null))
			.withMessage("'payloads' must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.sendAndReceiveAll(numbered(2), Duration.ZERO));
		assertThat(this.template.getPool().statistics().opened()).isZero();
	}

	@Test
	void requestThatNoReplyCouldMatchIsRefusedBeforeAnyIsSent() {
		try (FramedTcpTemplate matching = builder(this.echo).matcher(ExchangeMatcher.equalBytes(0, 0, 4)).build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> matching.sendAndReceiveAll(List.of(bytes("0001"), bytes("2"))));
			assertThat(matching.getPool().statistics().opened()).isZero();
		}
	}

	@Test
	void replyThatEndsItsConnectionCannotBeOneOfSeveral() {
		ConnectionHandler oneReply = (connection) -> {
			connection.readBytes(3);
			connection.writeBytes(bytes("yes"));
			connection.close();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(oneReply);
				FramedTcpTemplate client = builder(server)
					.framing(DelimiterFraming.crlfLines().withReplies(UntilCloseFraming.untilClose()))
					.build()) {
			assertThatIllegalArgumentException().isThrownBy(() -> client.sendAndReceiveAll(numbered(2)))
				.withMessageContaining("one reply");
			assertThat(client.getPool().statistics().opened()).isZero();
			assertThat(client.sendAndReceiveAll(List.of(bytes("1")))).containsExactly(bytes("yes"));
		}
	}

	@Test
	void matcherPutsEachReplyToItsPlace() {
		int count = 40;
		ConnectionHandler shuffling = (connection) -> {
			List<byte[]> requests = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				requests.add(connection.readFrame());
			}
			Collections.shuffle(requests, new Random(1));
			for (byte[] request : requests) {
				connection.writeFrame(bytes("a notice"));
				connection.writeFrame(request);
			}
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(shuffling);
				FramedTcpTemplate client = builder(server).matcher(byEqualityOrNotice()).build()) {
			List<byte[]> requests = numbered(count);
			assertThat(client.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
			assertThat(client.getPool().statistics().unsolicited()).isEqualTo(count);
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void withoutAMatcherTheSameArrayMayBeSentTwice() {
		byte[] twice = bytes("0001");
		assertThat(this.template.sendAndReceiveAll(List.of(twice, bytes("0002"), twice))).containsExactly(twice,
				bytes("0002"), twice);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 8 * 1024, 64 * 1024 })
	void serverThatReadsNothingUntilItsRepliesAreReadIsNoDeadlock(int sendBufferSize) {
		List<byte[]> requests = IntStream.range(0, 10_000).mapToObj((i) -> numbered(i, 1024)).toList();
		try (FramedTcpServer server = FramedTcpServer.serving(BatchTests::answerBeforeReadingOn);
				FramedTcpTemplate client = builder(server).connection((connection) -> {
					if (sendBufferSize > 0) {
						connection.socket((socket) -> socket.sendBufferSize(sendBufferSize).receiveBufferSize(4096));
					}
				}).build()) {
			List<byte[]> replies = client.sendAndReceiveAll(requests, Duration.ofSeconds(60));
			assertThat(replies).hasSameSizeAs(requests);
			for (int i = 0; i < replies.size(); i++) {
				assertThat(replies.get(i)).isEqualTo(Arrays.copyOf(requests.get(i), ANSWER_SIZE));
			}
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void requestsOfAnySizeShareABatch() {
		Random random = new Random(7);
		List<byte[]> requests = new ArrayList<>();
		for (int i = 0; i < 60; i++) {
			byte[] request = new byte[random.nextInt((i % 5 == 0) ? 900_000 : 20_000)];
			random.nextBytes(request);
			requests.add(request);
		}
		assertThat(this.template.sendAndReceiveAll(requests, Duration.ofSeconds(60)))
			.containsExactlyElementsOf(requests);
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void batchesGoOverTls() throws IOException {
		LocalhostTls tls = LocalhostTls.create();
		try (TlsTerminator terminator = new TlsTerminator(tls.server(), this.echo.port());
				FramedTcpTemplate client = FramedTcpTemplate.builder("localhost", terminator.port())
					.tls(TlsSettings.of(tls.client()))
					.connection((connection) -> connection.connectTimeout(Duration.ofSeconds(60)))
					.responseTimeout(Duration.ofSeconds(60))
					.listener(this.closedConnections)
					.build()) {
			List<byte[]> requests = IntStream.range(0, 500).mapToObj((i) -> numbered(i, 1024)).toList();
			for (int i = 0; i < 3; i++) {
				assertThat(client.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
			}
			assertThat(client.sendAndReceive(bytes("after"))).isEqualTo(bytes("after"));
			assertThat(client.getPool().statistics().opened()).isOne();
			assertThat(this.closedConnections.reasons()).isEmpty();
		}
	}

	@Test
	void callersAtOnceGetTheRepliesOfTheirOwnBatches() {
		try (Callers callers = new Callers()) {
			callers.callAll(12, (caller) -> {
				for (int round = 0; round < 50; round++) {
					List<byte[]> requests = new ArrayList<>();
					for (int i = 0; i < 20; i++) {
						requests.add(bytes(caller + "/" + round + "/" + i));
					}
					assertThat(this.template.sendAndReceiveAll(requests)).containsExactlyElementsOf(requests);
				}
				return null;
			});
		}
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	private FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.listener(this.closedConnections)
			.pool((pool) -> pool.acquireTimeout(Duration.ofSeconds(20)));
	}

	private static void answerBeforeReadingOn(ServerConnection connection) throws IOException {
		byte[] request = connection.readFrame();
		while (request != null) {
			connection.writeFrame(Arrays.copyOf(request, ANSWER_SIZE));
			request = connection.readFrame();
		}
	}

	private static ExchangeMatcher byEqualityOrNotice() {
		return (request, frame) -> {
			if (Arrays.equals(frame, bytes("a notice"))) {
				return Verdict.UNSOLICITED;
			}
			return Arrays.equals(request, frame) ? Verdict.MATCH : Verdict.MISMATCH;
		};
	}

	private static List<byte[]> numbered(int count) {
		return IntStream.range(0, count).mapToObj((i) -> bytes("request " + i)).toList();
	}

	private static byte[] numbered(int number, int size) {
		return Arrays.copyOf(bytes(number + " "), size);
	}

}
