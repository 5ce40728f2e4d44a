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

package io.framedtcp.interop.netty;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Our side: writes and reads a stream of frames by a framing.
 */
final class Ours {

	private Ours() {
	}

	static byte[] encode(Framing framing, List<byte[]> payloads) {
		ByteArrayOutputStream stream = new ByteArrayOutputStream();
		for (byte[] payload : payloads) {
			EncodedFrame frame = EncodedFrame.of(payload, framing, Integer.MAX_VALUE);
			ByteBuffer bytes = ByteBuffer.allocate(frame.size());
			frame.copyTo(bytes);
			stream.writeBytes(bytes.array());
		}
		return stream.toByteArray();
	}

	/**
	 * Read a stream that comes in chunks.
	 * @param framing how frames are delimited
	 * @param stream the bytes
	 * @param maxFrameSize the largest frame to accept
	 * @param random where the chunks end
	 * @return the frames, and what is behind them
	 */
	static Outcome decode(Framing framing, byte[] stream, int maxFrameSize, Random random) {
		ByteBuffer rest = ByteBuffer.wrap(stream);
		FrameReader reader = new FrameReader((target) -> {
			int count = Math.min(Math.min(rest.remaining(), target.remaining()), 1 + random.nextInt(64));
			target.put(rest.slice(rest.position(), count));
			rest.position(rest.position() + count);
			return (count > 0) ? count : -1;
		}, maxFrameSize);
		List<byte[]> payloads = new ArrayList<>();
		try {
			while (true) {
				payloads.add(reader.readFrame(framing));
			}
		}
		catch (EndOfStreamException ex) {
			return Outcome.of(payloads, false);
		}
		catch (MalformedFrameException ex) {
			return Outcome.of(payloads, true);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
