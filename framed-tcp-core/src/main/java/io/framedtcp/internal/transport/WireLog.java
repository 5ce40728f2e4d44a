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

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PayloadRedactor;

/**
 * Logs the frames of a connection at the level TRACE, and why there are no more, to a
 * logger for each client below {@value #LOGGER}. What an initializer exchanges is not
 * logged: there may be a password in it.
 */
public final class WireLog {

	static final String LOGGER = "io.framedtcp.wire";

	private static final int MAX_BYTES = 4096;

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
		return this.redactor != null && this.logger.isTraceEnabled();
	}

	/**
	 * Returns whether frames are logged. Asked between a request and its reply, so it
	 * must not throw.
	 * @return whether they are; not if the logger fails
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
	 * Logs a payload that has been sent. Ask {@link #isEnabled()} before.
	 * @param payload the payload
	 */
	public void sent(byte[] payload) {
		log(true, payload, " bytes");
	}

	/**
	 * Logs a payload that has been received. Ask {@link #isEnabled()} before.
	 * @param payload the payload
	 */
	public void received(byte[] payload) {
		log(false, payload, " bytes");
	}

	/**
	 * Logs what belongs to no exchange, framing and all, as it may be no frame. Ask
	 * {@link #isEnabled()} before.
	 * @param bytes a buffer that has it before its position
	 */
	public void receivedUnexpected(ByteBuffer bytes) {
		log(false, Arrays.copyOf(bytes.array(), bytes.position()), " unexpected bytes");
	}

	/**
	 * Logs that a frame could not be written or read.
	 * @param writing whether it was being written
	 * @param ex what was thrown
	 */
	public void failed(boolean writing, Exception ex) {
		if (isEnabled()) {
			log((writing ? "write" : "read") + " failed: " + describe(ex), () -> "");
		}
	}

	/**
	 * Logs that the connection is of no more use, unless that is the pool's decision.
	 * @param reason why
	 */
	public void retired(CloseReason reason) {
		if (isEnabled() && (reason.isFailure() || reason == CloseReason.PEER_CLOSED)) {
			log("retired: " + reason.describe(), () -> "");
		}
	}

	/**
	 * Tells what an exception says. A matcher may quote a payload in its own, which the
	 * redactor would have taken out, and so may what is unforeseen.
	 * @param ex the exception
	 * @return its message, or the name of its class
	 */
	private static String describe(Exception ex) {
		boolean shown = ex instanceof IOException && !(ex instanceof WrongReplyException);
		return (shown && ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getName();
	}

	/**
	 * Logs an event. The exchange must not suffer, whatever the redactor or the logger
	 * does.
	 * @param event what happened
	 * @param dump the bytes that belong to it
	 */
	private void log(String event, Supplier<String> dump) {
		try {
			this.logger.trace(this.connection + " " + event + dump.get());
		}
		catch (RuntimeException | Error ex) {
			logFailure(event, ex);
		}
	}

	private void logFailure(String event, Throwable ex) {
		try {
			// Without its message, which may quote what must not be shown.
			Throwable shown = new IllegalStateException(ex.getClass().getName());
			shown.setStackTrace(ex.getStackTrace());
			this.logger.error(this.connection + " " + event + ", which cannot be shown: " + this.redactor, shown);
		}
		catch (RuntimeException | Error failure) {
			// There is nobody left to tell.
		}
	}

	private void log(boolean sent, byte[] payload, String unit) {
		log((sent ? "sent " : "received ") + payload.length + unit, () -> dump(
				(this.redactor != null) ? this.redactor.redact(this.connection, sent, payload.clone()) : payload));
	}

	private static String dump(byte[] bytes) {
		StringBuilder dump = new StringBuilder();
		int shown = Math.min(bytes.length, MAX_BYTES);
		for (int offset = 0; offset < shown; offset += ROW) {
			appendRow(dump, bytes, offset, Math.min(offset + ROW, shown));
		}
		if (shown < bytes.length) {
			dump.append("\n  and ").append(bytes.length - shown).append(" more");
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
