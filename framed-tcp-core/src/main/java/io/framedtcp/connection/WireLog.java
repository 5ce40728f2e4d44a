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

import java.util.HexFormat;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs the frames of a connection at the level TRACE, to a logger for each client below
 * {@value #LOGGER}. What an initializer exchanges is not logged: there may be a password
 * in it.
 */
final class WireLog {

	static final String LOGGER = "io.framedtcp.wire";

	private static final int MAX_BYTES = 4096;

	private static final int ROW = 16;

	private final Log logger;

	private final ConnectionInfo connection;

	private final @Nullable PayloadRedactor redactor;

	WireLog(ConnectionInfo connection, @Nullable PayloadRedactor redactor) {
		this.logger = LogFactory.getLog(LOGGER + "." + connection.client());
		this.connection = connection;
		this.redactor = redactor;
	}

	void sent(byte[] payload) {
		if (this.logger.isTraceEnabled()) {
			log(true, payload);
		}
	}

	void received(byte[] payload) {
		if (this.logger.isTraceEnabled()) {
			log(false, payload);
		}
	}

	/**
	 * Log a payload. The exchange must not suffer, whatever the redactor or the logger
	 * does.
	 * @param sent whether it was sent
	 * @param payload the payload
	 */
	private void log(boolean sent, byte[] payload) {
		String frame = this.connection + (sent ? " sent " : " received ") + payload.length + " bytes";
		try {
			this.logger.trace(frame + dump(redacted(sent, payload)));
		}
		catch (RuntimeException | Error ex) {
			logFailure(frame, ex);
		}
	}

	private void logFailure(String frame, Throwable ex) {
		try {
			// Not its message, which may quote what must not be shown.
			Throwable shown = new IllegalStateException(ex.getClass().getName());
			shown.setStackTrace(ex.getStackTrace());
			this.logger.error(frame + ", which cannot be shown: " + this.redactor, shown);
		}
		catch (RuntimeException | Error failure) {
			// There is nobody left to tell.
		}
	}

	private byte[] redacted(boolean sent, byte[] payload) {
		return (this.redactor != null) ? this.redactor.redact(this.connection, sent, payload.clone()) : payload;
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
