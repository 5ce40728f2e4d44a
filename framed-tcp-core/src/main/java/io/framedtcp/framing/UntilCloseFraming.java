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
 * Frames that consist of the payload alone and end where the peer closes its side. Each
 * connection has one reply, and is never pooled.
 * <p>
 * The payload {@code Hi} goes over the wire as {@code 48 69} and the end of the stream.
 * Only an orderly close ends a frame. A connection that is reset or times out is an
 * error. A stream without a byte is not a frame: a server that closes a connection before
 * it receives a request looks the same.
 * <p>
 * A server process that dies inside a reply also looks like an orderly close, because its
 * system sends a FIN. Then a part of the reply is taken for the whole. TLS detects this.
 * Without TLS, the reply itself must show that it is complete.
 * <p>
 * A payload is written unchanged, and the connection stays open for the reply. So the
 * request must show where it ends, by itself or by another framing. For a WHOIS server
 * (RFC 3912), use
 * {@code DelimiterFraming.crlfLines().withReplies(UntilCloseFraming.untilClose())}.
 * <p>
 * A reply larger than the maximum frame size is refused with a
 * {@link MalformedFrameException}. A reply of more than 8 KiB takes up to twice its size
 * in memory while it is read.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class UntilCloseFraming implements Framing {

	private UntilCloseFraming() {
	}

	/**
	 * Creates a framing that ends with the connection.
	 * @return the framing
	 */
	public static UntilCloseFraming untilClose() {
		return new UntilCloseFraming();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		return in.readToEnd();
	}

	@Override
	public boolean isEndedByClose() {
		return true;
	}

	@Override
	public String toString() {
		return "until close";
	}

}
