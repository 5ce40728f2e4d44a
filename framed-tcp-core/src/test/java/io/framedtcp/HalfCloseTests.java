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
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.RawFraming;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.RawServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Requests that are sent as they are, and such that end where the client closes its side.
 */
class HalfCloseTests {

	private static final Framing LINES = RawFraming.endedByHalfClose().withReplies(DelimiterFraming.lines());

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final CountDownLatch noticed = new CountDownLatch(1);

	private final RawServer server;

	HalfCloseTests() throws IOException {
		this.server = new RawServer(this::answerBehindTheEnd);
	}

	@AfterEach
	void close() throws IOException {
		this.server.close();
	}

	@Test
	void serverSeesTheEndOfTheRequestAndItsReplyIsRead() {
		try (FramedTcpTemplate template = template(
				RawFraming.endedByHalfClose().withReplies(UntilCloseFraming.untilClose()))) {
			assertThat(exchange(template, "one")).isEqualTo("reply to one\n");
			assertThat(template.sendAndReceive(new byte[300_000])).hasSize("reply to \n".length() + 300_000);
			assertThat(template.getPool().counts().idle()).isZero();
			assertThat(this.server.accepted()).isEqualTo(2);
		}
	}

	@Test
	void connectionServesOneRequestAlsoIfTheServerDoesNotCloseIt() throws IOException {
		try (RawServer lingering = new RawServer((socket) -> {
			answerBehindTheEnd(socket);
			Thread.currentThread().join();
		}); FramedTcpTemplate template = template(lingering, LINES)) {
			assertThat(exchange(template, "one")).isEqualTo("reply to one");
			assertThat(exchange(template, "two")).isEqualTo("reply to two");
			assertThat(lingering.accepted()).isEqualTo(2);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.USED_UP, CloseReason.USED_UP);
		}
	}

	@Test
	void handlerThatAnswersDoesNotCostTheReply() throws IOException {
		try (RawServer noisy = new RawServer((socket) -> {
			socket.getInputStream().readAllBytes();
			socket.getOutputStream().write(bytes("! notice\n"));
			socket.getOutputStream().flush();
			this.noticed.await();
			// Until the client waits for more.
			LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			socket.getOutputStream().write(bytes("reply\n"));
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(noisy.host(), noisy.port())
					.framing(LINES)
					.matcher((request, frame) -> (frame[0] == '!') ? Verdict.UNSOLICITED : Verdict.MATCH)
					.unsolicitedFrameHandler((connection, frame) -> {
						this.noticed.countDown();
						return bytes("answer");
					})
					.build()) {
			assertThat(exchange(template, "one")).isEqualTo("reply");
		}
	}

	@Test
	void sessionHasOneRequest() {
		try (FramedTcpTemplate template = template(LINES)) {
			assertThatExceptionOfType(FramedTcpConnectionLostException.class)
				.isThrownBy(() -> template.execute((session) -> {
					session.send(bytes("one"));
					session.send(bytes("two"));
					return null;
				}))
				.withMessageContaining("the request before it has ended this side of the connection")
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.WRITE));
		}
	}

	@Test
	void batchIsRefused() {
		try (FramedTcpTemplate template = template(LINES)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> template.sendAndReceiveAll(List.of(bytes("one"), bytes("two"))))
				.withMessageContaining("one reply");
		}
		assertThat(this.server.accepted()).isZero();
	}

	@Test
	void clientsThatCannotWorkAreNotBuilt() throws NoSuchAlgorithmException {
		PingSettings ping = new PingSettings(Ping.of(new byte[1]), Duration.ofSeconds(1), Duration.ofSeconds(1));
		assertRefused(builder().pool((pool) -> pool.ping(ping)), "one reply");
		assertRefused(builder().shared(SharedSettings.Builder::inOrder), "one reply");
		assertRefused(builder().tls(TlsSettings.of(SSLContext.getDefault())), "half-close, which TLS does not have");
		assertRefused(builder().framing(RawFraming.raw()), "for requests only");
	}

	@Test
	void rawRequestIsReadByItsOwnEnd() throws IOException {
		try (RawServer lines = new RawServer((socket) -> {
			for (int next = socket.getInputStream().read(); next >= 0; next = socket.getInputStream().read()) {
				if (next == ';') {
					socket.getOutputStream().write(bytes("done\n"));
				}
			}
		}); FramedTcpTemplate template = template(lines, RawFraming.raw().withReplies(DelimiterFraming.lines()))) {
			assertThat(exchange(template, "one;")).isEqualTo("done");
			assertThat(exchange(template, "\ntwo;")).isEqualTo("done");
			assertThat(lines.accepted()).isEqualTo(1);
		}
	}

	private void answerBehindTheEnd(Socket socket) throws IOException {
		String request = text(socket.getInputStream().readAllBytes());
		this.received.add(request);
		socket.getOutputStream().write(bytes("reply to " + request + "\n"));
	}

	private void assertRefused(FramedTcpTemplateBuilder builder, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> builder.build().close()).withMessageContaining(reason);
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port()).framing(LINES);
	}

	private FramedTcpTemplate template(Framing framing) {
		return template(this.server, framing);
	}

	private FramedTcpTemplate template(RawServer server, Framing framing) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.framing(framing)
			.listener(this.closedConnections)
			.build();
	}

}
