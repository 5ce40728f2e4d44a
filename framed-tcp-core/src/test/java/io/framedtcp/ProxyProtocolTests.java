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
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLSocket;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.support.LocalhostTls;

import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The PROXY protocol: each connection tells its own addresses before its first byte.
 */
@Timeout(30)
class ProxyProtocolTests {

	private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

	private static LocalhostTls tls;

	private final BlockingQueue<String> headers = new LinkedBlockingQueue<>();

	private final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@ParameterizedTest
	@EnumSource(ProxyProtocol.class)
	void headerComesBeforeTheFirstFrame(ProxyProtocol version) throws Exception {
		try (ServerSocket listening = listen("127.0.0.1", version, null);
				FramedTcpTemplate template = builder(listening, version).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertThat(exchange(template, "two")).isEqualTo("two");
			assertHeader(version);
			assertThat(this.headers).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(ProxyProtocol.class)
	void headerOfIpv6(ProxyProtocol version) throws Exception {
		Assumptions.assumeTrue(isIpv6Available());
		try (ServerSocket listening = listen("::1", version, null);
				FramedTcpTemplate template = builder(listening, version).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertHeader(version);
		}
	}

	@ParameterizedTest
	@EnumSource(ProxyProtocol.class)
	void headerComesBeforeTls(ProxyProtocol version) throws Exception {
		try (ServerSocket listening = listen("127.0.0.1", version, tls);
				FramedTcpTemplate template = builder(listening, version).tls(TlsSettings.of(tls.client())).build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertHeader(version);
		}
	}

	@Test
	void headerTellsTheLocalAddressThatIsSet() throws Exception {
		InetAddress local = InetAddress.getByName("127.0.0.1");
		try (ServerSocket listening = listen("127.0.0.1", ProxyProtocol.V1, null);
				FramedTcpTemplate template = builder(listening, ProxyProtocol.V1)
					.connection((connection) -> connection.socket((socket) -> socket.localAddress(local)))
					.build()) {
			assertThat(exchange(template, "one")).isEqualTo("one");
			assertHeader(ProxyProtocol.V1);
		}
	}

	private void assertHeader(ProxyProtocol version) throws InterruptedException {
		String header = this.headers.poll(10, TimeUnit.SECONDS);
		Socket socket = this.sockets.poll(10, TimeUnit.SECONDS);
		InetSocketAddress client = (InetSocketAddress) socket.getRemoteSocketAddress();
		InetSocketAddress server = (InetSocketAddress) socket.getLocalSocketAddress();
		assertThat(header).isEqualTo((version == ProxyProtocol.V1) ? text(client, server) : binary(client, server));
	}

	private static String text(InetSocketAddress client, InetSocketAddress server) {
		String text = "PROXY " + ((client.getAddress() instanceof Inet6Address) ? "TCP6 " : "TCP4 ")
				+ client.getAddress().getHostAddress() + " " + server.getAddress().getHostAddress() + " "
				+ client.getPort() + " " + server.getPort() + "\r\n";
		return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String binary(InetSocketAddress client, InetSocketAddress server) {
		HexFormat hex = HexFormat.of();
		boolean ipv6 = client.getAddress() instanceof Inet6Address;
		return SIGNATURE + "21" + (ipv6 ? "210024" : "11000c") + hex.formatHex(client.getAddress().getAddress())
				+ hex.formatHex(server.getAddress().getAddress()) + hex.toHexDigits((short) client.getPort())
				+ hex.toHexDigits((short) server.getPort());
	}

	private static FramedTcpTemplateBuilder builder(ServerSocket listening, ProxyProtocol version) {
		return FramedTcpTemplate.builder(listening.getInetAddress().getHostAddress(), listening.getLocalPort())
			.connection((connection) -> connection.proxyProtocol(version));
	}

	private static boolean isIpv6Available() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private ServerSocket listen(String host, ProxyProtocol version, LocalhostTls tls) throws IOException {
		ServerSocket listening = new ServerSocket(0, 50, InetAddress.getByName(host));
		Thread thread = new Thread(() -> {
			try (Socket socket = listening.accept()) {
				this.sockets.add(socket);
				this.headers.add(HexFormat.of().formatHex(readHeader(socket, version)));
				echo((tls != null) ? secured(socket, tls) : socket);
			}
			catch (IOException ex) {
				// The test is over.
			}
		}, "proxy-protocol-server");
		thread.setDaemon(true);
		thread.start();
		return listening;
	}

	private static byte[] readHeader(Socket socket, ProxyProtocol version) throws IOException {
		ByteBuffer header = ByteBuffer.allocate(232);
		DataInputStream in = new DataInputStream(socket.getInputStream());
		if (version == ProxyProtocol.V1) {
			byte next;
			do {
				next = in.readByte();
				header.put(next);
			}
			while (next != '\n');
		}
		else {
			header.put(in.readNBytes(16));
			header.put(in.readNBytes(header.getShort(14)));
		}
		byte[] bytes = new byte[header.position()];
		header.get(0, bytes);
		return bytes;
	}

	private static Socket secured(Socket socket, LocalhostTls tls) throws IOException {
		SSLSocket secured = (SSLSocket) tls.server().getSocketFactory().createSocket(socket, null, false);
		secured.setUseClientMode(false);
		return secured;
	}

	private static void echo(Socket socket) throws IOException {
		DataInputStream in = new DataInputStream(socket.getInputStream());
		while (true) {
			byte[] payload = in.readNBytes(in.readInt());
			socket.getOutputStream()
				.write(ByteBuffer.allocate(4 + payload.length).putInt(payload.length).put(payload).array());
		}
	}

}
