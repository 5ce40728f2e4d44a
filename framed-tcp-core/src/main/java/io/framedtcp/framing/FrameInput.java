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
 * The bytes of one frame after the other, as they arrive: counts them, bounds them and
 * keeps an excerpt.
 */
final class FrameInput {

	/** What an array holds on any JVM: of a larger frame there could be no payload. */
	static final int MAX_FRAME_SIZE = Integer.MAX_VALUE - 8;

	/**
	 * How much is allocated at once for bytes of which only the first has come. A length
	 * is a word of the peer's, or not even that on a stream out of step.
	 */
	private static final int MAX_AHEAD = 1024 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single read must not ask for a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_READ = 128 * 1024;

	private final LookAhead lookAhead;

	private final int maxFrameSize;

	private final Excerpt excerpt = new Excerpt();

	private int frameSize;

	/** How many of the unread bytes the framing has asked to look at. */
	private int required;

	FrameInput(ByteSource source, int maxFrameSize) {
		this.lookAhead = new LookAhead(source);
		this.maxFrameSize = Math.min(maxFrameSize, MAX_FRAME_SIZE);
	}

	void beginFrame() {
		this.frameSize = 0;
		this.required = 0;
		this.excerpt.clear();
	}

	void endFrame() {
		this.frameSize = 0;
	}

	boolean isInsideFrame() {
		return this.frameSize > 0;
	}

	boolean isEnded() {
		return this.lookAhead.isEnded();
	}

	int buffered() {
		return this.lookAhead.size();
	}

	int get(int index) {
		return this.lookAhead.get(index);
	}

	byte[] copy(int count) {
		return this.lookAhead.copy(count);
	}

	void checkRoom(long count) throws MalformedFrameException {
		if (count < 0) {
			throw malformed("a length of " + count + " bytes is negative");
		}
		if (count > room()) {
			throw malformed("a further " + count + " bytes would take it over the maximum frame size of "
					+ this.maxFrameSize + " bytes");
		}
	}

	void require(int count) throws IOException {
		this.required = Math.max(this.required, count);
		waitFor(count);
	}

	void skip(int count) {
		int lookedAt = Math.min(count, this.required);
		this.lookAhead.copyTo(this.excerpt, lookedAt);
		if (lookedAt < count) {
			this.excerpt.end();
		}
		this.required -= lookedAt;
		this.lookAhead.skip(count);
		this.frameSize += count;
	}

	byte[] read(int count) throws IOException {
		waitForUnseen(count);
		if (count <= MAX_AHEAD) {
			return readPiece(count);
		}
		Gathering gathered = new Gathering();
		while (gathered.size() < count) {
			int asMuchAgain = Math.max(MAX_AHEAD, gathered.size());
			gathered.add(readPiece(Math.min(asMuchAgain, count - gathered.size())));
		}
		return gathered.join();
	}

	byte[] readUntil(byte[] delimiter) throws IOException {
		this.required = 0;
		int searched = room();
		Gathering gathered = new Gathering();
		int scanned = 0;
		while (true) {
			int within = Math.min(buffered(), room());
			int found = this.lookAhead.indexOf(delimiter, scanned, within);
			if (found >= 0) {
				take(found, gathered);
				skip(delimiter.length);
				return gathered.join();
			}
			if (within == room()) {
				throw malformed("the delimiter " + ByteSequences.hex(delimiter) + " does not come in the " + searched
						+ " bytes up to the maximum frame size of " + this.maxFrameSize + " bytes");
			}
			scanned = Math.max(0, within - (delimiter.length - 1));
			if (buffered() == LookAhead.MAX_SIZE) {
				take(scanned, gathered);
				scanned = 0;
			}
			waitFor(buffered() + 1);
		}
	}

	byte[] readToEnd() throws IOException {
		this.required = 0;
		Gathering gathered = new Gathering();
		do {
			if (buffered() > room()) {
				throw malformed("the peer has not closed the connection within the maximum frame size of "
						+ this.maxFrameSize + " bytes");
			}
			if (buffered() == LookAhead.MAX_SIZE) {
				take(LookAhead.MAX_SIZE, gathered);
			}
		}
		while (this.lookAhead.require(buffered() + 1));
		if (arrived() == 0) {
			throw endOfStream();
		}
		take(buffered(), gathered);
		return gathered.join();
	}

	MalformedFrameException malformed(String rule) {
		return new MalformedFrameException(rule, excerpt());
	}

	private int room() {
		return this.maxFrameSize - this.frameSize;
	}

	private long arrived() {
		// Those behind a frame of the largest size count as well.
		return (long) this.frameSize + buffered();
	}

	private void waitFor(int count) throws IOException {
		if (!this.lookAhead.require(count)) {
			throw endOfStream();
		}
	}

	/**
	 * Waits for the first byte that the framing has not looked at: a header alone is no
	 * reason to allocate what it announces.
	 * @param count how many bytes are going to be read
	 * @throws IOException if it cannot be had
	 */
	private void waitForUnseen(int count) throws IOException {
		waitFor(Math.min(count, Math.min(this.required + 1, LookAhead.MAX_SIZE)));
	}

	private void take(int count, Gathering gathered) {
		gathered.add(this.lookAhead.copy(count));
		skip(count);
	}

	private byte[] readPiece(int count) throws IOException {
		byte[] bytes = new byte[count];
		int buffered = Math.min(count, buffered());
		this.lookAhead.copyTo(bytes, buffered);
		skip(buffered);
		if (buffered < count) {
			this.excerpt.end();
			readDirectly(bytes, buffered);
		}
		return bytes;
	}

	private void readDirectly(byte[] bytes, int from) throws IOException {
		ByteBuffer target = ByteBuffer.wrap(bytes);
		int read = from;
		while (read < bytes.length) {
			int asked = Math.min(MAX_READ, bytes.length - read);
			int count = this.lookAhead.read(target.limit(read + asked).position(read));
			if (count < 0) {
				throw endOfStream();
			}
			read += count;
			this.frameSize += count;
		}
	}

	private EndOfStreamException endOfStream() {
		if (arrived() == 0) {
			return new EndOfStreamException(false, "the peer closed the connection where a frame was expected");
		}
		return new EndOfStreamException(true, "the peer closed the connection inside a frame, after " + arrived()
				+ " bytes [frame begins with " + excerpt() + "]");
	}

	private String excerpt() {
		return this.excerpt.show(copy(Math.min(this.required, buffered())), arrived());
	}

}
