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

package io.framedtcp.interop;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What a switch writes before a message, or behind it, and expects there: the framings
 * that jPOS calls channels. Shares no code with the framings of the client.
 */
enum Iso8583Channel {

	/** Four decimal digits. */
	ASCII {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return Integer.parseInt(digits(in), 10);
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeBytes("%04d".formatted(length));
		}

	},

	/** Four hexadecimal digits. */
	HEX {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return Integer.parseInt(digits(in), 16);
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeBytes("%04x".formatted(length));
		}

	},

	/** Two bytes. */
	NAC {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return in.readUnsignedShort();
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeShort(length);
		}

	},

	/** Two bytes, which count themselves. */
	AMEX {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return in.readUnsignedShort() - 2;
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeShort(length + 2);
		}

	},

	/** Two bytes of two digits each. */
	BCD {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return Integer.parseInt("%04x".formatted(in.readUnsignedShort()), 10);
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeShort(Integer.parseInt(String.valueOf(length), 16));
		}

	},

	/** Four bytes. */
	RAW {

		@Override
		int readLength(DataInputStream in) throws IOException {
			return in.readInt();
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeInt(length);
		}

	},

	/** Two bytes, and two zero bytes that they do not count. */
	CS {

		@Override
		int readLength(DataInputStream in) throws IOException {
			int length = in.readUnsignedShort();
			if (in.readUnsignedShort() != 0) {
				throw new IOException("There must be two zero bytes behind the length");
			}
			return length;
		}

		@Override
		void writeLength(int length, DataOutputStream out) throws IOException {
			out.writeShort(length);
			out.writeShort(0);
		}

	},

	/** No length, but an ETX behind the message. */
	BASE24 {

		@Override
		byte[] read(DataInputStream in) throws IOException {
			ByteArrayOutputStream message = new ByteArrayOutputStream();
			for (int next = in.readUnsignedByte(); next != ETX; next = in.readUnsignedByte()) {
				message.write(next);
			}
			return message.toByteArray();
		}

		@Override
		void write(byte[] message, DataOutputStream out) throws IOException {
			out.write(message);
			out.write(ETX);
		}

		@Override
		int readLength(DataInputStream in) {
			throw new UnsupportedOperationException();
		}

		@Override
		void writeLength(int length, DataOutputStream out) {
			throw new UnsupportedOperationException();
		}

	};

	private static final int ETX = 3;

	/**
	 * Find a channel.
	 * @param name its name in jPOS
	 * @return the channel
	 */
	static Iso8583Channel named(String name) {
		return valueOf(name.replace("Channel", "").toUpperCase(Locale.ROOT));
	}

	byte[] read(DataInputStream in) throws IOException {
		byte[] message = new byte[readLength(in)];
		in.readFully(message);
		return message;
	}

	void write(byte[] message, DataOutputStream out) throws IOException {
		writeLength(message.length, out);
		out.write(message);
	}

	abstract int readLength(DataInputStream in) throws IOException;

	abstract void writeLength(int length, DataOutputStream out) throws IOException;

	private static String digits(DataInputStream in) throws IOException {
		byte[] digits = in.readNBytes(4);
		if (digits.length < 4) {
			throw new EOFException();
		}
		return new String(digits, StandardCharsets.US_ASCII);
	}

}
