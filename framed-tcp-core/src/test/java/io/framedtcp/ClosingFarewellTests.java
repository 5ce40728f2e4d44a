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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.Farewell;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.RawServer;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.join;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the client says before it closes a connection that is well.
 */
class ClosingFarewellTests {

	private static final String BYE = "logout";

	private static final String SILENCE = "say nothing";

	private static final String TWICE = "say it twice";

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		for (byte[] frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
			this.heard.add(text(frame));
			if (!text(frame).equals(BYE) && !text(frame).equals(SILENCE)) {
				byte[] reply = ServerConnection.frame(frame);
				connection.writeBytes(text(frame).equals(TWICE) ? join(reply, reply) : reply);
			}
		}
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void idleConnectionsAreClosedWithItWhenTheClientIsClosed() {
		FramedTcpTemplate template = template((builder) -> {
		});
		template.execute((session) -> {
			assertThat(exchange(template, "1")).isEqualTo("1");
			return session.sendAndReceive(bytes("2"));
		});
		template.close();
		awaitGone();
		assertThat(this.heard).containsExactlyInAnyOrder("1", "2", BYE, BYE);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.POOL_CLOSED, CloseReason.POOL_CLOSED);
	}

	@Test
	void connectionsThatAreEvictedOrOldAreClosedWithIt() {
		try (FramedTcpTemplate template = template(
				(builder) -> builder.pool((pool) -> pool.housekeepingInterval(Duration.ofMillis(10))))) {
			exchange(template, "1");
			template.getPool().evictAll();
			awaitGone();
		}
		assertThat(this.heard).containsExactly("1", BYE);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.EVICTED);
	}

	@Test
	void connectionsThatAreIdleForTooLongAreClosedWithIt() {
		try (FramedTcpTemplate template = template((builder) -> builder
			.pool((pool) -> pool.housekeepingInterval(Duration.ofMillis(10)).idleTimeout(Duration.ofMillis(20))))) {
			exchange(template, "1");
			awaitGone();
		}
		assertThat(this.heard).containsExactly("1", BYE);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.IDLE_TIMEOUT);
	}

	@Test
	void connectionThatIsNotWellIsClosedWithoutIt() {
		try (FramedTcpTemplate template = template((builder) -> builder.responseTimeout(Duration.ofMillis(50)))) {
			assertThatExceptionOfType(FramedTcpTimeoutException.class).isThrownBy(() -> exchange(template, SILENCE));
			awaitGone();
		}
		assertThat(this.heard).containsExactly(SILENCE);
	}

	@Test
	void connectionOnWhichBytesCameUnaskedIsClosedWithoutIt() {
		try (FramedTcpTemplate template = template((builder) -> {
		})) {
			assertThat(exchange(template, TWICE)).isEqualTo(TWICE);
			assertThat(exchange(template, "2")).isEqualTo("2");
		}
		awaitGone();
		assertThat(this.heard).containsExactly(TWICE, "2", BYE);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES,
				CloseReason.POOL_CLOSED);
	}

	@Test
	void connectionInUseIsClosedWithoutItWhenTheClientIsClosed() {
		FramedTcpTemplate template = template(
				(builder) -> builder.pool((pool) -> pool.closeTimeout(Duration.ofMillis(20))));
		CompletableFuture<byte[]> reply = template.async().sendAndReceive(bytes(SILENCE));
		Awaitility.await().until(() -> this.heard.contains(SILENCE));
		template.close();
		awaitGone();
		assertThat(reply).isCompletedExceptionally();
		assertThat(this.heard).containsExactly(SILENCE);
	}

	@Test
	void sharedConnectionIsClosedWithItWhenTheClientIsClosed() {
		FramedTcpTemplate template = template((builder) -> builder.shared((shared) -> shared.inOrder().listen(true)));
		assertThat(exchange(template, "1")).isEqualTo("1");
		template.close();
		awaitGone();
		assertThat(this.heard).containsExactly("1", BYE);
	}

	@Test
	void sharedConnectionThatIsEvictedIsClosedWithIt() {
		try (FramedTcpTemplate template = template((builder) -> builder.shared((shared) -> shared.inOrder()))) {
			exchange(template, "1");
			template.getPool().evictAll();
			exchange(template, "2");
			Awaitility.await().until(() -> this.heard.contains(BYE));
		}
	}

	@Test
	void itIsSentOverTls() throws Exception {
		LocalhostTls tls = LocalhostTls.create();
		try (TlsTerminator terminator = new TlsTerminator(tls.server(), this.server.port())) {
			FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", terminator.port())
				.tls(TlsSettings.of(tls.client()))
				.connection((connection) -> connection.farewell(Farewell.frame(bytes(BYE))))
				.build();
			assertThat(exchange(template, "1")).isEqualTo("1");
			template.close();
			awaitGone();
		}
		assertThat(this.heard).containsExactly("1", BYE);
	}

	@Test
	void itMayBeBytesWithoutAFrame() throws IOException {
		CompletableFuture<String> last = new CompletableFuture<>();
		try (RawServer raw = new RawServer((socket) -> {
			byte[] request = socket.getInputStream().readNBytes(5);
			socket.getOutputStream().write(request);
			last.complete(text(socket.getInputStream().readAllBytes()));
		})) {
			FramedTcpTemplate template = FramedTcpTemplate.builder(raw.host(), raw.port())
				.connection((connection) -> connection.farewell(Farewell.bytes(bytes("QUIT\r\n"))))
				.build();
			assertThat(exchange(template, "1")).isEqualTo("1");
			template.close();
			assertThat(last).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("QUIT\r\n");
		}
	}

	@Test
	void serverThatDoesNotReadHoldsUpNoClose() throws IOException {
		CompletableFuture<Void> closed = new CompletableFuture<>();
		try (RawServer raw = new RawServer((socket) -> {
			byte[] request = socket.getInputStream().readNBytes(5);
			socket.getOutputStream().write(request);
			closed.join();
		})) {
			FramedTcpTemplate template = FramedTcpTemplate.builder(raw.host(), raw.port())
				.connection((connection) -> connection.maxFrameSize(64 * 1024 * 1024)
					.farewell(Farewell.frame(new byte[32 * 1024 * 1024])))
				.build();
			assertThat(exchange(template, "1")).isEqualTo("1");
			long start = System.nanoTime();
			template.close();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			closed.complete(null);
		}
	}

	@Test
	void whatCannotBeSentIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Farewell.bytes(new byte[0]))
			.withMessageContaining("at least one byte");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> template((builder) -> builder.connection((connection) -> connection.maxFrameSize(8))))
			.withMessageContaining("maximum frame size");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> template((builder) -> builder.framing(UntilCloseFraming.untilClose())))
			.withMessageContaining("one reply each");
	}

	private FramedTcpTemplate template(Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.farewell(Farewell.frame(bytes(BYE))))
			.listener(this.closedConnections);
		settings.accept(builder);
		return builder.build();
	}

	private void awaitGone() {
		Awaitility.await().until(() -> this.server.accepted() > 0 && this.server.open() == 0);
	}

}
