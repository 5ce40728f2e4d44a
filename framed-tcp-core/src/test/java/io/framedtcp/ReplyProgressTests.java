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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A failed exchange tells how far its reply had come, and shows no payload.
 */
class ReplyProgressTests {

	private static final Framing LENGTH = LengthFieldFraming.builder().build();

	private static final byte[] PART = { 0, 0, 5, 57, 'h', 'e', 'l' };

	/** What a test waits for that must have come before. */
	private static final Duration SHORT = Duration.ofMillis(100);

	/** What comes while it is waited for. */
	private static final Duration LONG = Duration.ofMillis(600);

	private static final String BOUND = "framed-tcp.response-timeout=100ms";

	private static final String LONG_BOUND = "framed-tcp.response-timeout=600ms";

	@Test
	void timeoutTellsThatNothingHadCome() {
		assertTimesOut(LENGTH)
			.withMessageStartingWith("No complete reply arrived within " + BOUND + ": nothing had come.");
	}

	@Test
	void timeoutTellsHowMuchHadComeOfTheFrameThatItsHeaderAnnounces() {
		assertTimesOut(LENGTH, PART)
			.withMessageStartingWith(
					"No complete reply arrived within " + BOUND + ": 7 bytes had come of a frame whose header "
							+ "announces 1337 bytes [frame begins with 00 00 05 39 …].")
			.withMessageNotContaining("68 65 6c");
	}

	@Test
	void timeoutInsideAHeaderShowsWhatHadComeOfIt() {
		assertTimesOut(LENGTH, (byte) 7).withMessageStartingWith(
				"No complete reply arrived within " + BOUND + ": 1 byte had come of a frame [frame begins with 07].");
	}

	@Test
	void numberThatIsAnnouncedIsThatBehindAHeaderThatIsKept() {
		assertTimesOut(LengthFieldFraming.builder().keepHeader(true).build(), PART)
			.withMessageContaining("7 bytes had come of a frame whose header announces 1337 bytes");
	}

	@Test
	void timeoutTellsThatTheDelimiterIsMissing() {
		assertTimesOut(DelimiterFraming.crlfLines(), bytes("secret\n"))
			.withMessageContaining("7 bytes had come of a frame without its delimiter [frame begins with …].");
	}

	@Test
	void timeoutTellsThatTheServerHasNotClosedTheConnection() {
		assertTimesOut(DelimiterFraming.lines().withReplies(UntilCloseFraming.untilClose()), bytes("reply"))
			.withMessageContaining("5 bytes had come of a frame that the server ends by closing the connection");
	}

	@Test
	void timeoutOfAFixedSizeTellsHowMuchHadCome() {
		assertTimesOut(FixedSizeFraming.of(4), (byte) 1, (byte) 2)
			.withMessageContaining(": 2 bytes had come of a frame [frame begins with …].");
	}

	@Test
	void timeoutTellsOfTheFramesThatWereNoReplies() {
		assertTimesOut((connection) -> {
			connection.readFrame();
			connection.writeFrame(bytes("heartbeat"));
			connection.writeFrame(bytes("heartbeat"));
		}, (builder) -> builder.matcher((request, frame) -> ExchangeMatcher.Verdict.UNSOLICITED))
			.withMessageStartingWith(
					"No complete reply arrived within " + BOUND + ": nothing had come behind 2 unsolicited frames.");
	}

	@Test
	void timeoutOfUserCodeTellsThatTheFrameHadCome() {
		assertTimesOut((connection) -> connection.writeFrame(connection.readFrame()),
				(builder) -> builder.matcher((request, frame) -> {
					await(new CountDownLatch(1));
					return ExchangeMatcher.Verdict.MATCH;
				}))
			.withMessageStartingWith("No complete reply arrived within " + BOUND + ": a whole frame had come, "
					+ "and the matcher or a handler was not done with it");
	}

