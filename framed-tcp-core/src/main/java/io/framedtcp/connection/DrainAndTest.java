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

package io.framedtcp.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.MalformedFrameException;

/**
 * Reads, without waiting, what is pending on an idle connection. The only healthy answer
 * is "nothing, and still open".
 * <p>
 * It cannot see a peer that vanished without a word, nor bytes still on their way: for
 * these there are the deadline and the matcher.
 */
final class DrainAndTest {

	private DrainAndTest() {
	}

	/**
	 * Tests a connection between two exchanges.
	 * @param transport the connection's transport, in blocking mode
	 * @param scratch where unexpected bytes go
	 * @return what was found; unless that is {@link Finding#SILENT}, the transport stays
	 * in non-blocking mode, as nobody is to use it any more
	 */
	static Finding test(Transport transport, ByteBuffer scratch) {
		scratch.clear();
		try {
			// Non-blocking for this read alone: exchanges are faster in blocking mode.
			transport.configureBlocking(false);
			int read = transport.read(scratch);
			if (read == 0) {
				transport.configureBlocking(true);
				return Finding.SILENT;
			}
			return (read > 0) ? Finding.UNEXPECTED_BYTES : Finding.PEER_CLOSED;
		}
		catch (IOException ex) {
			return Finding.BROKEN;
		}
	}

	/**
	 * Reads the whole frames that are pending between two exchanges.
	 * @param transport the connection's transport, in blocking mode
	 * @param reader reads from it
	 * @param framing how its frames are delimited
	 * @param bounds how many frames to read
	 * @param frames where their payloads go, that of the first beyond the bounds as well
	 * @return what was found behind them; {@link Finding#SILENT} only if that is nothing,
	 * not even a part of a frame
	 */
	static Finding drain(Transport transport, FrameReader reader, Framing framing, UnexpectedBytes bounds,
			List<byte[]> frames) {
		try {
			transport.configureBlocking(false);
			Finding finding = readPending(reader, framing, bounds, frames);
			transport.configureBlocking(true);
			return finding;
		}
		catch (EndOfStreamException ex) {
			return Finding.PEER_CLOSED;
		}
		catch (MalformedFrameException | RuntimeException ex) {
			return Finding.UNEXPECTED_BYTES;
		}
		catch (IOException ex) {
			return Finding.BROKEN;
		}
	}

	private static Finding readPending(FrameReader reader, Framing framing, UnexpectedBytes bounds, List<byte[]> frames)
			throws IOException {
		int bytesLeft = bounds.maxBytes();
		try {
			while (true) {
				byte[] frame = reader.readFrame(framing);
				frames.add(frame);
				bytesLeft -= frame.length;
				if (bytesLeft < 0 || frames.size() > bounds.maxFrames()) {
					return Finding.UNEXPECTED_BYTES;
				}
			}
		}
		catch (WouldBlockException ex) {
			return reader.isAtFrameStart() ? Finding.SILENT : Finding.UNEXPECTED_BYTES;
		}
	}

	/**
	 * What a test found.
	 */
	enum Finding {

		/** Open and nothing to read: healthy. */
		SILENT,

		/** Bytes that belong to no exchange. */
		UNEXPECTED_BYTES,

		/** The peer has closed its side. */
		PEER_CLOSED,

		/** A reset, or the channel is closed. */
		BROKEN

	}

}
