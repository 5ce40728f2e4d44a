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

package io.framedtcp.framing;

import java.io.IOException;

/**
 * A user's framing for a real odd protocol, the sentences of NMEA 0183: a dollar sign,
 * the payload, an asterisk, the exclusive or of the payload in two hexadecimal digits, CR
 * LF.
 */
final class NmeaFraming implements Framing {

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		out.writeByte('$');
		out.writeBytes(payload);
		out.writeAscii("*%02X\r\n".formatted(checksum(payload)));
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		in.expect((byte) '$');
		byte[] payload = in.readUntil((byte) '*');
		if (in.readDigits(2, LengthDigits.HEXADECIMAL) != checksum(payload)) {
			throw in.malformed("its checksum is wrong");
		}
		in.expect((byte) '\r', (byte) '\n');
		return payload;
	}

	private static int checksum(byte[] payload) {
		int checksum = 0;
		for (byte next : payload) {
			checksum ^= next & 0xff;
		}
		return checksum;
	}

}
