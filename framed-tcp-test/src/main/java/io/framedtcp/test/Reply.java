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
import java.util.Random;

import org.jspecify.annotations.Nullable;

/**
 * A reply on its way out, and what faults have made of it. Used by the connection's
 * thread.
 */
final class Reply {

	private final ServerFraming framing;

	private byte[] payload;

	private @Nullable Long announced;

	private Frame frame;

	private byte[] bytes;

	private int written;

	private Pace pace = Pace.FULL;

	private boolean withheld;

	Reply(ServerFraming framing, byte[] payload) {
		this.framing = framing;
		this.payload = payload.clone();
		this.frame = framing.encode(this.payload);
		this.bytes = this.frame.bytes();
	}

	private Reply(Reply other) {
		this.framing = other.framing;
		this.payload = other.payload.clone();
		this.announced = other.announced;
		this.frame = other.frame;
		this.bytes = other.bytes.clone();
	}

	/**
	 * Returns what faults have made of it so far.
	 * @return a copy, of which nothing has been written
	 */
	Reply copy() {
		return new Reply(this);
	}

	byte[] bytes() {
		return this.bytes.clone();
	}

	int length() {
		return this.bytes.length;
	}

	int payloadLength() {
		return this.payload.length;
	}

	/**
	 * Returns the length that its header should announce.
	 * @return the number of bytes behind the header
	 */
	long rightLength() {
		return this.frame.announcedLength();
	}

	boolean isWithheld() {
		return this.withheld;
	}

	/**
	 * Leaves the sending to somebody else.
	 */
	void withhold() {
		this.withheld = true;
	}

	void pace(Pace pace) {
		this.pace = pace;
	}

	/**
	 * Become another reply.
	 * @param other what to send instead, of which nothing has been written
	 */
	void replace(Reply other) {
		this.payload = other.payload;
		this.announced = other.announced;
		this.frame = other.frame;
		this.bytes = other.bytes;
	}

	void announce(long length) {
		this.announced = length;
		encode();
	}

	/**
	 * Replaces by random bytes what has not been written yet.
	 * @param seed what the bytes come from
	 */
	void scramble(long seed) {
		byte[] random = new byte[this.bytes.length - this.written];
		new Random(seed).nextBytes(random);
		System.arraycopy(random, 0, this.bytes, this.written, random.length);
	}

	/**
	 * Invert some bytes of the payload.
	 * @param offset where they begin
	 * @param length how many they are
	 */
	void invert(int offset, int length) {
		byte[] changed = this.payload.clone();
		for (int i = offset; i < offset + length; i++) {
			changed[i] = (byte) ~changed[i];
		}
		change(changed);
	}

	/**
	 * Takes some bytes of the payload from another reply.
	 * @param other the reply
	 * @param offset where they begin
	 * @param length how many they are
	 */
	void takeOver(Reply other, int offset, int length) {
		byte[] changed = this.payload.clone();
		System.arraycopy(other.payload, offset, changed, offset, length);
		change(changed);
	}

	private void change(byte[] changed) {
		this.payload = changed;
		encode();
	}

	private void encode() {
		Long length = this.announced;
		this.frame = (length != null) ? this.framing.encode(this.payload, length) : this.framing.encode(this.payload);
		this.bytes = this.frame.bytes();
	}

	boolean hasMiddleOfHeader() {
		return middleOfHeader() > 0;
	}

	int middleOfHeader() {
		return this.frame.headerLength() / 2;
	}

	boolean hasMiddleOfPayload() {
		return this.frame.bodyLength() > 1;
	}

	int middleOfPayload() {
		return this.frame.headerLength() + this.frame.bodyLength() / 2;
	}

	void writeTo(SocketIo io, int end) throws IOException, InterruptedException {
		this.pace.write(io, this.bytes, this.written, end);
		this.written = end;
	}

}
