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
import java.util.HexFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class FrameFormatTests {

	@ParameterizedTest
	@CsvSource({ "1, true, 02", "2, true, 00 02", "2, false, 02 00", "3, true, 00 00 02", "4, false, 02 00 00 00",
			"8, true, 00 00 00 00 00 00 00 02", "8, false, 02 00 00 00 00 00 00 00" })
	void lengthFieldHasItsSizeAndOrder(int size, boolean bigEndian, String header) throws IOException {
		FrameFormat format = FrameFormat.lengthField(size, bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
		assertThat(format.headerLength()).isEqualTo(size);
		try (FramedTcpServer server = FramedTcpServer.builder().format(format).echo();
				TestClient client = new TestClient(server)) {
			String frame = header + " 61 62";
			client.send(frame);
			assertThat(client.receive(size + 2)).isEqualTo(frame);
			assertThat(server.requests()).singleElement()
				.satisfies((request) -> assertThat(request.text()).isEqualTo("ab"));
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, -1, ff", "2, 2147483647, ff ff", "4, 2147483647, 7f ff ff ff", "4, -1, ff ff ff ff",
			"8, -2, ff ff ff ff ff ff ff fe" })
	void headerTakesTheLowestBitsOfALie(int size, long length, String header) {
		byte[] bytes = FrameFormat.lengthField(size, ByteOrder.BIG_ENDIAN).header(length);
		assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes)).isEqualTo(header);
	}

	@Test
	void formatCanBeTheUsersOwn() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().format(new Marked()).echo();
				TestClient client = new TestClient(server)) {
			client.send("ca fe 05 61 62");
			assertThat(client.receive(5)).isEqualTo("ca fe 05 61 62");
			server.inject(Fault.longLength(1)).at(Point.BEFORE_REPLY);
			server.inject(Fault.fin()).at(Point.MID_PAYLOAD);
			client.send("ca fe 05 61 62");
			assertThat(client.receive(5)).isEqualTo("ca fe 06 61");
		}
	}

	@Test
	void formatThatRefusesAHeaderEndsTheConnection() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.builder().format(new Marked()).echo();
				TestClient client = new TestClient(server)) {
			client.send("ca ff 05");
			assertThat(client.read()).isEqualTo(-1);
		}
	}

	@Test
	void sizeIsOneToEightBytes() {
		assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.lengthField(0, ByteOrder.BIG_ENDIAN));
		assertThatIllegalArgumentException().isThrownBy(() -> FrameFormat.lengthField(9, ByteOrder.BIG_ENDIAN));
	}

	/**
	 * Two bytes of marker, then a byte that counts the whole frame.
	 */
	private static final class Marked implements FrameFormat {

		@Override
		public int headerLength() {
			return 3;
		}

		@Override
		public long payloadLength(byte[] header) throws IOException {
			if (header[1] != (byte) 0xfe) {
				throw new IOException("No marker");
			}
			return header[2] - 3;
		}

		@Override
		public byte[] header(long payloadLength) {
			return new byte[] { (byte) 0xca, (byte) 0xfe, (byte) (payloadLength + 3) };
		}

	}

}
