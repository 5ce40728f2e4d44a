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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PayloadRedactor;

/**
 * Logs the frames of a connection at the level TRACE, including their framing, and why
 * the connection ended. Each client has a logger below {@value #LOGGER}. The bytes that
 * an initializer exchanges are not logged: they may contain a password.
 */
public final class WireLog {

	/** How many bytes of a frame are shown. */
	public static final int MAX_BYTES = 4096;

	static final String LOGGER = "io.framedtcp.wire";

	private static final int ROW = 16;

	private final Log logger;

	private final ConnectionInfo connection;

	private final @Nullable PayloadRedactor redactor;

	public WireLog(ConnectionInfo connection, @Nullable PayloadRedactor redactor) {
		this.logger = LogFactory.getLog(LOGGER + "." + connection.client());
		this.connection = connection;
		this.redactor = redactor;
	}

	/**
	 * Returns whether payloads are shown to a redactor.
	 * @return whether there is one, and payloads are logged
	 */
	public boolean isRedacted() {
		return this.redactor != null && isEnabled();
	}

	/**
	 * Returns whether frames are logged. Asked between a request and its reply, so it
	 * must not throw.
	 * @return whether they are; {@code false} also if the logger fails
	 */
	public boolean isEnabled() {
		try {
			return this.logger.isTraceEnabled();
		}
		catch (RuntimeException | Error ex) {
			return false;
		}
	}

	/**
	 * Logs a frame that has been sent. Ask {@link #isEnabled()} before.
	 * @param frame the frame
	 */
	public void sent(EncodedFrame frame) {
		log(true, () -> frame.record(MAX_BYTES), frame.payload());
	}

	/**
	 * Logs a frame that has been received. Ask {@link #isEnabled()} before.
	 * @param frame supplies the frame with its framing; without bytes if they were not
	 * kept
	 * @param payload its payload
	 */
	public void received(Supplier<FrameRecord> frame, byte[] payload) {
		log(false, frame, payload);
	}

	/**
	 * Logs a part of a frame whose rest does not come. A redactor cannot read a part, so
	 * with a redactor only the header is shown. Ask {@link #isEnabled()} before.
	 * @param part the part that has come
	 */
	public void receivedPart(FrameRecord part) {
		byte[] shown = (this.redactor != null) ? part.header() : part.bytes();
		log("received " + part.size() + " bytes of a frame", () -> dump(shown, part.size()));
	}

	/**
	 * Logs the unread bytes when a connection ends. Nobody waits for that, so no redactor
	 * is called. With a redactor, only the number of bytes is logged. Ask
	 * {@link #isEnabled()} before.
	 * @param bytes the bytes
	 */
	public void left(byte[] bytes) {
		log("left " + bytes.length + " bytes unread", () -> (this.redactor != null) ? "" : dump(bytes, bytes.length));
	}

	/**
	 * Logs bytes that belong to no exchange, including any framing, since they may not be
	 * a frame. Ask {@link #isEnabled()} before.
	 * @param bytes a buffer with these bytes before its position
	 */
	public void receivedUnexpected(ByteBuffer bytes) {
		byte[] unexpected = Arrays.copyOf(bytes.array(), bytes.position());
		log("received " + unexpected.length + " unexpected bytes", () -> {
			byte[] shown = redacted(false, unexpected);
			return dump(shown, shown.length);
		});
	}

	/**
	 * Logs that a frame could not be written or read.
	 * @param writing whether it was being written
	 * @param ex the failure
	 */
	public void failed(boolean writing, Exception ex) {
		if (isEnabled()) {
			log((writing ? "write" : "read") + " failed: " + describe(ex), () -> "");
		}
	}

	/**
	 * Logs that the connection is retired, unless the pool decided so.
	 * @param reason why it is retired
	 */
	public void retired(CloseReason reason) {
		if (isEnabled() && (reason.isFailure() || reason == CloseReason.PEER_CLOSED)) {
			log("closed: " + reason.describe(), () -> "");
		}
	}

	/**
	 * Describes an exception. The message of a matcher or of an unexpected exception may
	 * quote a payload that a redactor would hide. So it is not shown.
	 * @param ex the exception
	 * @return its message, or the name of its class
	 */
	private static String describe(Exception ex) {
		boolean shown = ex instanceof IOException && !(ex instanceof WrongReplyException);
		return (shown && ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getName();
	}

	private void log(String event, Supplier<String> dump) {
		tell(event, () -> event + dump.get());
	}

	/**
	 * Logs an event. A failure of the redactor or the logger must not affect the
	 * exchange.
	 * @param event what happened, logged if the line fails
	 * @param line supplies the line
	 */
	private void tell(String event, Supplier<String> line) {
		try {
			this.logger.trace(this.connection + " " + line.get());
		}
		catch (RuntimeException | Error ex) {
			logFailure(event, ex);
		}
	}

	private void logFailure(String event, Throwable ex) {
		try {
			// Without its message, which may quote secret data.
			Throwable shown = new IllegalStateException(ex.getClass().getName());
			shown.setStackTrace(ex.getStackTrace());
			this.logger.error(this.connection + " " + event + ", which cannot be shown: " + this.redactor, shown);
		}
		catch (RuntimeException | Error failure) {
			// There is no other place to report it.
		}
	}

	private void log(boolean sent, Supplier<FrameRecord> kept, byte[] payload) {
		String verb = sent ? "sent " : "received ";
		String event = verb + payload.length + " bytes of payload";
		tell(event, () -> {
			FrameRecord frame = kept.get();
			if (frame.bytes().length == 0 && payload.length > 0) {
				byte[] shown = redacted(sent, payload);
				return event + dump(shown, shown.length);
			}
			return verb + frame.size() + " bytes" + dump(sent, frame, payload);
		});
	}

	private String dump(boolean sent, FrameRecord frame, byte[] payload) {
		if (this.redactor == null) {
			return dump(frame.bytes(), frame.size());
		}
		byte[] shown = redacted(sent, payload);
		// A header that is kept is a part of the payload.
		byte[] header = frame.header(frame.size() - payload.length);
		byte[] both = Arrays.copyOf(header, header.length + shown.length);
		System.arraycopy(shown, 0, both, header.length, shown.length);
		return dump(both, both.length);
	}

	private byte[] redacted(boolean sent, byte[] bytes) {
		return (this.redactor != null) ? this.redactor.redact(this.connection, sent, bytes.clone()) : bytes;
	}

	private static String dump(byte[] bytes, long size) {
		StringBuilder dump = new StringBuilder();
		int shown = Math.min(bytes.length, MAX_BYTES);
		for (int offset = 0; offset < shown; offset += ROW) {
			appendRow(dump, bytes, offset, Math.min(offset + ROW, shown));
		}
		if (shown < size) {
			dump.append("\n  and ").append(size - shown).append(" more");
		}
		return dump.toString();
	}

	private static void appendRow(StringBuilder dump, byte[] bytes, int from, int to) {
		dump.append("\n  ").append(HexFormat.of().toHexDigits(from, 4)).append("  ");
		dump.append(HexFormat.ofDelimiter(" ").formatHex(bytes, from, to));
		dump.append("   ".repeat(ROW - (to - from))).append("  ");
		for (int i = from; i < to; i++) {
			dump.append((bytes[i] >= ' ' && bytes[i] <= '~') ? (char) bytes[i] : '.');
		}
	}

}
