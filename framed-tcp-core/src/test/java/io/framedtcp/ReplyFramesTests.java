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
import java.util.List;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.ParameterizedTypeReference;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.CollectingFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.VarintFraming;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Bytes;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Replies of several frames, and replies whose size depends on their request.
 */
class ReplyFramesTests {

	@Test
	void callerIsToldHowManyFramesHadComeOfAReplyThatHasMore() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.readBytes(2);
			connection.writeBytes(bytes("ok\n"));
			connection.awaitClose();
		});
				FramedTcpTemplate template = builder(server,
						DelimiterFraming.lines().withReplies(CollectingFraming.count(DelimiterFraming.lines(), 2)))
					.responseTimeout(Duration.ofMillis(100))
					.build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining(": 3 bytes had come, with 1 whole frame of a reply that has more "
						+ "[frame begins with …]. This client has never had a reply. At least one whole frame had come, "
						+ "of a reply that has several. Compare framed-tcp.reply-frames with the frames that the server "
						+ "sends. [client=");
		}
	}

	@Test
	void callerOfASharedConnectionIsToldThatAWholeFrameHadCome() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.readBytes(2);
			connection.writeBytes(bytes("ok\n"));
			connection.awaitClose();
		});
				FramedTcpTemplate template = builder(server, CollectingFraming.count(DelimiterFraming.lines(), 2))
					.responseTimeout(Duration.ofMillis(100))
					.shared(SharedSettings.Builder::inOrder)
					.build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining("This client has never had a reply. At least one whole frame had come");
		}
	}

	@Test
	void callersDoNotShareAConnectionWhereFramesOfSeveralRepliesMayComeMixed() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FramedTcpTemplate.builder("localhost", 9000)
				.framing(VarintFraming.protobuf().withReplies(UNTIL_DOT))
				.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
				.shared((shared) -> shared.connections(1))
				.build())
			.withMessageContaining("which may come mixed");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void framingSeesTheRequestsOfABatchAlsoBesideAMatcher(boolean apart) {
		ExchangeMatcher bySize = (request, reply) -> {
			int size = (request[0] > 8) ? 1 : 1 + request[0];
			return (reply.length == size) ? Verdict.MATCH : Verdict.MISMATCH;
		};
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::repeat);
				FramedTcpTemplate template = builder(server, new AskedForFraming())
					.matcher(apart ? bySize : ExchangeMatcher.anyReply().orUnsolicited((frame) -> false))
					.build()) {
			assertBatchIsAnswered(template);
		}
	}

	@Test
	void framingSeesTheRequestOfAnInitializerToo() {
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::repeat);
				FramedTcpTemplate template = builder(server, new AskedForFraming())
					.initializer((connection) -> assertThat(connection.exchange(new byte[] { 5 })).hasSize(6))
					.build()) {
			assertThat(template.sendAndReceive(new byte[] { 3 })).containsExactly(0, 7, 7, 7);
		}
	}

	private static final ParameterizedTypeReference<List<byte[]>> FRAMES = new ParameterizedTypeReference<>() {
	};

	private static final Framing UNTIL_DOT = CollectingFraming.until(DelimiterFraming.lines(), 0, (byte) '.');

	@Test
	void replyIsGivenAsAWholeOrFrameByFrame() {
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::count);
				FramedTcpTemplate template = builder(server, UNTIL_DOT).build()) {
			assertThat(exchange(template, "2")).isEqualTo("0\n1\n.\n");
			assertThat(template.convertSendAndReceive(bytes("3"), FRAMES)).extracting(Bytes::text)
				.containsExactly("0", "1", "2", ".");
			assertThat(exchange(template, "0")).isEqualTo(".\n");
			assertThat(server.accepted()).isEqualTo(1);
		}
	}

	@Test
	void lastFrameIsRecognizedByAPattern() {
		Framing untilDot = CollectingFraming.until(DelimiterFraming.lines(), Pattern.compile("^[.!]$"));
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::count);
				FramedTcpTemplate template = builder(server, untilDot).build();
				FramedTcpTemplate shared = builder(server, untilDot).shared(SharedSettings.Builder::inOrder).build()) {
			assertThat(exchange(template, "2")).isEqualTo("0\n1\n.\n");
			assertThat(exchange(shared, "2")).isEqualTo("0\n1\n.\n");
			assertThat(exchange(template, "0")).isEqualTo(".\n");
		}
	}

	@Test
	void replyMayEndWithOneOfSeveralFrames() {
		Framing framing = CollectingFraming.until(DelimiterFraming.lines(), 0, null, List.of(bytes("."), bytes("1")));
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::count);
				FramedTcpTemplate template = builder(server, framing).build()) {
			assertThat(exchange(template, "0")).isEqualTo(".\n");
			assertThat(exchange(template, "1")).isEqualTo("0\n.\n");
		}
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::count);
				FramedTcpTemplate template = builder(server, framing).build()) {
			assertThat(exchange(template, "2")).isEqualTo("0\n1\n");
		}
	}

	@Test
	void batchAndSharedConnectionsHaveRepliesOfSeveralFramesToo() {
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::count);
				FramedTcpTemplate template = builder(server, UNTIL_DOT).build();
				FramedTcpTemplate shared = builder(server, UNTIL_DOT).shared(SharedSettings.Builder::inOrder).build()) {
			List<byte[]> requests = List.of(bytes("1"), bytes("0"), bytes("2"));
			assertThat(template.sendAndReceiveAll(requests)).extracting(Bytes::text)
				.containsExactly("0\n.\n", ".\n", "0\n1\n.\n");
			assertThat(shared.sendAndReceiveAll(requests)).extracting(Bytes::text)
				.containsExactly("0\n.\n", ".\n", "0\n1\n.\n");
		}
	}

	@Test
	void framingSeesTheRequestWhoseReplyItReads() {
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::repeat);
				FramedTcpTemplate template = builder(server, new AskedForFraming()).build()) {
			assertThat(template.sendAndReceive(new byte[] { 3 })).containsExactly(0, 7, 7, 7);
			assertThat(template.sendAndReceive(new byte[] { 1 })).containsExactly(0, 7);
			assertThat(template.sendAndReceive(new byte[] { 9 })).containsExactly(1);
			assertBatchIsAnswered(template);
			template.execute((session) -> {
				session.send(new byte[] { 4 });
				session.send(new byte[] { 1 });
				assertThat(session.receive()).hasSize(5);
				assertThat(session.receive()).hasSize(2);
				return null;
			});
			assertThat(server.accepted()).isEqualTo(1);
		}
	}

	@Test
	void framingSeesTheRequestOnAConnectionSharedInOrder() {
		try (FramedTcpServer server = FramedTcpServer.serving(ReplyFramesTests::repeat);
				FramedTcpTemplate template = builder(server, new AskedForFraming())
					.shared(SharedSettings.Builder::inOrder)
					.build()) {
			List<byte[]> requests = List.of(new byte[] { 3 }, new byte[] { 9 }, new byte[] { 1 }, new byte[] { 8 });
			for (int i = 0; i < 20; i++) {
				assertThat(template.sendAndReceiveAll(requests)).extracting((reply) -> reply.length)
					.containsExactly(4, 1, 2, 9);
			}
			assertThat(server.accepted()).isEqualTo(1);
		}
	}

	@Test
	void lastFramesThatCannotBeMeantAreRefused() {
		Framing lines = DelimiterFraming.lines();
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.until(lines, 0, null, List.of()))
			.withMessage("Without a mask there must be a value");
		assertThatIllegalArgumentException().isThrownBy(() -> CollectingFraming.until(lines, 0, new byte[1], List.of()))
			.withMessage("'mask' must have a bit that is set");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CollectingFraming.until(lines, 0, new byte[] { 1 }, List.of(new byte[2])))
			.withMessage("'values' must be as long as 'mask', and have no bit that it has not");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CollectingFraming.until(lines, 0, new byte[] { 1 }, List.of(new byte[] { 2 })))
			.withMessage("'values' must be as long as 'mask', and have no bit that it has not");
	}

	@Test
	void framingThatNeedsRequestsCannotShareConnectionsOutOfOrder() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FramedTcpTemplate.builder("localhost", 9000)
				.framing(VarintFraming.protobuf().withReplies(new AskedForFraming()))
				.matcher(ExchangeMatcher.equalBytes(0, 0, 4))
				.shared((shared) -> shared.connections(1))
				.build())
			.withMessageContaining("needs the request of each reply");
	}

	private static void count(ServerConnection connection) throws IOException {
		while (true) {
			int lines = connection.readBytes(2)[0] - '0';
			for (int i = 0; i < lines; i++) {
				connection.writeBytes(bytes(i + "\n"));
			}
			connection.writeBytes(bytes(".\n"));
		}
	}

	private static void repeat(ServerConnection connection) throws IOException {
		while (true) {
			int size = connection.readBytes(1)[0];
			connection.writeBytes((byte) ((size > 8) ? 1 : 0));
			for (int i = 0; i < size && size <= 8; i++) {
				connection.writeBytes((byte) 7);
			}
		}
	}

	private static void assertBatchIsAnswered(FramedTcpTemplate template) {
		assertThat(template.sendAndReceiveAll(List.of(new byte[] { 2 }, new byte[] { 9 }, new byte[] { 1 })))
			.containsExactly(new byte[] { 0, 7, 7 }, new byte[] { 1 }, new byte[] { 0, 7 });
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer server, Framing framing) {
		return FramedTcpTemplate.builder(server.host(), server.port()).framing(framing);
	}

	/**
	 * A status, and as many bytes as were asked for unless that tells of an error.
	 */
	private static final class AskedForFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeBytes(payload);
		}

		@Override
		public boolean needsRequest() {
			return true;
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			byte[] request = in.request();
			in.require(1);
			boolean error = in.peek(0) != 0;
			return FixedSizeFraming.of((error || request == null) ? 1 : 1 + request[0]).decode(in);
		}

	}

}
