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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Defines how frames are delimited on the wire. It turns a payload into one frame, and
 * one frame back into a payload.
 * <p>
 * Your own framing takes a few lines. The reader and the writer take care of buffering,
 * of chunks that end anywhere, and of the maximum frame size: <pre class="code">
 * class TwoByteLength implements Framing {
 *
 *     public void encode(byte[] payload, FrameWriter out) {
 *         out.writeUnsigned(payload.length, 2, ByteOrder.BIG_ENDIAN);
 *         out.writeBytes(payload);
 *     }
 *
 *     public byte[] decode(FrameReader in) throws IOException {
 *         return in.readBytes(in.readUnsigned(2, ByteOrder.BIG_ENDIAN));
 *     }
 *
 * }
 * </pre> Implementations must be safe for use by many threads at once. An implementation
 * without state is.
 *
 * @see LengthFieldFraming
 * @see DelimiterFraming
 * @see VarintFraming
 * @see RecordMarkingFraming
 * @see NetstringFraming
 * @see ContentLengthFraming
 * @see BerFraming
 * @see RespFraming
 * @see FixedSizeFraming
 * @see UntilCloseFraming
 * @see RawFraming
 * @see CollectingFraming
 */
public interface Framing {

	/**
	 * Writes one frame that carries the payload.
	 * @param payload the payload; must not be changed
	 * @param out receives the frame's bytes
	 * @throws IllegalArgumentException if a frame of this kind cannot carry the payload
	 */
	void encode(byte[] payload, FrameWriter out);

	/**
	 * Reads exactly one frame, and no byte beyond it.
	 * @param in supplies the bytes, and waits for them
	 * @return the payload that the frame carried
	 * @throws MalformedFrameException if the bytes are not a frame of this kind; see
	 * {@link FrameReader#malformed(String)}
	 * @throws IOException if the bytes cannot be read
	 */
	byte[] decode(FrameReader in) throws IOException;

	/**
	 * Returns whether a frame ends where one side closes the connection. Then each
	 * connection has one reply.
	 * @return {@code false} by default
	 */
	default boolean isEndedByClose() {
		return false;
	}

	/**
	 * Returns whether a request ends where the client closes its side of the connection.
	 * Then each connection has one request, and {@link #isEndedByClose()} must be
	 * {@code true} too.
	 * @return {@code false} by default
	 */
	default boolean isRequestEndedByHalfClose() {
		return false;
	}

	/**
	 * Returns whether this framing looks at {@linkplain FrameReader#request() requests}
	 * while it reads replies. A session then keeps a copy of each request, and callers
	 * may share connections only if replies come in order.
	 * @return {@code false} by default
	 */
	default boolean needsRequest() {
		return false;
	}

	/**
	 * Returns whether a reply consists of several frames. A server that answers out of
	 * order may mix the frames of several replies. So requests on a connection wait for
	 * each other, unless replies come in order.
	 * @return {@code false} by default
	 */
	default boolean isReplyOfSeveralFrames() {
		return false;
	}

	/**
	 * Splits a reply of several frames. A caller gets the frames by
	 * {@code convertSendAndReceive} and the type {@code List<byte[]>}.
	 * @param reply the payload of the reply, as {@link #decode(FrameReader)} returned it
	 * @return the payload of each frame; {@code null}, the default, if replies have one
	 * frame
	 * @see CollectingFraming
	 */
	default @Nullable List<byte[]> split(byte[] reply) {
		return null;
	}

	/**
	 * Combines this framing for requests with another framing for replies. The other
	 * framing also reads the frames that the server sends unasked.
	 * @param replies how the server's frames are delimited
	 * @return the framing
	 */
	default Framing withReplies(Framing replies) {
		return new RepliesFraming(this, Objects.requireNonNull(replies, "'replies' must not be null"));
	}

}
