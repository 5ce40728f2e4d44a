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
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The framings, each with what comes before and behind the four bytes of a payload.
 */
enum FramingCase {

	BINARY(() -> ServerFraming.lengthField().build(), "00 00 00 04 ", ""),

	LITTLE_ENDIAN(() -> ServerFraming.lengthField().size(3).byteOrder(ByteOrder.LITTLE_ENDIAN).build(), "04 00 00 ",
			""),

	COUNTING_ITSELF(() -> ServerFraming.lengthField().size(2).adjustment(-2).build(), "00 06 ", ""),

	MARKED(() -> ServerFraming.lengthField().offset(3).size(2).marker((byte) 0xca, (byte) 0xfe).build(),
			"ca fe 00 00 04 ", ""),

	DECIMAL(() -> ServerFraming.lengthField().size(4).encoding(LengthEncoding.DECIMAL).build(), "30 30 30 34 ", ""),

	HEXADECIMAL(() -> ServerFraming.lengthField().size(2).encoding(LengthEncoding.HEXADECIMAL).adjustment(-10).build(),
			"30 65 ", ""),

	UPPER_CASE_HEXADECIMAL(() -> ServerFraming.lengthField()
		.size(2)
		.encoding(LengthEncoding.UPPER_CASE_HEXADECIMAL)
		.adjustment(-10)
		.build(), "30 45 ", ""),

	BCD(() -> ServerFraming.lengthField().size(2).encoding(LengthEncoding.BCD).build(), "00 04 ", ""),

	EBCDIC(() -> ServerFraming.lengthField().size(2).encoding(LengthEncoding.EBCDIC).build(), "f0 f4 ", ""),

	HEADER_KEPT(() -> ServerFraming.lengthField().offset(2).size(2).keepHeader(true).build(), "00 01 00 04 ", "", 4),

	VARINT_BEHIND_TYPE(() -> ServerFraming.lengthField().offset(1).size(4).encoding(LengthEncoding.VARINT).build(),
			"00 04 ", ""),

	VARINT_KEPT(() -> ServerFraming.lengthField()
		.offset(1)
		.size(4)
		.encoding(LengthEncoding.VARINT)
		.keepHeader(true)
		.build(), "30 04 ", "", 2),

	TYPE_KEPT(() -> ServerFraming.lengthField().offset(1).keepPrefix(true).build(), "54 00 00 00 04 ", "", 1),

	MARKED_BEHIND(() -> ServerFraming.lengthField().size(2).markerBehind((byte) 0xca, (byte) 0xfe).build(),
			"00 06 ca fe ", ""),

	IN_WORDS(() -> ServerFraming.lengthField().size(1).unit(2).build(), "02 ", ""),

	PADDED(() -> ServerFraming.lengthField().size(2).padding(8).build(), "00 04 ", " 00 00"),

	TWO_LENGTHS(() -> ServerFraming.lengthField().size(2).keepHeader(true).second(2, 1, 1).build(), "00 03 02 ", "", 3),

	DELIMITED(() -> ServerFraming.delimited(Bytes.NONE, (byte) '\n', (byte) '\r'), "", " 0a 0d"),

	LINES(ServerFraming::lines, "", " 0a"),

	CRLF_LINES(ServerFraming::crlfLines, "", " 0d 0a"),

	STX_ETX(ServerFraming::stxEtx, "02 ", " 03"),

	NUL(ServerFraming::nul, "", " 00"),

	MLLP(ServerFraming::mllp, "0b ", " 1c 0d"),

	VARINT(ServerFraming::varint, "04 ", ""),

	NETSTRING(ServerFraming::netstrings, "34 3a ", " 2c"),

	CONTENT_LENGTH(() -> ServerFraming.contentLength(false), hex("Content-Length: 4\r\n\r\n"), ""),

	HEAD_KEPT(() -> ServerFraming.contentLength(true), hex("SIP\r\nl : 4\r\na:b\r\n\r\n"), "", 19),

	FIXED_SIZE(() -> ServerFraming.fixedSize(4), "", ""),

	UNTIL_CLOSE(ServerFraming::untilClose, "", ""),

	HALF_CLOSE(() -> ServerFraming.halfClose().withReplies(ServerFraming.fixedSize(4)), "", ""),

	BER(ServerFraming::ber, "30 04 ", "", 2),

	BER_LONG(ServerFraming::ber, "bf 87 68 82 00 04 ", "", 6),

	BER_INDEFINITE(ServerFraming::ber, "30 80 04 04 ", " 00 00", 4, 2),

	RESP(ServerFraming::resp, hex("*2\r\n+a\r\n$4\r\n"), " 0d 0a", 12, 2),

	RECORD(() -> ServerFraming.recordMarking(Integer.MAX_VALUE), "80 00 00 04 ", ""),

	REPLIES_OTHERWISE(() -> ServerFraming.lines().withReplies(ServerFraming.lines()), "", " 0a");

	private final Supplier<ServerFraming> framing;

	private final String before;

	private final String behind;

	private final int payloadBefore;

	private final int payloadBehind;

	FramingCase(Supplier<ServerFraming> framing, String before, String behind) {
		this(framing, before, behind, 0, 0);
	}

	FramingCase(Supplier<ServerFraming> framing, String before, String behind, int payloadBefore) {
		this(framing, before, behind, payloadBefore, 0);
	}

	FramingCase(Supplier<ServerFraming> framing, String before, String behind, int payloadBefore, int payloadBehind) {
		this.framing = framing;
		this.before = before;
		this.behind = behind;
		this.payloadBefore = payloadBefore;
		this.payloadBehind = payloadBehind;
	}

	ServerFraming framing() {
		return this.framing.get();
	}

	/**
	 * Return where the four bytes begin in the payload.
	 * @return the number of bytes of the header that the payload has
	 */
	int offset() {
		return this.payloadBefore;
	}

	/**
	 * Return a frame.
	 * @param text four characters
	 * @return the frame in hexadecimal
	 */
	String frame(String text) {
		return this.before + hex(text).strip() + this.behind;
	}

	byte[] payload(String text) {
		byte[] before = Arrays.copyOf(bytes(this.before), this.payloadBefore);
		byte[] behind = Arrays.copyOf(bytes(this.behind), this.payloadBehind);
		return Bytes.concat(Bytes.concat(before, text.getBytes(StandardCharsets.US_ASCII)), behind);
	}

	/**
	 * Return a frame whose first byte of four is another.
	 * @param first the byte in hexadecimal
	 * @param text the other characters
	 * @return the frame in hexadecimal
	 */
	String frame(String first, String text) {
		return this.before + first + " " + hex(text).strip() + this.behind;
	}

	/**
	 * Return whether a connection has no more than one exchange.
	 * @return whether the end of the request or of the reply is that of the connection
	 */
	boolean isForOneExchange() {
		return this == UNTIL_CLOSE || this == HALF_CLOSE;
	}

	/**
	 * Send a request.
	 * @param client the client
	 * @param text four characters
	 * @throws IOException if that fails
	 */
	void send(TestClient client, String text) throws IOException {
		client.send(frame(text));
		end(client);
	}

	void end(TestClient client) throws IOException {
		if (this == HALF_CLOSE) {
			client.shutdownOutput();
		}
	}

	private static byte[] bytes(String hex) {
		return HexFormat.ofDelimiter(" ").parseHex(hex.strip());
	}

	private static String hex(String text) {
		return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.US_ASCII)) + " ";
	}

}
