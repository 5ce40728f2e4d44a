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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * The bytes of a connection, for a {@link ServerFraming} to read a frame from. Used by
 * one thread, for one frame. All methods wait for the bytes. They end the connection with
 * an {@link IOException} if it breaks or ends before, and throw an
 * {@link InterruptedException} if the server is closed.
 */
public final class FrameInput {

	// Longer than a client takes between two writes of a frame.
	private static final int QUIET_MILLIS = 100;

	private final SocketIo io;

	private final Halfway halfway;

	private int bytesPerMilli;

	private boolean passed;

	FrameInput(SocketIo io, Halfway halfway) {
		this.io = io;
		this.halfway = halfway;
	}

	/**
	 * Takes a few bytes each millisecond from now on.
	 * @param count how many
	 */
	void slowDown(int count) {
		this.bytesPerMilli = count;
	}

	/**
	 * Reads a byte.
	 * @return the byte, 0 to 255
	 * @throws IOException if there is none
	 * @throws InterruptedException if the server is closed
	 */
	public int readByte() throws IOException, InterruptedException {
		return readBytes(1)[0] & 0xff;
	}

	/**
	 * Reads bytes that are no payload.
	 * @param count how many
	 * @return just those bytes
	 * @throws IOException if there are fewer
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readBytes(int count) throws IOException, InterruptedException {
		return this.io.read(count, this.bytesPerMilli);
	}

	/**
	 * Reads bytes that must be there.
	 * @param expected the bytes
	 * @throws IOException if others come
	 * @throws InterruptedException if the server is closed
	 */
	public void expect(byte... expected) throws IOException, InterruptedException {
		byte[] bytes = readBytes(expected.length);
		if (!Arrays.equals(bytes, expected)) {
			throw new IOException("A frame has " + Bytes.hex(expected) + " here, and not " + Bytes.hex(bytes));
		}
	}

	/**
	 * Reads bytes up to a delimiter, which are no payload.
	 * @param end the delimiter
	 * @return the bytes before it
	 * @throws IOException if the connection ends before
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readUntil(byte... end) throws IOException, InterruptedException {
		return readUntil(end, false);
	}

	/**
	 * Reads a payload, or a part of it. A request is at {@link Point#MID_REQUEST} once
	 * half of it is read, unless it is empty.
	 * @param length its length
	 * @return the payload
	 * @throws IOException if there is less, or the length cannot be
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readPayload(long length) throws IOException, InterruptedException {
		if (length < 0 || length > Integer.MAX_VALUE - Long.BYTES) {
			throw new ConnectionEndedException("ended: the client announced a frame of " + length + " bytes");
		}
		byte[] half = readBytes((int) length / 2);
		if (length > 0) {
			passHalfway();
		}
		return Bytes.concat(half, readBytes((int) length - half.length));
	}

	/**
	 * Reads a payload up to a delimiter. A request is at {@link Point#MID_REQUEST} once
	 * its first byte is read, unless it is empty.
	 * @param end the delimiter
	 * @return the payload
	 * @throws IOException if the connection ends before
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readPayloadUntil(byte... end) throws IOException, InterruptedException {
		return readUntil(end, true);
	}

	/**
	 * Reads a payload that ends where the client closes its side. A request is at
	 * {@link Point#MID_REQUEST} once its first bytes are read.
	 * @return the payload
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readToEnd() throws IOException, InterruptedException {
		return readToEnd(0);
	}

	/**
	 * Reads a payload that ends if nothing has come for 100 ms, or where the client
	 * closes its side. A request is at {@link Point#MID_REQUEST} once its first bytes are
	 * read.
	 * @return the payload
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	public byte[] readUntilQuiet() throws IOException, InterruptedException {
		return readToEnd(QUIET_MILLIS);
	}

	private byte[] readToEnd(int quietMillis) throws IOException, InterruptedException {
		ByteArrayOutputStream payload = new ByteArrayOutputStream();
		while (this.io.awaitInput(quietMillis) && !this.io.isAtEnd()) {
			payload.writeBytes(readBytes(this.io.available()));
			passHalfway();
		}
		this.io.endRequest();
		return payload.toByteArray();
	}

	private byte[] readUntil(byte[] end, boolean payload) throws IOException, InterruptedException {
		ReadUntil bytes = new ReadUntil(end);
		while (!bytes.isWhole()) {
			boolean pause = this.bytesPerMilli > 0 && bytes.size() % this.bytesPerMilli == 0;
			bytes.add(this.io.read(1, pause ? this.bytesPerMilli : 0)[0]);
			if (payload && bytes.hasContent()) {
				passHalfway();
			}
		}
		return bytes.content();
	}

	private void passHalfway() throws IOException, InterruptedException {
		if (!this.passed) {
			this.passed = true;
			this.halfway.pass();
		}
	}

	/**
	 * Told once part of the payload has been read, and more is to come.
	 */
	@FunctionalInterface
	interface Halfway {

		void pass() throws IOException, InterruptedException;

	}

	/**
	 * Bytes up to a delimiter.
	 */
	private static final class ReadUntil {

		private final byte[] end;

		private byte[] bytes = new byte[64];

		private int size;

		ReadUntil(byte[] end) {
			this.end = end;
		}

		void add(byte next) {
			if (this.size == this.bytes.length) {
				this.bytes = Arrays.copyOf(this.bytes, 2 * this.size);
			}
			this.bytes[this.size++] = next;
		}

		int size() {
			return this.size;
		}

		boolean isWhole() {
			int from = this.size - this.end.length;
			return from >= 0 && Arrays.equals(this.bytes, from, this.size, this.end, 0, this.end.length);
		}

		/**
		 * Returns whether there are bytes that are not the delimiter, nor may become it.
		 * @return whether something comes before the delimiter
		 */
		boolean hasContent() {
			int compared = Math.min(this.size, this.end.length);
			return !Arrays.equals(this.bytes, 0, compared, this.end, 0, compared);
		}

		byte[] content() {
			return Arrays.copyOf(this.bytes, this.size - this.end.length);
		}

	}

}
