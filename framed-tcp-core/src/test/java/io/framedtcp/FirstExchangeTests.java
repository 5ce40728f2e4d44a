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
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.framing.NetstringFraming;
import io.framedtcp.framing.RespFraming;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;
import io.framedtcp.test.TlsTerminator;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * While a client has never had a reply, a failed exchange says what may be wrong with its
 * settings. The client of these tests has a 32-bit big-endian length unless a test says
 * otherwise.
 */
class FirstExchangeTests {

	private static final byte[] REQUEST = bytes("a request");

	private static final String NEVER = "This client has never had a reply. ";

	private static final String SETTINGS = "This client has never had a reply. "
			+ "Its framing: length field of 4 bytes at offset 0, big-endian, adjustment 0, header stripped; without TLS. "
			+ "Often the server's length field has another size or byte order, or counts itself; "
			+ "or its frames end with a delimiter; or only one side speaks TLS. "
			+ "See framed-tcp.framing and framed-tcp.ssl.enabled. [client=default";

	private static LocalhostTls tls;

	@BeforeAll
	static void makeCertificate() {
		tls = LocalhostTls.create();
	}

	@Test
	void serverThatAnswersNothingGetsTheClientsOwnSettingsTold() {
		try (FramedTcpServer server = FramedTcpServer.serving(ServerConnection::awaitClose);
				FramedTcpTemplate template = builder(server).responseTimeout(Duration.ofMillis(50)).build()) {
			assertThat(failure(template)).isInstanceOf(FramedTcpTimeoutException.class).hasMessageContaining(SETTINGS);
		}
	}

