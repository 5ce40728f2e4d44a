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
 * Frames with a head of lines, an empty line and a body. One line of the head is
 * {@code Content-Length}, which states the size of the body. This is the
 * <a href="https://microsoft.github.io/language-server-protocol/">base protocol</a> of
 * the Language Server Protocol and the Debug Adapter Protocol. With the
 * {@linkplain #keepingHead() head kept} it reads the messages of SIP over TCP (RFC 3261,
 * section 18.3).
 * <p>
 * The payload is the body. {@code Hi} goes over the wire as {@code Content-Length: 2}, CR
 * LF, CR LF, {@code Hi}: <pre>
 * 43 6f 6e 74 65 6e 74 2d 4c 65 6e 67 74 68 3a 20 32 0d 0a 0d 0a 48 69
 * </pre> Other lines are not written, and are skipped when read. To see them, make the
 * head {@linkplain #keepingHead() part of the payload}.
 * <p>
 * Reading fails with a {@link MalformedFrameException} if
 * <ul>
 * <li>the head takes more than 8 KiB, the empty line included;</li>
 * <li>head and body together exceed the maximum frame size;</li>
 * <li>a line of the head does not end with CR LF, or has no colon;</li>
 * <li>a line of the head begins with a space or a tab, as a folded line does;</li>
 * <li>the head has no {@code Content-Length}, in upper or lower case, or several that
 * differ;</li>
 * <li>its value is not 1 to 15 digits.</li>
 * </ul>
 * Two things that SIP allows are refused: folded lines, and empty lines between messages,
 * which keep a connection alive in RFC 5626. Such an empty line is reported as a head
 * without {@code Content-Length}.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class ContentLengthFraming implements Framing {

	private final boolean keepHead;

	private ContentLengthFraming(boolean keepHead) {
		this.keepHead = keepHead;
	}

	/**
	 * Creates a framing whose payload is the body.
	 * @return the framing
	 */
	public static ContentLengthFraming bodyOnly() {
		return new ContentLengthFraming(false);
	}

	/**
	 * Creates a framing whose payload is the head, the empty line and the body, as they
	 * are on the wire. The first line needs no colon, as in a request line. SIP's compact
	 * form {@code l} (RFC 3261, section 7.3.3) counts as a {@code Content-Length}. A
	 * payload is written unchanged. If its {@code Content-Length} is not the size of its
	 * body, writing fails with an {@link IllegalArgumentException}.
	 * @return the framing
	 */
	public static ContentLengthFraming keepingHead() {
		return new ContentLengthFraming(true);
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		if (this.keepHead) {
			checkWhole(payload);
		}
		else {
			out.writeAscii("Content-Length: " + payload.length + "\r\n\r\n");
		}
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		ContentLengthHead head = ContentLengthHead.peek(in, this.keepHead);
		in.checkRoom(head.size() + head.contentLength());
		if (this.keepHead) {
			return in.readBytes(head.size() + head.contentLength());
		}
		in.skip(head.size());
		return in.readBytes(head.contentLength());
	}

	/**
	 * Checks that a payload is what the peer will read.
	 * @param payload head and body
	 */
	private void checkWhole(byte[] payload) {
		ContentLengthHead head = headOf(payload);
		long body = payload.length - head.size();
		if (body != head.contentLength()) {
			throw new IllegalArgumentException(
					"The payload has a body of " + body + " bytes, but a Content-Length of " + head.contentLength());
		}
	}

	private ContentLengthHead headOf(byte[] payload) {
		try {
			return ContentLengthHead.peek(new FrameReader(payload), true);
		}
		catch (EndOfStreamException ex) {
			throw new IllegalArgumentException("The head of the payload has no empty line at its end", ex);
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("The payload must begin with its head, but is a " + ex.getMessage(), ex);
		}
	}

	@Override
	public String toString() {
		return "Content-Length, " + (this.keepHead ? "head kept" : "body only");
	}

}
