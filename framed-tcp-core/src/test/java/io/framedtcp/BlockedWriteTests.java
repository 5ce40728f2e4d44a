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

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.RawServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What ends a write for which there is no room, and what becomes of bytes that came
 * meanwhile.
 */
class BlockedWriteTests {

	private static final byte[] LARGE = new byte[32 * 1024 * 1024];

	private static final byte[] REPLY = frame("reply");

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final CountDownLatch answered = new CountDownLatch(1);

	private final CountDownLatch end = new CountDownLatch(1);

	private RawServer server;

	private FramedTcpTemplate template;

	@AfterEach
	void close() throws IOException {
		this.end.countDown();
		this.template.close();
		this.server.close();
	}

	@Test
	void deadlineEndsIt() throws IOException {
		start((socket) -> this.end.await());
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> this.template.sendAndReceive(LARGE, Duration.ofMillis(300)))
			.satisfies((ex) -> {
				assertThat(ex.getPhase()).isEqualTo(Phase.WRITE);
				assertThat(ex.isRequestMaybeSent()).isTrue();
				assertThat(ex.getElapsed()).isBetween(Duration.ofMillis(300), Duration.ofSeconds(5));
			});
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void replyThatCameBeforeTheDeadlineIsReturned() throws IOException {
		start(this::answerAndReadNothing);
		assertThat(text(this.template.sendAndReceive(LARGE, Duration.ofMillis(500)))).isEqualTo("reply");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
	}

	@Test
	void interruptEndsItWhateverHasCome() throws Exception {
		start(this::answerAndReadNothing);
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				reply.complete(this.template.sendAndReceive(LARGE));
			}
			catch (RuntimeException ex) {
				reply.completeExceptionally(ex);
			}
		});
		thread.start();
		this.answered.await();
		thread.interrupt();
		assertThat(reply).failsWithin(Duration.ofSeconds(10))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(FramedTcpInterruptedException.class);
	}

	@Test
	void replyThatEndsWithTheConnectionIsReturnedIfItsEndHasCome() throws IOException {
		start((socket) -> {
			socket.getInputStream().read();
			socket.getOutputStream().write("refused".getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			this.end.await(500, TimeUnit.MILLISECONDS);
		}, untilClose());
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("refused");
	}

	@Test
	void replyThatEndsWithTheConnectionIsNotReturnedIfThatIsReset() throws IOException {
		start((socket) -> {
			socket.getInputStream().read();
			socket.getOutputStream().write("refu".getBytes(StandardCharsets.US_ASCII));
			this.end.await(300, TimeUnit.MILLISECONDS);
			socket.setSoLinger(true, 0);
		}, untilClose());
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.sendAndReceive(LARGE))
			.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.WRITE));
	}

	@Test
	void replyIsReturnedThoughTheAnswerToANoticeBeforeItCannotBeWritten() throws IOException {
		start((socket) -> {
			socket.getInputStream().read();
			socket.getOutputStream().write(frame("!notice"));
			// Part of the answer has come.
			new DataInputStream(socket.getInputStream()).readFully(new byte[100_000]);
			socket.getOutputStream().write(REPLY);
		}, (builder) -> builder.matcher((request, frame) -> (frame[0] == '!') ? Verdict.UNSOLICITED : Verdict.MATCH)
			.unsolicitedFrameHandler((connection, payload) -> LARGE));
		assertThat(text(this.template.sendAndReceive(new byte[10]))).isEqualTo("reply");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.BROKEN);
	}

	@Test
	void bytesReadAheadBehindTheReplyAreLeftOver() throws IOException {
		start((socket) -> answerTwiceAndRead(socket, frame("left over")));
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("reply");
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("reply");
		assertThat(this.server.accepted()).isEqualTo(2);
		assertThat(this.closedConnections.reasons()).containsOnly(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void largeFrameReadAheadBehindTheReplyIsLeftOver() throws IOException {
		byte[] large = Arrays.copyOf(new byte[] { 0, 1, 0, 0 }, 4 + 0x10000);
		start((socket) -> answerTwiceAndRead(socket, large));
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("reply");
		assertThat(this.closedConnections.reasons()).containsOnly(CloseReason.UNEXPECTED_BYTES);
	}

	@Test
	void framesReadAheadBehindTheReplyAreDrained() throws IOException {
		List<String> drained = new CopyOnWriteArrayList<>();
		start((socket) -> answerTwiceAndRead(socket, frame("left over")),
				(builder) -> builder
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
					.unsolicitedFrameHandler((connection, payload) -> {
						drained.add(text(payload));
						return null;
					}));
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("reply");
		assertThat(text(this.template.sendAndReceive(LARGE))).isEqualTo("reply");
		assertThat(drained).containsExactly("left over");
		assertThat(this.server.accepted()).isOne();
	}

	private void answerAndReadNothing(Socket socket) throws Exception {
		socket.getInputStream().read();
		socket.getOutputStream().write(REPLY);
		this.answered.countDown();
		this.end.await();
	}

	private void answerTwiceAndRead(Socket socket, byte[] second) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		OutputStream out = socket.getOutputStream();
		while (true) {
			int length = in.readInt();
			out.write(REPLY);
			out.write(second);
			in.skipNBytes(length);
		}
	}

	private void start(RawServer.Talk talk) throws IOException {
		start(talk, (builder) -> {
		});
	}

	private void start(RawServer.Talk talk, Consumer<FramedTcpTemplateBuilder> settings) throws IOException {
		this.server = new RawServer(talk);
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.responseTimeout(Duration.ofSeconds(20))
			.connection((connection) -> connection.maxFrameSize(2 * LARGE.length))
			.listener(this.closedConnections);
		settings.accept(builder);
		this.template = builder.build();
	}

	private static Consumer<FramedTcpTemplateBuilder> untilClose() {
		return (builder) -> builder
			.framing(LengthFieldFraming.builder().build().withReplies(UntilCloseFraming.untilClose()));
	}

	private static byte[] frame(String payload) {
		return ServerConnection.frame(bytes(payload));
	}

}
