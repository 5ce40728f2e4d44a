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

package io.framedtcp.test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ServerFraming}, byte by byte.
 */
class ServerFramingTests {

	@ParameterizedTest
	@EnumSource
	void requestIsReadAndReplyIsWritten(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			assertReply(each, client, "abcd");
			if (each.isForOneExchange()) {
				assertThat(client.read()).isEqualTo(-1);
			}
			else {
				assertReply(each, client, "efgh");
			}
			assertThat(server.requests().get(0).payload()).isEqualTo(each.payload("abcd"));
		}
	}

	@ParameterizedTest
	@EnumSource(names = "UNTIL_CLOSE", mode = EnumSource.Mode.EXCLUDE)
	void requestMayComeByteByByte(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			for (String next : each.frame("abcd").split(" ")) {
				client.send(next);
			}
			each.end(client);
			assertReceived(client, each.frame("abcd"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void replyIsCut(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			server.inject(Fault.fin()).at(Point.MID_PAYLOAD);
			each.send(client, "abcd");
			String part = client.receive(1000);
			assertThat(part).isNotEmpty().hasSizeLessThan(each.frame("abcd").length());
			assertThat(each.frame("abcd")).startsWith(part);
		}
	}

	@ParameterizedTest
	@CsvSource({ "MLLP, 6, 0b 61 62 63 64 1c", "CRLF_LINES, 5, 61 62 63 64 0d", "NETSTRING, 1, 34", "VARINT, 1, 04" })
	void replyIsCutAtAnyByte(FramingCase each, int offset, String part) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			server.inject(Fault.cutAt(offset)).at(Point.BEFORE_REPLY);
			each.send(client, "abcd");
			assertThat(client.receive(1000)).isEqualTo(part);
		}
	}

	@ParameterizedTest
	@EnumSource
	void replyComesLateAndTwice(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each);
				TestClient client = new TestClient(server);
				TestClient other = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(5))).onConnection(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.duplicateReply()).onConnection(2).at(Point.AFTER_REPLY);
			each.send(client, "abcd");
			assertReceived(client, each.frame("abcd"));
			assertReply(each, other, "abcd");
			assertReceived(other, each.frame("abcd"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void otherBytesComeBeforeTheReply(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			server.inject(Fault.extraBytes((byte) 0xfa)).at(Point.BEFORE_REPLY);
			server.inject(Fault.splitAt(1, 2)).at(Point.BEFORE_REPLY);
			each.send(client, "abcd");
			assertThat(client.receive(1)).isEqualTo("fa");
			assertReceived(client, each.frame("abcd"));
		}
	}

	@ParameterizedTest
	@EnumSource(names = "HALF_CLOSE", mode = EnumSource.Mode.EXCLUDE)
	void idsAreUnknownOrSwapped(FramingCase each) throws Exception {
		try (FramedTcpServer server = echo(each);
				TestClient client = new TestClient(server);
				TestClient other = new TestClient(server);
				TestClient last = new TestClient(server)) {
			InjectedFault swap = server.inject(Fault.swapIds(each.offset(), 1)).onConnection(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.unknownId(each.offset(), 1)).onConnection(3).at(Point.BEFORE_REPLY);
			each.send(client, "abcd");
			swap.awaitFired(Duration.ofSeconds(10));
			each.send(other, "efgh");
			assertReceived(other, each.frame("afgh"));
			assertReceived(client, each.frame("ebcd"));
			each.send(last, "abcd");
			assertReceived(last, each.frame("9e", "bcd"));
		}
	}

	@ParameterizedTest
	@EnumSource
	void frameComesUnasked(FramingCase each) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			server.inject(Fault.unsolicitedFrame(each.payload("abcd"))).at(Point.BEFORE_REPLY);
			each.send(client, "efgh");
			assertReceived(client, each.frame("abcd"));
			assertReceived(client, each.frame("efgh"));
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			DECIMAL         | -1         | 39 39 39 39
			HEXADECIMAL     | 18         | 31 63
			BCD             | 12345      | 23 45
			EBCDIC          | 7          | f0 f7
			MARKED          | 65537      | ca fe 00 00 01
			COUNTING_ITSELF | 0          | 00 02
			HEADER_KEPT     | 9          | 00 01 00 09
			VARINT          | -1         | ff ff ff ff 0f
			VARINT          | 300        | ac 02
			NETSTRING       | -1         | 2d 31 3a
			CONTENT_LENGTH  | 0          | 43 6f 6e 74 65 6e 74 2d 4c 65 6e 67 74 68 3a 20 30 0d 0a 0d 0a
			HEAD_KEPT       | 123        | 53 49 50 0d 0a 6c 20 3a 20 31 32 33 0d 0a 61 3a 62 0d 0a 0d 0a
			RECORD          | 2147483647 | ff ff ff ff
			IN_WORDS        | 5          | 03
			IN_WORDS        | 3          | 01
			MARKED_BEHIND   | 1          | 00 03 ca fe
			VARINT_BEHIND_TYPE | 300     | 00 ac 02
			BER             | 5          | 30 84 00 00 00 05
			""")
	void wrongLengthIsAnnounced(FramingCase each, long length, String header) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			server.inject(Fault.wrongLength(length)).at(Point.BEFORE_REPLY);
			each.send(client, "abcd");
			assertThat(client.receive(Scene.length(header) + 4)).isEqualTo(header + " 61 62 63 64");
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "DELIMITED", "LINES", "CRLF_LINES", "STX_ETX", "NUL", "MLLP", "FIXED_SIZE", "UNTIL_CLOSE" })
	void framesWithoutLengthAnnounceNoWrongOne(FramingCase each) {
		try (FramedTcpServer server = echo(each)) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> server.inject(Fault.longLength(1)).at(Point.BEFORE_REPLY))
				.withMessage("longLength(1) cannot be injected, as the frames of this server announce no length");
			assertThatIllegalArgumentException().isThrownBy(() -> server.inject(Fault.fin()).at(Point.MID_HEADER));
		}
	}

	@ParameterizedTest
	@CsvSource({ "MLLP, 4d", "MARKED, ca fa 00 00 00", "DECIMAL, 30 30 30 3a", "BCD, 00 0a", "EBCDIC, f0 30",
			"VARINT, 81 00", "VARINT, ff ff ff ff ff", "NETSTRING, 30 31 3a", "NETSTRING, 30 3a 2e",
			"CONTENT_LENGTH, 61 3a 62 0d 0a 0d 0a", "RESP, 78 0d 0a", "RESP, 24 78 0d 0a", "BER, 30 89",
			"VARINT_BEHIND_TYPE, 00 80 00", "MARKED_BEHIND, 00 06 ca ff" })
	void whatIsNoFrameEndsTheConnection(FramingCase each, String bytes) throws IOException {
		try (FramedTcpServer server = echo(each); TestClient client = new TestClient(server)) {
			client.send(bytes);
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void requestsAndRepliesMayHaveOtherFramings() throws IOException {
		ServerFraming whois = ServerFraming.crlfLines().withReplies(ServerFraming.untilClose());
		try (FramedTcpServer server = FramedTcpServer.builder().framing(whois).echo();
				TestClient client = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(5))).at(Point.BEFORE_REPLY);
			client.send("61 62 0d 0a");
			assertThat(client.receive(1000)).isEqualTo("61 62");
		}
	}

	@Test
	void requestUntilCloseEndsWhenNothingMoreComes() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.untilClose()).echo();
				TestClient client = new TestClient(server)) {
			client.send("61 62");
			assertThat(client.receive(1000)).isEqualTo("61 62");
		}
	}

	@Test
	void clientThatHasEndedItsRequestGetsLateReplies() throws IOException {
		ServerFraming framing = ServerFraming.untilClose().withReplies(ServerFraming.lines());
		try (FramedTcpServer server = FramedTcpServer.builder().framing(framing).echo();
				TestClient client = new TestClient(server);
				TestClient other = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(5))).onConnection(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.delay(Duration.ofMillis(5))).onConnection(2).at(Point.MID_PAYLOAD);
			for (TestClient each : List.of(client, other)) {
				each.send("61 62");
				each.shutdownOutput();
				assertThat(each.receive(1000)).isEqualTo("61 62 0a");
			}
		}
	}

	@Test
	void clientThatHasEndedItsRequestMayBeLeftToWait() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.untilClose()).echo();
				TestClient client = new TestClient(server)) {
			InjectedFault stall = server.inject(Fault.stall()).at(Point.BEFORE_REPLY);
			client.send("61 62");
			client.shutdownOutput();
			stall.awaitFired(Duration.ofSeconds(10));
			client.assertSilent();
		}
	}

	@Test
	void recordMayHaveSeveralFragments() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.recordMarking(3)).echo();
				TestClient client = new TestClient(server)) {
			server.inject(Fault.unknownId(3, 1)).onExchange(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.longLength(1)).onExchange(2).at(Point.BEFORE_REPLY);
			client.send("00 00 00 00 00 00 00 01 61 80 00 00 03 62 63 64");
			assertThat(client.receive(12)).isEqualTo("00 00 00 03 61 62 63 80 00 00 01 9b");
			client.send("80 00 00 04 61 62 63 64");
			assertThat(client.receive(8)).isEqualTo("80 00 00 05 61 62 63 64");
		}
	}

	@Test
	void requestUpToADelimiterIsMidwayBehindItsFirstByte() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.crlfLines()).echo();
				TestClient client = new TestClient(server)) {
			InjectedFault early = server.inject(Fault.earlyReply("x".getBytes(StandardCharsets.US_ASCII)))
				.at(Point.MID_REQUEST);
			client.send("0d 0a");
			assertThat(client.receive(2)).isEqualTo("0d 0a");
			assertThat(early.fired()).isZero();
			client.send("61");
			assertThat(client.receive(3)).isEqualTo("78 0d 0a");
			client.send("0d 0d 0a");
			awaitRequests(server, 2);
			assertThat(server.requests().get(1).text()).isEqualTo("a\r");
		}
	}

	@Test
	void requestUpToADelimiterIsReadAsSlowlyAsTold() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.lines()).echo();
				TestClient client = new TestClient(server)) {
			server.inject(Fault.throttle(2)).at(Point.BEFORE_REQUEST);
			long start = System.nanoTime();
			client.send("61 ".repeat(30) + "0a");
			assertThat(client.receive(31)).endsWith("0a");
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(10));
		}
	}

	@Test
	void replyThatNoFrameCanCarryIsAnErrorOfTheTest() throws IOException {
		FramedTcpServer server = FramedTcpServer.builder().framing(ServerFraming.fixedSize(2)).scripted();
		try (TestClient client = new TestClient(server)) {
			server.enqueue("abc");
			client.send("61 62");
			assertThat(client.read()).isEqualTo(-1);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("Each frame has 2 bytes, and not 3 bytes \"abc\"");
	}

	@Test
	void lengthThatTheFieldCannotHoldIsRefused() {
		ServerFraming small = ServerFraming.lengthField().size(1).build();
		assertThatIllegalArgumentException().isThrownBy(() -> small.encode(new byte[256]))
			.withMessage("The length field of 1 bytes cannot announce a payload of 256");
		ServerFraming kept = ServerFraming.lengthField().keepHeader(true).build();
		assertThatIllegalArgumentException().isThrownBy(() -> kept.encode(new byte[3]))
			.withMessageStartingWith("A payload begins with its header of 4 bytes, and so cannot be 3 bytes");
	}

	@Test
	void settingsThatCannotBeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.delimited(Bytes.NONE));
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.fixedSize(0));
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.recordMarking(0));
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.lengthField().offset(-1).build());
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.lengthField().size(9).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ServerFraming.lengthField().encoding(LengthEncoding.BCD).size(8).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ServerFraming.lengthField().offset(1).marker((byte) 1, (byte) 2).build());
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.lengthField().unit(0).build());
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.lengthField().padding(0).build());
		assertThatIllegalArgumentException().isThrownBy(() -> ServerFraming.lengthField().second(4, 4, 1).build());
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ServerFraming.lengthField().keepHeader(true).keepPrefix(true).build());
	}

	private static FramedTcpServer echo(FramingCase each) {
		return FramedTcpServer.builder().framing(each.framing()).echo();
	}

	private static void assertReply(FramingCase each, TestClient client, String text) throws IOException {
		each.send(client, text);
		assertReceived(client, each.frame(text));
	}

	private static void assertReceived(TestClient client, String frame) throws IOException {
		assertThat(client.receive(Scene.length(frame))).isEqualTo(frame);
	}

	private static void awaitRequests(FramedTcpServer server, int count) {
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> server.requestCount() == count);
	}

}
