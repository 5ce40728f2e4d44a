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

/**
 * How a {@link FramedTcpServer} reads and writes frames. There is one for each framing of
 * the client: <pre class="code">
 * FramedTcpServer.builder().framing(ServerFraming.mllp()).echo();
 * </pre> They share no code with the client, where a fault could otherwise hide itself.
 * For another framing, implement {@link #decode} and {@link #encode(byte[])}. For a
 * header of fixed size with the number of bytes behind it, implement {@link FrameFormat}.
 * Used by many threads.
 */
public interface ServerFraming {

	/**
	 * Reads a frame.
	 * @param in what the client sends, from the first byte of a frame
	 * @return the payload
	 * @throws IOException if this is no frame, or the connection breaks, which ends it
	 * @throws InterruptedException if the server is closed
	 */
	byte[] decode(FrameInput in) throws IOException, InterruptedException;

	/**
	 * Makes a frame.
	 * @param payload the payload of the frame
	 * @return the frame
	 * @throws IllegalArgumentException if there is no frame for such a payload, which
	 * ends the connection and is an error when the server is closed
	 */
	Frame encode(byte[] payload);

	/**
	 * Makes a frame that announces a length, right or wrong.
	 * @param payload the payload of the frame
	 * @param length the number of bytes to announce. If it is negative or too large for
	 * the frame, announce its lowest bits or digits
	 * @return the frame
	 */
	default Frame encode(byte[] payload, long length) {
		throw new UnsupportedOperationException("Frames that announce no length cannot announce a wrong one");
	}

	/**
	 * Returns whether frames announce a length. Otherwise no fault can have them announce
	 * a wrong one.
	 * @return whether {@link #encode(byte[], long)} is implemented
	 */
	default boolean announcesLength() {
		return false;
	}

	/**
	 * Returns whether frames can have two bytes or more before the payload. Otherwise the
	 * server never comes to {@link Point#MID_HEADER}.
	 * @return whether there are such frames
	 */
	default boolean hasHeader() {
		return false;
	}

	/**
	 * Returns whether the end of the connection is the end of a frame. The server then
	 * sends it behind each reply.
	 * @return whether a connection has one reply only
	 */
	default boolean isEndedByClose() {
		return false;
	}

	/**
	 * Combine this framing of requests with another one of replies.
	 * @param replies how replies are told apart
	 * @return both
	 */
	default ServerFraming withReplies(ServerFraming replies) {
		return new SeparateReplies(this, replies);
	}

	/**
	 * Returns a builder for frames with a length field: binary or in digits, of any size,
	 * behind a marker, counting itself or not. By default it has 32 bits, big endian.
	 * @return the builder
	 */
	static LengthFieldBuilder lengthField() {
		return new LengthFieldBuilder();
	}

	/**
	 * Returns the framing of frames that end with a delimiter.
	 * @param start what each frame begins with; may be empty
	 * @param end what each frame ends with; a reply that carries it becomes two frames
	 * @return the framing
	 */
	static ServerFraming delimited(byte[] start, byte... end) {
		return new DelimitedFrames(start, end);
	}

	/**
	 * Returns the framing of lines that end with LF.
	 * @return the framing
	 */
	static ServerFraming lines() {
		return delimited(Bytes.NONE, (byte) '\n');
	}

	/**
	 * Returns the framing of lines that end with CR LF.
	 * @return the framing
	 */
	static ServerFraming crlfLines() {
		return delimited(Bytes.NONE, (byte) '\r', (byte) '\n');
	}

	/**
	 * Returns the framing of frames between STX (02) and ETX (03).
	 * @return the framing
	 */
	static ServerFraming stxEtx() {
		return delimited(new byte[] { 2 }, (byte) 3);
	}

	/**
	 * Returns the framing of frames that end with a NUL (00).
	 * @return the framing
	 */
	static ServerFraming nul() {
		return delimited(Bytes.NONE, (byte) 0);
	}

	/**
	 * Returns the framing of HL7's Minimal Lower Layer Protocol: frames between 0b and 1c
	 * 0d.
	 * @return the framing
	 */
	static ServerFraming mllp() {
		return delimited(new byte[] { 0x0b }, (byte) 0x1c, (byte) 0x0d);
	}

	/**
	 * Returns the framing of a length as a varint of 32 bits, as Protocol Buffers have
	 * it.
	 * @return the framing
	 */
	static ServerFraming varint() {
		return new VarintFrames();
	}

	/**
	 * Returns the framing of netstrings: the length in digits, a colon, the payload, a
	 * comma.
	 * @return the framing
	 */
	static ServerFraming netstrings() {
		return new NetstringFrames();
	}

	/**
	 * Returns the framing of a head of lines with a {@code Content-Length}, an empty line
	 * and a body.
	 * @param keepHead whether the head is part of the payload
	 * @return the framing
	 */
	static ServerFraming contentLength(boolean keepHead) {
		return new ContentLengthFrames(keepHead);
	}

	/**
	 * Returns the framing of frames that all have the same size.
	 * @param size the size in bytes, at least 1
	 * @return the framing
	 */
	static ServerFraming fixedSize(int size) {
		return new FixedSizeFrames(size);
	}

	/**
	 * Returns the framing of frames that end with the connection. A request ends also if
	 * nothing has come for 100 ms, as most clients wait for the reply with the connection
	 * open. Behind a reply the server closes its output, and goes on reading until the
	 * client closes the connection.
	 * @return the framing
	 */
	static ServerFraming untilClose() {
		return new UntilCloseFrames();
	}

	/**
	 * Returns the framing of requests that show by themselves where they end, for a
	 * client that sends its payloads as they are. The server does not understand them. A
	 * request ends for it when nothing more comes for 100 ms. To be combined
	 * {@linkplain #withReplies with replies} of another framing.
	 * @return the framing
	 */
	static ServerFraming raw() {
		return new RawFrames(false);
	}

	/**
	 * Returns the framing of requests that end where the client closes its side. To be
	 * combined {@linkplain #withReplies with replies} of another framing.
	 * @return the framing
	 */
	static ServerFraming halfClose() {
		return new RawFrames(true);
	}

	/**
	 * Returns the framing of elements in the Basic Encoding Rules of ASN.1, as LDAP and
	 * SNMP have them. The payload is the whole element.
	 * @return the framing
	 */
	static ServerFraming ber() {
		return new BerFrames();
	}

	/**
	 * Returns the framing of values in Redis' serialization protocol. The payload is the
	 * whole value.
	 * @return the framing
	 */
	static ServerFraming resp() {
		return new RespFrames();
	}

	/**
	 * Returns the framing of records of one or more fragments, as ONC RPC has it (RFC
	 * 5531).
	 * @param fragmentSize the most bytes in a fragment of a reply, at least 1
	 * @return the framing
	 */
	static ServerFraming recordMarking(int fragmentSize) {
		return new RecordFrames(fragmentSize);
	}

}
