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
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameRecord;
import io.framedtcp.spi.CloseReason;

/**
 * Describes what a server did on a new connection before any request was sent.
 */
public final class SpokenFirst {

	private static final int MAX_SHOWN = 32;

	private final ConnectionSettings settings;

	private final FrameRecord bytes;

	private final boolean secret;

	private int wholeFrames;

	private byte[] header = {};

	private SpokenFirst(ConnectionSettings settings, FrameRecord bytes) {
		this.settings = settings;
		this.bytes = bytes;
		// Bytes after a login may belong to it.
		this.secret = settings.payloadRedactor() != null || settings.initializer() != null;
		readFrames();
	}

	/**
	 * Describes why a connection has failed its first test.
	 * @param settings the settings of the client
	 * @param connection the connection
	 * @param shown whether bytes may be shown
	 * @return a clause on what the server did, followed by advice
	 */
	public static String describe(ConnectionSettings settings, FramedConnection connection, boolean shown) {
		FrameRecord bytes = connection.socket().frames().unclaimed().recorded();
		return new SpokenFirst(settings, bytes).describe(connection.closeReason(), shown);
	}

	private String describe(@Nullable CloseReason reason, boolean shown) {
		boolean initialized = this.settings.initializer() != null;
		String when = initialized ? " behind what the initializer has read" : " before it was sent any request";
		if (reason != CloseReason.UNEXPECTED_BYTES) {
			return closed(reason) + when;
		}
		return "the server sent " + count() + when + (shown ? begin() : "") + ". " + advice(initialized);
	}

	private static String closed(@Nullable CloseReason reason) {
		if (reason == CloseReason.PEER_CLOSED) {
			return "the server closed the connection";
		}
		return (reason == null || reason == CloseReason.BROKEN) ? "the connection broke"
				: "the connection was closed (" + reason.describe() + ")";
	}

	private String count() {
		long size = this.bytes.size();
		if (size == 0) {
			return "bytes";
		}
		return size + ((size == 1) ? " byte" : " bytes") + switch (this.wholeFrames) {
			case 0 -> "";
			case 1 -> " with a whole frame";
			default -> " with " + this.wholeFrames + " whole frames";
		};
	}

	private String begin() {
		byte[] shown = this.secret ? this.header
				: Arrays.copyOf(this.bytes.bytes(), Math.min(MAX_SHOWN, this.bytes.bytes().length));
		return (shown.length > 0) ? " [" + HexFormat.ofDelimiter(" ").formatHex(shown)
				+ ((shown.length < this.bytes.size()) ? " …" : "") + "]" : "";
	}

	private String advice(boolean initialized) {
		if (initialized) {
			return "Let the initializer read all that the server says" + (this.settings.unexpectedBytes().isDrained()
					? ": only whole frames are drained, as many as framed-tcp.unexpected-bytes.max-frames allows"
					: ", or set framed-tcp.unexpected-bytes.policy: drain");
		}
		if (this.wholeFrames > 0 && !this.settings.framing().isEndedByClose()) {
			return "If it greets each client so, set framed-tcp.initializer.greeting: true";
		}
		String found = this.bytes.advice(this.settings.framing());
		return ((found != null) ? found + " " : "")
				+ "Only a whole frame can be read by framed-tcp.initializer.greeting; "
				+ "a number of bytes can by framed-tcp.initializer.steps, and any by an initializer of your own";
	}

	private void readFrames() {
		ByteBuffer source = ByteBuffer.wrap(this.bytes.bytes());
		FrameReader reader = new FrameReader((target) -> transfer(source, target), this.settings.maxFrameSize());
		reader.recordUpTo(MAX_SHOWN);
		try {
			while (source.hasRemaining() || reader.buffered() > 0) {
				reader.readFrame(this.settings.framing());
				this.wholeFrames++;
				keepHeader(reader);
			}
		}
		catch (IOException | RuntimeException ex) {
			keepHeader(reader);
		}
	}

	private void keepHeader(FrameReader reader) {
		if (this.wholeFrames <= 1 && this.header.length == 0) {
			this.header = reader.recorded().header();
		}
	}

	private static int transfer(ByteBuffer source, ByteBuffer target) {
		int count = Math.min(source.remaining(), target.remaining());
		target.put(source.slice().limit(count));
		source.position(source.position() + count);
		return (count > 0) ? count : -1;
	}

}
