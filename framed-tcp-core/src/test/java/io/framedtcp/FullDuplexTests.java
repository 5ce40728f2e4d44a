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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import javax.net.ssl.SSLSocket;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.spi.Ping;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.RawServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The server writes before it has read everything, and reads no further until that is
 * read: it sends each byte back as soon as it has it.
 */
@ParameterizedClass
@ValueSource(strings = { "TCP", "TLSv1.2", "TLSv1.3" })
class FullDuplexTests {

	private static final int MAX_FRAME_SIZE = 64 * 1024 * 1024;

	/** More than the kernel holds on loopback, in both directions. */
	private static final byte[] LARGE = new byte[32 * 1024 * 1024];

	/** After so many bytes. */
	private static final int KEY_CHANGE = 4 * 1024 * 1024;

	/**
	 * Below a segment of loopback, a window that is nearly full stays closed for 200 ms
	 * at a time (RFC 1122, 4.2.3.4: silly window syndrome).
	 */
	private static final int SMALL_BUFFER = 64 * 1024;

	private static LocalhostTls tls;

	private final AtomicLong echoed = new AtomicLong();

	private final ClosedConnections closedConnections = new ClosedConnections();

	@Parameter
	private String protocol;

	private volatile boolean changingKeys;

	private RawServer server;

	private FramedTcpTemplate template;

	@BeforeAll
	static void prepare() {
		new Random(1).nextBytes(LARGE);
		tls = LocalhostTls.create();
	}

	@AfterEach
	void close() throws IOException {
		if (this.template != null) {
			this.template.close();
			this.server.close();
		}
	}

	@Test
	void exchange() throws IOException {
		start(0);
		assertThat(Arrays.equals(this.template.sendAndReceive(LARGE), LARGE)).isTrue();
		byte[] small = { 1, 2, 3 };
		assertThat(this.template.sendAndReceive(small)).isEqualTo(small);
		assertThat(Arrays.equals(this.template.sendAndReceive(LARGE), LARGE)).isTrue();
		assertThat(this.server.accepted()).isOne();
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void exchangeWithSmallBuffersOfTheKernel() throws IOException {
		start(SMALL_BUFFER);
		byte[] request = Arrays.copyOf(LARGE, 8 * 1024 * 1024);
		assertThat(Arrays.equals(this.template.sendAndReceive(request), request)).isTrue();
		assertThat(Arrays.equals(this.template.sendAndReceive(request), request)).isTrue();
		assertThat(this.server.accepted()).isOne();
	}

	@Test
	void exchangeWhileTheServerChangesItsKeys() throws IOException {
		assumeThat(this.protocol).isEqualTo("TLSv1.3");
		this.changingKeys = true;
		start(0);
		assertThat(Arrays.equals(this.template.sendAndReceive(LARGE), LARGE)).isTrue();
		assertThat(Arrays.equals(this.template.sendAndReceive(LARGE), LARGE)).isTrue();
		assertThat(this.server.accepted()).isOne();
	}

	@Test
	void asynchronousExchange() throws Exception {
		start(0);
		byte[] reply = this.template.async().sendAndReceive(LARGE).get(60, TimeUnit.SECONDS);
		assertThat(Arrays.equals(reply, LARGE)).isTrue();
	}

	@Test
	void sessionOfLargeFrames() throws IOException {
		start(0);
		this.template.execute((session) -> {
			assertThat(Arrays.equals(session.sendAndReceive(LARGE), LARGE)).isTrue();
			session.send(LARGE);
			assertThat(Arrays.equals(session.receive(), LARGE)).isTrue();
			return null;
		});
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void sessionThatSendsManySmallFramesBeforeItReceives() throws IOException {
		start(0);
		byte[] small = Arrays.copyOf(LARGE, 8000);
		int count = LARGE.length / small.length;
		this.template.execute((session) -> {
			for (int i = 0; i < count; i++) {
				session.send(small);
			}
			for (int i = 0; i < count; i++) {
				assertThat(Arrays.equals(session.receive(), small)).isTrue();
			}
			return null;
		});
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void batchOfLargeFrames() throws IOException {
		start(0);
		byte[] half = Arrays.copyOf(LARGE, LARGE.length / 2);
		List<byte[]> replies = this.template.sendAndReceiveAll(List.of(half, LARGE, half));
		assertThat(Arrays.equals(replies.get(0), half)).isTrue();
		assertThat(Arrays.equals(replies.get(1), LARGE)).isTrue();
		assertThat(Arrays.equals(replies.get(2), half)).isTrue();
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void initializer() throws IOException {
		List<Boolean> equal = new ArrayList<>();
		start(0, (builder) -> builder.initializer((connection) -> {
			equal.add(Arrays.equals(connection.exchange(LARGE), LARGE));
			connection.writeBytes(Arrays.copyOf(LARGE, 1000));
			equal.add(Arrays.equals(connection.readBytes(1000), Arrays.copyOf(LARGE, 1000)));
		}));
		assertThat(this.template.sendAndReceive(new byte[10])).hasSize(10);
		assertThat(equal).containsExactly(true, true);
	}

	@Test
	void ping() throws IOException {
		PingSettings ping = new PingSettings(Ping.of(LARGE), Duration.ofMillis(10), Duration.ofSeconds(20));
		start(0, (builder) -> builder.pool((pool) -> pool.maxTotal(1).minIdle(1).ping(ping)));
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.echoed.get() > 2 * LARGE.length);
		assertThat(this.template.sendAndReceive(new byte[10])).hasSize(10);
		assertThat(this.closedConnections.reasons()).isEmpty();
		assertThat(this.server.accepted()).isOne();
	}

	private void start(int bufferSize) throws IOException {
		start(bufferSize, (builder) -> {
			if (bufferSize > 0) {
				builder.connection((connection) -> connection
					.socket((socket) -> socket.sendBufferSize(bufferSize).receiveBufferSize(bufferSize)));
			}
		});
	}

	private void start(int bufferSize, Consumer<FramedTcpTemplateBuilder> settings) throws IOException {
		boolean secured = this.protocol.startsWith("TLS");
		this.server = new RawServer(secured ? tls.server() : null, this.protocol, bufferSize, (socket) -> echo(socket));
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.responseTimeout(Duration.ofSeconds(30))
			.connection((connection) -> connection.maxFrameSize(MAX_FRAME_SIZE).connectTimeout(Duration.ofSeconds(30)))
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections);
		if (secured) {
			builder.tls(TlsSettings.of(tls.client()));
		}
		settings.accept(builder);
		this.template = builder.build();
	}

	private void echo(Socket socket) throws IOException {
		InputStream in = socket.getInputStream();
		OutputStream out = socket.getOutputStream();
		byte[] chunk = new byte[16 * 1024];
		for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
			out.write(chunk, 0, count);
			long before = this.echoed.getAndAdd(count);
			if (this.changingKeys && before / KEY_CHANGE < (before + count) / KEY_CHANGE) {
				((SSLSocket) socket).startHandshake();
			}
		}
	}

}
