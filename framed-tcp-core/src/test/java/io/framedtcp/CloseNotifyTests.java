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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Future;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client tells a TLS server that it closes a connection: an end of the stream alone
 * might be the work of an attacker. {@code SSLSocket} does not tell the difference, so
 * the server is an {@link SSLEngine}.
 */
class CloseNotifyTests {

	private static final byte[] REQUEST = { 1 };

	private static final int ROOM = 64 * 1024;

	private final LocalhostTls tls = LocalhostTls.create();

	@ParameterizedTest
	@ValueSource(strings = { "TLSv1.3", "TLSv1.2" })
	void closeNotifyIsSentWhenAnIdleConnectionIsClosedWithItsClient(String protocol) throws IOException {
		try (ServerSocketChannel listener = ServerSocketChannel.open(); Callers callers = new Callers()) {
			listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
			Future<Boolean> notified = callers.call(() -> isNotified(listener, protocol));
			try (FramedTcpTemplate template = client(listener)) {
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
				assertThat(notified.isDone()).isFalse();
			}
			assertThat(Callers.get(notified)).isTrue();
		}
	}

	private FramedTcpTemplate client(ServerSocketChannel listener) {
		return FramedTcpTemplate.builder("127.0.0.1", listener.socket().getLocalPort())
			.connection((connection) -> connection.tls(TlsSettings.of(this.tls.client())))
			.build();
	}

	/**
	 * Serves one connection. Sends back all that comes.
	 * @return whether it was told of the end before the stream ended
	 */
	private boolean isNotified(ServerSocketChannel listener, String protocol) throws IOException {
		SSLEngine engine = this.tls.server().createSSLEngine();
		engine.setUseClientMode(false);
		engine.setEnabledProtocols(new String[] { protocol });
		ByteBuffer received = ByteBuffer.allocate(ROOM).flip();
		try (SocketChannel socket = listener.accept()) {
			boolean open = true;
			while (open && !engine.isInboundDone()) {
				open = advance(engine, socket, received) || isMoreRead(socket, received);
			}
		}
		return engine.isInboundDone();
	}

	/**
	 * Does one step that needs no more bytes, if there is any.
	 */
	private static boolean advance(SSLEngine engine, SocketChannel socket, ByteBuffer received) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(ROOM);
		if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
			engine.getDelegatedTask().run();
			return true;
		}
		if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
			send(engine, socket, ByteBuffer.allocate(0));
			return true;
		}
		boolean whole = engine.unwrap(received, target).getStatus() == Status.OK;
		if (target.flip().hasRemaining()) {
			send(engine, socket, target);
		}
		return whole;
	}

	private static void send(SSLEngine engine, SocketChannel socket, ByteBuffer source) throws IOException {
		ByteBuffer target = ByteBuffer.allocate(ROOM);
		engine.wrap(source, target);
		socket.write(target.flip());
	}

	private static boolean isMoreRead(SocketChannel socket, ByteBuffer received) throws IOException {
		int count = socket.read(received.compact());
		received.flip();
		return count > 0;
	}

}
