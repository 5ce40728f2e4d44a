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
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.framedtcp.support.BoundSocketProvider;
import io.framedtcp.support.Ports;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * While nothing listens on a local port of the ephemeral range, a socket may connect to
 * itself, and each request would come back as its own reply. Whether that happens is up
 * to the kernel, which chooses the local port; in a JVM of its own the test chooses it.
 */
class SelfConnectTests {

	@Test
	void socketThatHasConnectedToItselfIsRefused() throws Exception {
		assertThatItIsRefused(List.of());
	}

	@Test
	void socketThatHasConnectedToItselfDoesNotWinARace() throws Exception {
		assertThatItIsRefused(List.of(String.valueOf(Ports.unused())));
	}

	private static void assertThatItIsRefused(List<String> furtherPorts) throws Exception {
		String port = String.valueOf(Ports.unused());
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), "--add-exports", "java.base/sun.nio.ch=ALL-UNNAMED",
						"-Djava.nio.channels.spi.SelectorProvider=" + BoundSocketProvider.class.getName(),
						"-Dbound.port=" + port, Client.class.getName(), port));
		command.addAll(furtherPorts);
		Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			assertThat(jvm.waitFor(60, TimeUnit.SECONDS)).isTrue();
			List<String> output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
				.toList();
			assertThat(output).first().asString().isEqualTo("a plain socket has read: hello");
			assertThat(output).last()
				.asString()
				.startsWith("FramedTcpConnectException")
				.contains("connected to itself");
		}
		finally {
			jvm.destroyForcibly();
		}
	}

	/**
	 * Sends a request to a port that nobody listens on, from that port. Further ports
	 * make a race of it.
	 */
	public static class Client {

		public static void main(String[] args) throws IOException {
			int port = Integer.parseInt(args[0]);
			System.out.println("a plain socket has read: " + echoOfItself(port));
			FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder("127.0.0.1", port)
				.responseTimeout(Duration.ofSeconds(5));
			for (int i = 1; i < args.length; i++) {
				builder.address("127.0.0.1", Integer.parseInt(args[i]));
			}
			try (FramedTcpTemplate template = builder.build()) {
				System.out.println("reply: " + template.convertSendAndReceive("hello", String.class));
			}
			catch (FramedTcpException ex) {
				System.out.println(ex.getClass().getSimpleName() + ": " + ex.getMessage());
			}
		}

		private static String echoOfItself(int port) throws IOException {
			try (SocketChannel channel = SocketChannel.open()) {
				channel.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
				channel.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
				ByteBuffer read = ByteBuffer.allocate(5);
				channel.read(read);
				// Reset, so that the port can be used again at once.
				channel.setOption(StandardSocketOptions.SO_LINGER, 0);
				return new String(read.array(), StandardCharsets.UTF_8);
			}
		}

	}

}
