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
 * The payload is all frames of the reply as they are on the wire, headers and delimiters
 * included, one behind the other. {@link #split(byte[])} returns the payload of each.
 * With {@code CollectingFraming.count(DelimiterFraming.lines(), 2)} the two lines
 * {@code 61 0a 62 0a} are one payload of these four bytes, and {@code 61} and {@code 62}
 * after a split.
 * <p>
 * This goes for every frame that the client reads with this framing, be it the answer to
 * a login or to a ping. The maximum frame size applies to all frames of a reply together.
 * A reply takes up to three times its memory while it is read.
 * <p>
 * The frames of one reply must come one behind the other. A server that answers in
 * another order may mix those of several replies, and no id of the whole shows that. So
 * callers can share connections only if replies come in order. With a matcher that tells
 * replies apart, the requests of a batch are sent one by one.
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
	 * Creates a framing for replies that go on until a frame that begins with some bytes,
	 * as those of PostgreSQL do until the type {@code 5a}.
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
	 * Creates a framing for replies that go on until a frame that begins with one of some
	 * values, as those of a music player daemon do until {@code OK} or {@code ACK}.
	 * @param each how each frame is delimited
	 * @param offset where the value begins in the payload of the last frame
	 * @param mask the bits that are compared, with as many bytes as each value has, and
	 * at least one bit that is set; all bits of values of any length if {@code null}
	 * @param values the values, none with a bit that the mask has not; if there are none,
	 * the last frame has any bit of the mask
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, int offset, byte @Nullable [] mask, List<byte[]> values) {
		Checks.check(offset >= 0, "'offset' must not be negative, but is " + offset);
		LastFrame last = LastFrame.of(offset, mask, values);
		return new CollectingFraming(each, 1, last, last.toString());
	}

	/**
	 * Creates a framing for replies that go on until a certain frame.
	 * @param each how each frame is delimited
	 * @param last returns whether a frame with this payload is the last of a reply
	 * @return the framing
	 */
	public static CollectingFraming until(Framing each, Predicate<byte[]> last) {
		return new CollectingFraming(each, 1, last, "until a certain frame");
	}

	/**
	 * Creates a framing for replies that go on until a frame in which a regular
	 * expression finds something. It sees the payload as ISO 8859-1: one character for
	 * each byte.
	 * @param each how each frame is delimited
	 * @param last finds something in the payload of the last frame of a reply, and
	 * nothing in those before it
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
	 * @throws IllegalArgumentException if it is not made of whole frames
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
