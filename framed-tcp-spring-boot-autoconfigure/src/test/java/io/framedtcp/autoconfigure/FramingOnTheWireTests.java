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

package io.framedtcp.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;

import io.framedtcp.FramedTcpTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Framings that properties choose, in an exchange over a socket.
 */
class FramingOnTheWireTests {

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private static final ParameterizedTypeReference<List<byte[]>> FRAMES = new ParameterizedTypeReference<>() {
	};

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					framing.type=ber | 30 03 02 01 01 | 30 03 02 01 01 | 30 80 02 01 01 00 00 | 30 80 02 01 01 00 00
					framing.type=resp | 2a 31 0d 0a 24 31 0d 0a 50 0d 0a | 2a 31 0d 0a 24 31 0d 0a 50 0d 0a | 2b 4f 4b 0d 0a | 2b 4f 4b 0d 0a
					framing.length-field.encoding=varint;framing.length-field.offset=1;framing.length-field.keep-prefix=true | c0 | c0 00 | d0 01 61 | d0 61
					framing.length-field.size=2;framing.length-field.marker-behind=6001;reply-framing.type=length-field;\
					reply-framing.length-field.size=2;reply-framing.length-field.marker-behind=0160 | 48 69 | 00 04 60 01 48 69 | 00 03 01 60 61 | 61
					framing.length-field.size=1;framing.length-field.padding=4 | 48 | 01 48 00 00 | 04 61 62 63 64 00 00 00 | 61 62 63 64
					framing.length-field.size=1;framing.length-field.unit=2 | 48 69 | 01 48 69 | 02 61 62 63 64 | 61 62 63 64
					framing.length-field.size=1;framing.length-field.adjustment=1;framing.length-field.keep-header=true;\
					framing.length-field.second.offset=1;framing.length-field.second.size=1;framing.length-field.second.unit=2 \
					                                                             | 01 01 61 62 63 | 01 01 61 62 63 | 00 02 01 02 03 04 | 00 02 01 02 03 04
					framing.type=raw;reply-framing.type=lines | 48 69 | 48 69 | 61 0a | 61
					framing.type=lines;reply-frames.count=2 | 48 | 48 0a | 61 0a 62 0a | 61 0a 62 0a
					framing.type=lines;reply-frames.last[0]=4f4b;reply-frames.last[1]=41 | 48 | 48 0a | 61 0a 41 0a | 61 0a 41 0a
					framing.type=varint;reply-frames.last=50;reply-frames.last-mask=f0;reply-frames.last-offset=1 | 48 | 01 48 | 01 50 02 50 41 02 00 5f | 01 50 02 50 41 02 00 5f
					framing.type=varint;reply-frames.last-mask=30 | 48 | 01 48 | 01 40 02 00 50 01 50 | 01 40 02 00 50 01 50
					framing.type=varint;reply-frames.last-pattern=^[Z\\xff] | 48 | 01 48 | 01 61 02 61 ff 02 ff 00 | 01 61 02 61 ff 02 ff 00
					framing.type=crlf-lines;reply-frames.last=20;reply-frames.last-offset=1 | 48 | 48 0d 0a | 31 2d 0d 0a 31 20 0d 0a | 31 2d 0d 0a 31 20 0d 0a
					""")
	void requestAndReplyAreFramedAsThePropertiesSay(String properties, String request, String sent, String received,
			String reply) throws Exception {
		byte[] expected = HEX.parseHex(sent);
		exchange(properties, expected.length, received, (template, written) -> {
			assertThat(HEX.formatHex(template.sendAndReceive(HEX.parseHex(request)))).isEqualTo(reply);
			assertThat(written.get(5, TimeUnit.SECONDS)).isEqualTo(expected);
		});
	}

	@ParameterizedTest
	@CsvSource({ "lines, 61 0a, 61", "until-close, 61 0a, 61 0a" })
	void requestEndsWhereTheClientClosesItsSide(String replies, String received, String reply) throws Exception {
		exchange("framing.type=half-close;reply-framing.type=" + replies, -1, received, (template, written) -> {
			assertThat(HEX.formatHex(template.sendAndReceive(HEX.parseHex("48 69")))).isEqualTo(reply);
			assertThat(HEX.formatHex(written.get(5, TimeUnit.SECONDS))).isEqualTo("48 69");
		});
	}

	@Test
	void framesOfAReplyAreGivenOneByOne() throws Exception {
		exchange("framing.type=varint;reply-frames.last=5a", 2, "01 61 02 62 63 01 5a",
				(template, written) -> assertThat(template.convertSendAndReceive(HEX.parseHex("48"), FRAMES))
					.extracting(HEX::formatHex)
					.containsExactly("61", "62 63", "5a"));
	}

	private void exchange(String properties, int requestSize, String received, Check check) throws Exception {
		CompletableFuture<byte[]> written = new CompletableFuture<>();
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			Thread thread = new Thread(() -> answer(server, requestSize, HEX.parseHex(received), written));
			thread.setDaemon(true);
			thread.start();
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
				.withPropertyValues("framed-tcp.host=" + server.getInetAddress().getHostAddress(),
						"framed-tcp.port=" + server.getLocalPort())
				.withPropertyValues(
						Arrays.stream(properties.split(";")).map((each) -> "framed-tcp." + each).toArray(String[]::new))
				.run((context) -> check.with(context.getBean(FramedTcpTemplate.class), written));
		}
	}

	private static void answer(ServerSocket server, int requestSize, byte[] reply, CompletableFuture<byte[]> written) {
		try (Socket socket = server.accept()) {
			InputStream in = socket.getInputStream();
			written.complete((requestSize < 0) ? in.readAllBytes() : in.readNBytes(requestSize));
			for (byte next : reply) {
				socket.getOutputStream().write(next);
			}
		}
		catch (IOException ex) {
			written.completeExceptionally(ex);
		}
	}

	@FunctionalInterface
	private interface Check {

		void with(FramedTcpTemplate template, CompletableFuture<byte[]> written) throws Exception;

	}

}
