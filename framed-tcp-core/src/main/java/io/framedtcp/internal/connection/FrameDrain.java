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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.transport.WouldBlockException;
import io.framedtcp.spi.CloseReason;

/**
 * Reads the pending whole frames of a connection without waiting, up to the bounds of a
 * policy.
 */
public final class FrameDrain {

	private FrameDrain() {
	}

	/**
	 * Reads the pending whole frames, without waiting.
	 * @param channel the channel to drain, in blocking mode
	 * @param bounds how many frames to read
	 * @param frames receives their payloads, also that of the first one beyond the bounds
	 * @return the reason to close the connection; {@code null} only if nothing follows
	 * the frames, not even a part of one
	 */
	public static @Nullable CloseReason drain(FrameChannel channel, UnexpectedBytesPolicy bounds, List<byte[]> frames) {
		CloseReason finding = readWhole(channel, bounds, frames);
		if (finding == CloseReason.UNEXPECTED_BYTES) {
			channel.log().part();
		}
		return channel.unlessPartPending(finding);
	}

	private static @Nullable CloseReason readWhole(FrameChannel channel, UnexpectedBytesPolicy bounds,
			List<byte[]> frames) {
		try {
			channel.transport().configureBlocking(false);
			CloseReason finding = readPending(channel, bounds, frames);
			channel.transport().configureBlocking(true);
			return finding;
		}
		catch (EndOfStreamException ex) {
			return CloseReason.PEER_CLOSED;
		}
		catch (MalformedFrameException | RuntimeException ex) {
			return CloseReason.UNEXPECTED_BYTES;
		}
		catch (IOException ex) {
			return CloseReason.BROKEN;
		}
	}

	private static @Nullable CloseReason readPending(FrameChannel channel, UnexpectedBytesPolicy bounds,
			List<byte[]> frames) throws IOException {
		int bytesLeft = bounds.maxBytes();
		try {
			while (bytesLeft >= 0 && frames.size() <= bounds.maxFrames()) {
				byte[] frame = channel.readUnasked();
				frames.add(frame);
				bytesLeft -= frame.length;
			}
			return CloseReason.UNEXPECTED_BYTES;
		}
		catch (WouldBlockException ex) {
			return (channel.unclaimed().reader().recorded().size() == 0) ? null : CloseReason.UNEXPECTED_BYTES;
		}
	}

}
