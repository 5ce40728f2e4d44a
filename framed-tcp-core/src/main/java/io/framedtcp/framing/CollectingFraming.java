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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;
import io.framedtcp.internal.PayloadText;

/**
 * Replies of several frames, each delimited by another framing. A request is one frame of
 * that framing.
 * <p>
 * The payload is all frames of the reply as they are on the wire, one after the other,
 * with headers and delimiters. {@link #split(byte[])} returns the payload of each. With
 * {@code CollectingFraming.count(DelimiterFraming.lines(), 2)} the two lines
 * {@code 61 0a 62 0a} are one payload of these four bytes. A split returns {@code 61} and
 * {@code 62}.
 * <p>
 * It applies to every reply that the client reads, including the answer to a login or to
 * a ping. The maximum frame size limits all frames of a reply together. A reply takes up
 * to three times its size in memory while it is read.
 * <p>
 * The frames of one reply must come directly one after the other. A server that answers
 * out of order may mix the frames of several replies, and no id reveals that. So callers
 * can share connections only if replies come in order. With a matcher that distinguishes
 * replies, the requests of a batch are sent one by one.
 * <p>
 * Immutable and safe for use by many threads if the other framing and the predicate are.
 */
public final class CollectingFraming implements Framing {

	private final Framing each;

	private final int count;

	private final Predicate<byte[]> last;

	private final String description;

	private CollectingFraming(Framing each, int count, Predicate<byte[]> last, String description) {
		Checks.check(!(each.isEndedByClose() || each instanceof CollectingFraming || each instanceof RawFraming),
				"There is no more than one frame in a reply framed by: " + each);
		this.each = each;
		this.count = count;
		this.last = last;
		this.description = description;
	}

	/**
	 * Creates a framing for replies of a fixed number of frames.
	 * @param each how each frame is delimited
	 * @param count how many frames a reply has, at least 1
	 * @return the framing
	 */
	public static CollectingFraming count(Framing each, int count) {
		Checks.check(count >= 1, "'count' must be at least 1, but is " + count);
		return new CollectingFraming(each, count, (payload) -> true, count + " frames");
	}

	/**
	 * Creates a framing for replies whose last frame has certain bytes at an offset. A
	 * reply of PostgreSQL, for example, ends with a frame of the type {@code 5a}.
	 * @param each how each frame is delimited
	 * @param offset where the bytes begin in the payload of the last frame
	 * @param bytes the bytes, at least one
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, int offset, byte... bytes) {
		ByteSequences.check("bytes", bytes);
		return until(each, offset, null, List.of(bytes));
	}

	/**
	 * Creates a framing for replies whose last frame has one of several values at an
	 * offset. A reply of the Music Player Daemon, for example, ends with {@code OK} or
	 * {@code ACK}.
	 * @param each how each frame is delimited
	 * @param offset where the value begins in the payload of the last frame
	 * @param mask the bits to compare, as long as each value and with at least one bit
	 * set; {@code null} to compare all bits of values of any length
	 * @param values the values, without bits outside the mask; if empty, the last frame
	 * has any bit of the mask
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, int offset, byte @Nullable [] mask, List<byte[]> values) {
		Checks.check(offset >= 0, "'offset' must not be negative, but is " + offset);
		LastFrame last = LastFrame.of(offset, mask, values);
		return new CollectingFraming(each, 1, last, last.toString());
	}

	/**
	 * Creates a framing for replies whose last frame is found by a predicate.
	 * @param each how each frame is delimited
	 * @param last tests the payload of each frame, and returns {@code true} for the last
	 * frame of a reply
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, Predicate<byte[]> last) {
		return new CollectingFraming(each, 1, last, "until a certain frame");
	}

	/**
	 * Creates a framing for replies whose last frame is found by a regular expression.
	 * The expression sees the payload as ISO 8859-1: one character for each byte.
	 * @param each how each frame is delimited
	 * @param last matches a part of the payload of the last frame, and nothing in the
	 * frames before it
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, Pattern last) {
		return new CollectingFraming(each, 1, (payload) -> PayloadText.find(last, payload) != null,
				"until a frame that matches '" + last + "'");
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		this.each.encode(payload, out);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		ByteAccumulator frames = new ByteAccumulator();
		in.buffer().keep(frames);
		try {
			int read = 0;
			boolean ended = false;
			while (!ended) {
				int before = frames.size();
				byte[] payload = this.each.decode(in);
				requireBytes(in, frames.size() - before);
				read++;
				in.buffer().frameRead();
				ended = isLast(payload, read);
			}
			return frames.join();
		}
		finally {
			in.buffer().keep(null);
		}
	}

	static void requireBytes(FrameReader in, int count) throws MalformedFrameException {
		if (count == 0) {
			throw in.malformed("a frame without a byte would be followed by others for ever");
		}
	}

	Framing each() {
		return this.each;
	}

	boolean isLast(byte[] payload, int frames) {
		return frames >= this.count && this.last.test(payload);
	}

	@Override
	public boolean needsRequest() {
		return this.each.needsRequest();
	}

	@Override
	public boolean isReplyOfSeveralFrames() {
		return true;
	}

	/**
	 * Returns the payload of each frame in a reply.
	 * @param reply the payload of the reply, as it was read
	 * @return the payloads, in order
	 * @throws IllegalArgumentException if the reply does not consist of whole frames
	 */
	@Override
	public List<byte[]> split(byte[] reply) {
		FrameReader reader = new FrameReader(reply);
		List<byte[]> payloads = new ArrayList<>();
		try {
			while (reader.buffered() > 0) {
				payloads.add(this.each.decode(reader));
			}
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The reply is not made of whole frames: " + ex.getMessage(), ex);
		}
		return payloads;
	}

	@Override
	public String toString() {
		return this.each + ", " + this.description;
	}

}
