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
import java.nio.ByteBuffer;

/**
 * Reads payloads that have not come as a whole, or have no known size. Decides how much
 * memory they take.
 * <ul>
 * <li>A payload of up to 1 MiB gets its memory when its first byte has come. It is read
 * directly into the array that the caller gets.</li>
 * <li>A larger payload is collected in pieces, and so is a payload that ends by a
 * delimiter or with the stream. So a false length takes at most 1 MiB, or twice the
 * memory of the bytes that have come.</li>
 * </ul>
 */
final class PayloadReader {

	/** How much is allocated at once for bytes that have not come. */
	private static final int MAX_AHEAD = 1024 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct buffer of the same size, and keeps
	 * one per thread. So a single read must not ask for a whole large payload. The JDK's
	 * own socket streams have the same bound.
	 */
	private static final int MAX_READ = 128 * 1024;

	private final FrameReader reader;

	private final ReadBuffer buffer;

	PayloadReader(FrameReader reader, ReadBuffer buffer) {
		this.reader = reader;
		this.buffer = buffer;
	}

	/**
	 * Reads bytes, and waits for those that are missing.
	 * @param size how many; the frame must have room for them
	 * @return the bytes
	 * @throws IOException if they cannot be read
	 */
	byte[] read(int size) throws IOException {
		// A header alone must not make this allocate the bytes that it announces.
		waitFor(Math.min(size, Math.min(this.buffer.unseen() + 1, ReadBuffer.MAX_SIZE)));
		if (size <= MAX_AHEAD) {
			return readStraight(size);
		}
		ByteAccumulator pieces = new ByteAccumulator();
		while (pieces.size() < size) {
			int asMuchAgain = Math.max(MAX_AHEAD, pieces.size());
			pieces.add(readStraight(Math.min(asMuchAgain, size - pieces.size())));
		}
		return pieces.join();
	}

	private byte[] readStraight(int count) throws IOException {
		byte[] bytes = new byte[count];
		int done = this.buffer.take(bytes);
		ByteBuffer target = ByteBuffer.wrap(bytes);
		while (done < count) {
			int asked = Math.min(MAX_READ, count - done);
			this.buffer.bypass(count - done);
			int read = this.reader.readPastBuffer(target.limit(done + asked).position(done));
			this.buffer.bypassed(bytes, done, read);
			done += read;
		}
		return bytes;
	}

	/**
	 * Reads bytes and discards them.
	 * @param count how many
	 * @throws IOException if they cannot be read
	 */
	void discard(long count) throws IOException {
		long left = count;
		while (left > 0) {
			waitFor((int) Math.min(left, ReadBuffer.MAX_SIZE));
			int part = (int) Math.min(left, this.buffer.size());
			this.buffer.skip(part);
			left -= part;
		}
	}

	/**
	 * Reads bytes up to and including a delimiter.
	 * @param delimiter the delimiter
	 * @return the bytes before it
	 * @throws IOException if they cannot be read, or the delimiter does not come
	 */
	byte[] readUntil(byte[] delimiter) throws IOException {
		this.buffer.lookAtNothing(" without its delimiter");
		int searched = this.buffer.room();
		ByteAccumulator pieces = new ByteAccumulator();
		int scanned = 0;
		while (true) {
			int within = Math.min(this.buffer.size(), this.buffer.room());
			int found = this.buffer.indexOf(delimiter, scanned, within);
			if (found >= 0) {
				pieces.add(this.buffer.take(found));
				this.buffer.skip(delimiter.length);
				return pieces.join();
			}
			if (within == this.buffer.room()) {
				throw this.reader.malformed("the delimiter " + ByteSequences.hex(delimiter) + " does not come in the "
						+ searched + " bytes up to " + this.buffer.describeLimit());
			}
			scanned = Math.max(0, within - (delimiter.length - 1));
			if (this.buffer.size() == ReadBuffer.MAX_SIZE) {
				pieces.add(this.buffer.take(scanned));
				scanned = 0;
			}
			waitFor(this.buffer.size() + 1);
		}
	}

	/**
	 * Reads all bytes until the peer closes its side.
	 * @return the bytes, at least one
	 * @throws IOException if they cannot be read
	 */
	byte[] readToEnd() throws IOException {
		this.buffer.lookAtNothing(" that the server ends by closing the connection");
		ByteAccumulator pieces = new ByteAccumulator();
		do {
			if (this.buffer.size() > this.buffer.room()) {
				throw this.reader
					.malformed("the peer has not closed the connection within " + this.buffer.describeLimit());
			}
			if (this.buffer.size() == ReadBuffer.MAX_SIZE) {
				pieces.add(this.buffer.take(ReadBuffer.MAX_SIZE));
			}
		}
		while (this.reader.fill(this.buffer.size() + 1));
		if (this.buffer.arrived() == 0) {
			throw this.buffer.progress().endOfStream();
		}
		pieces.add(this.buffer.take(this.buffer.size()));
		return pieces.join();
	}

	private void waitFor(int count) throws IOException {
		if (!this.reader.fill(count)) {
			throw this.buffer.progress().endOfStream();
		}
	}

}