	@Test
	void serverThatClosesInsteadOfAnAnswerGetsTheClientsOwnSettingsTold() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> connection.readBytes(4));
				FramedTcpTemplate template = builder(server).build()) {
			assertThat(failure(template)).isInstanceOf(FramedTcpConnectionLostException.class)
				.hasMessageContaining(SETTINGS);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					15 03 03 00 02 02 28 | What came is a TLS alert: the server expects TLS. Set framed-tcp.ssl.enabled: true.
					16 03 03 00 7a 02 00 | What came is a TLS record: the server expects TLS. Set framed-tcp.ssl.enabled: true.
					48 54 54 50 2f 31 2e 31 20 34 30 30 | What came is HTTP: a web server or a proxy answers there. Check \
					framed-tcp.host and framed-tcp.port.
					35 30 30 20 6e 6f 0d 0a | What came is text that ends with 0d 0a. Set framed-tcp.framing.type: crlf-lines.
					35 30 30 20 6e 6f 0a | What came is text that ends with 0a alone. Set framed-tcp.framing.type: lines.
					0b 4d 53 48 7c 1c 0d | What came is framed as MLLP. Set framed-tcp.framing.type: mllp.
					02 6f 6b 03 | What came is framed by STX and ETX. Set framed-tcp.framing.type: stx-etx.
					03 00 00 00 61 62 63 | In the other byte order, the length is that of what came: 3. Set \
					framed-tcp.framing.length-field.byte-order: little-endian.
					00 00 00 07 61 62 63 | The length 7 counts itself. Set framed-tcp.framing.length-field.adjustment: -4.
					00 05 68 65 6c 6c 6f | What came fits another length field. Set framed-tcp.framing.length-field to size: 2, \
					byte-order: big-endian, adjustment: 0.
					05 00 68 65 6c 6c 6f | What came fits another length field. Set framed-tcp.framing.length-field to size: 2, \
					byte-order: little-endian, adjustment: 0.
					00 02 68 69 00 02 68 69 | What came fits another length field. Set framed-tcp.framing.length-field to \
					size: 2, byte-order: big-endian, adjustment: 0. It is 2 frames then.
					30 30 30 35 68 65 6c 6c 6f | What came fits another length field. Set framed-tcp.framing.length-field to \
					encoding: decimal, size: 4, adjustment: 0.
					05 ff ff ff ff ff | What came fits another length field. Set framed-tcp.framing.length-field to size: 1, \
					adjustment: 0.
					""")
	void whatComesInsteadOfAFrameIsRecognized(String reply, String advice) {
		assertThat(failure(reply)).hasMessageContaining(NEVER + advice + " [client=default");
	}

	@Test
	void lengthThatDoesNotCountItselfIsRecognized() {
		assertThat(failure("00 00 00 03 61 62 63",
				(builder) -> builder.framing(LengthFieldFraming.builder().adjustment(-4).build())))
			.isInstanceOf(FramedTcpMalformedReplyException.class)
			.hasMessageContaining(
					"The length 3 does not count itself. " + "Set framed-tcp.framing.length-field.adjustment: 0.");
	}

	@Test
	void lengthInFrontOfARecognizedFrameIsAdvisedToAClientWithADelimiter() {
		assertThat(failure("00 00 00 03 61 62 63", (builder) -> builder.framing(DelimiterFraming.lines())))
			.hasMessageContaining("What came fits a length field. Set framed-tcp.framing.type: length-field, "
					+ "with size: 4, byte-order: big-endian, adjustment: 0.");
	}

	@Test
	void adviceNamesTheFramingOfTheReplies() {
		assertThat(failure("6f 6b 61 79 0a",
				(builder) -> builder.framing(DelimiterFraming.lines().withReplies(DelimiterFraming.crlfLines()))))
			.hasMessageContaining("Set framed-tcp.reply-framing.type: lines.");
	}

	@Test
	void recognizedBytesAreNotShown() {
		assertThat(failure("73 65 63 72 65 74 0d 0a", (builder) -> builder.framing(DelimiterFraming.nul())))
			.hasMessageContaining("crlf-lines")
			.hasMessageNotContaining("73 65")
			.hasMessageNotContaining("secret");
	}

	@Test
	void whatComesOnASharedConnectionIsRecognized() {
		assertThat(
				failure("48 54 54 50 2f 31 2e 31 20 34 30 30",
						(builder) -> builder.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
							.shared((shared) -> shared.connections(1))))
			.hasMessageContaining(NEVER + "What came is HTTP");
	}

	@Test
	void matcherThatAcceptsNothingIsToldWithItsProperties() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("xxxxx"));
				FramedTcpTemplate template = builder(server).matcher(ExchangeMatcher.equalBytes(0, 4, 1)).build()) {
			assertThat(failure(template)).isInstanceOf(FramedTcpWrongReplyException.class)
				.hasMessageContaining("that of the frame is 78. This client has never had a reply that its matcher "
						+ "accepts. Compare framed-tcp.matcher with where both sides put the id. [client=");
		}
	}

	@Test
	void clientThatHadAReplyGetsNoAdvice() {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeFrame(connection.readFrame());
			connection.readFrame();
		}); FramedTcpTemplate template = builder(server).build()) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(failure(template)).hasMessageContaining("where a frame was expected [client=");
		}
	}

	@Test
	void serverThatExpectsTlsIsRecognized() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TlsTerminator terminator = new TlsTerminator(tls.server(), server.port(), (socket) -> {
				});
				FramedTcpTemplate template = FramedTcpTemplate.builder("localhost", terminator.port())
					.responseTimeout(Duration.ofSeconds(2))
					.build()) {
			assertThat(failure(template)).hasMessageContaining(
					"What came is a TLS alert: the server expects TLS. Set framed-tcp.ssl.enabled: true.");
		}
	}

	@Test
	void serverThatSpeaksNoTlsIsRecognized() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			connection.writeBytes(bytes("220 ready\r\n"));
			connection.awaitClose();
		}); FramedTcpTemplate template = builder(server).tls(TlsSettings.of(tls.client())).build()) {
			assertThat(failure(template)).isInstanceOf(FramedTcpConnectException.class)
				.hasMessageContaining("The server answers without TLS: set framed-tcp.ssl.enabled: false, "
						+ "or use its port for TLS. [client=");
		}
	}

	@Test
	void partOfAFrameIsNotTakenForTheTextOfAnotherFraming() {
		for (Framing framing : List.of(DelimiterFraming.lines().withReplies(RespFraming.values()),
				NetstringFraming.netstrings())) {
			String part = (framing instanceof NetstringFraming) ? "31 32 3a 61 62 63 64"
					: "2a 32 0d 0a 24 31 0d 0a 61 0d 0a";
			assertThat(failure(part, (builder) -> builder.framing(framing)))
				.isInstanceOf(FramedTcpConnectionLostException.class)
				.hasMessageContaining(NEVER + "Its framing: " + framing);
		}
	}

	@Test
	void framingThatCannotBeToldKeepsNobodyFromTheFailure() {
		assertThat(failure("61", (builder) -> builder.framing(new UntoldFraming())))
			.isInstanceOf(FramedTcpConnectionLostException.class)
			.hasMessageContaining("inside a frame");
	}

	@Test
	void propertiesAreThoseOfTheClient() {
		assertThat(failure("35 30 30 20 6e 6f 0d 0a",
				(builder) -> builder
					.connection((connection) -> connection.propertyPrefix("framed-tcp.clients.payments."))))
			.hasMessageContaining("Set framed-tcp.clients.payments.framing.type: crlf-lines. [client=")
			.hasMessageNotContaining("framed-tcp.framing");
	}

	private static FramedTcpException failure(String reply) {
		return failure(reply, UnaryOperator.identity());
	}

	private static FramedTcpException failure(String reply, UnaryOperator<FramedTcpTemplateBuilder> settings) {
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> answer(connection, reply));
				FramedTcpTemplate template = settings.apply(builder(server)).build()) {
			return failure(template);
		}
	}

	private static FramedTcpException failure(FramedTcpTemplate template) {
		return catchThrowableOfType(FramedTcpException.class, () -> template.sendAndReceive(REQUEST));
	}

	private static void answer(ServerConnection connection, String reply) throws IOException {
		byte[] begin = connection.readBytes(REQUEST.length + 1);
		if (begin[0] == 0) {
			// The rest of a frame that begins with a length.
			connection.readBytes(3);
		}
		connection.writeBytes(HexFormat.ofDelimiter(" ").parseHex(reply));
	}

	private static FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port());
	}

	/**
	 * A length of two bytes, told by nobody.
	 */
	private static final class UntoldFraming implements Framing {

		@Override
		public void encode(byte[] payload, FrameWriter out) {
			out.writeUnsigned(payload.length, 4, ByteOrder.BIG_ENDIAN);
			out.writeBytes(payload);
		}

		@Override
		public byte[] decode(FrameReader in) throws IOException {
			return in.readBytes(in.readUnsigned(4, ByteOrder.BIG_ENDIAN));
		}

		@Override
		public String toString() {
			throw new IllegalStateException("not told");
		}

	}

}