	@Test
	void timeoutOfABatchTellsOfTheReplyThatIsMissing() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeFrame(connection.readFrame());
			connection.writeBytes(PART);
			connection.awaitClose();
		}); FramedTcpTemplate template = builder(server).build()) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(List.of(bytes("1"), bytes("2"))))
				.withMessageStartingWith("No complete reply arrived within " + LONG_BOUND
						+ ": 7 bytes had come of a frame whose header "
						+ "announces 1337 bytes [frame begins with 00 00 05 39 …] (1 of 2 replies had come) [client=");
		}
	}

	@Test
	void timeoutOnASharedConnectionTellsHowMuchHadCome() {
		assertFails(FramedTcpTimeoutException.class, (connection) -> {
			connection.readFrame();
			connection.writeBytes(PART);
			connection.awaitClose();
		}, (builder) -> builder.matcher(ExchangeMatcher.equalBytes(0, 0, 1)).shared((shared) -> shared.connections(1)))
			.withMessageStartingWith(
					"No complete reply arrived within " + LONG_BOUND + ": 7 bytes had come of a frame whose header "
							+ "announces 1337 bytes [frame begins with 00 00 05 39 …].");
	}

	@Test
	void endInsideAFrameTellsHowMuchHadCome() {
		assertFails(FramedTcpConnectionLostException.class, (connection) -> {
			connection.readFrame();
			connection.writeBytes(PART);
		}, UnaryOperator.identity())
			.withMessageStartingWith("The connection was lost: the peer closed the connection inside a frame whose "
					+ "header announces 1337 bytes, after 7 bytes [frame begins with 00 00 05 39 …].");
	}

	@Test
	void resetTellsThatNothingHadCome() {
		assertFails(FramedTcpConnectionLostException.class, (connection) -> {
			connection.readFrame();
			connection.reset();
		}, UnaryOperator.identity()).withMessageStartingWith("The connection was lost: ")
			.withMessageContaining("reset: nothing had come.");
	}

	@Test
	void wrongReplyInASessionShowsBothIds() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("9 wrong"));
				FramedTcpTemplate template = matching(server)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("1 one"));
					return session.receive();
				}))
				.withMessageContaining("a frame of 7 bytes answers none of the 1 requests that have no reply yet: "
						+ "the id of the request is 31, that of the frame is 39");
		}
	}

	@Test
	void wrongReplyInABatchShowsItsIdAndThoseThatAreMissing() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("9 wrong"));
				FramedTcpTemplate template = matching(server)) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.sendAndReceiveAll(List.of(bytes("1 one"), bytes("2 two"))))
				.withMessageContaining("a frame of 7 bytes answers none of the 2 requests that have no reply yet: "
						+ "its id is 39, theirs are 31, 32 (0 of 2 replies had come)");
		}
	}

	private static ThrowableAssertAlternative<?> assertTimesOut(Framing framing, byte... reply) {
		return assertTimesOut((connection) -> {
			connection.readBytes(4);
			connection.writeBytes(reply);
		}, (builder) -> builder.framing(framing));
	}

	/**
	 * Lets a session wait for a reply, of which all that ever comes has come before.
	 * @param reply reads the request and writes what is to come
	 * @param settings of the client
	 * @return the failure
	 */
	private static ThrowableAssertAlternative<?> assertTimesOut(ConnectionHandler reply,
			UnaryOperator<FramedTcpTemplateBuilder> settings) {
		CountDownLatch written = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			reply.serve(connection);
			written.countDown();
			connection.awaitClose();
		}); FramedTcpTemplate template = settings.apply(builder(server).responseTimeout(SHORT)).build()) {
			return assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("some"));
					await(written);
					return session.receive();
				}));
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ThrowableAssertAlternative<?> assertFails(Class<? extends FramedTcpException> type,
			ConnectionHandler handler, UnaryOperator<FramedTcpTemplateBuilder> settings) {
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = settings.apply(builder(server)).build()) {
			return assertThatExceptionOfType(type).isThrownBy(() -> template.sendAndReceive(bytes("some")));
		}
	}

	private static FramedTcpTemplate matching(FramedTcpServer server) {
		return builder(server).matcher(ExchangeMatcher.equalBytes(0, 0, 1)).build();
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port()).responseTimeout(LONG);
	}

}
