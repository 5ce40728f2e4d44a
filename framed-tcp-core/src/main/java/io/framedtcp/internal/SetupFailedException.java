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

package io.framedtcp.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a connection cannot be initialized. The message is for the caller: it may
 * quote the server or a user's initializer. The summary is for everybody, and quotes
 * neither.
 */
public final class SetupFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	/** The same number of bytes as for a malformed frame. */
	private static final int MAX_SHOWN = 32;

	/** Enough for a sentence from the server. */
	private static final int MAX_TEXT_SHOWN = 200;

	private final String summary;

	/**
	 * Creates an exception whose message quotes no bytes of the connection.
	 * @param message what happened
	 */
	public SetupFailedException(String message) {
		super(message);
		this.summary = message;
	}

	private SetupFailedException(String message, String summary) {
		this(message, summary, null);
	}

	private SetupFailedException(String message, String summary, @Nullable Throwable cause) {
		super(message, cause);
		this.summary = summary;
	}

	/**
	 * Creates the exception for an answer that refuses a login.
	 * @param answer the payload of the answer
	 * @param mismatch index of the first byte that is not as expected, or the size of the
	 * answer if it is too short
	 * @return the exception
	 */
	public static SetupFailedException loginRefused(byte[] answer, int mismatch) {
		String refused = "the server refused the login with an answer of " + answer.length + " bytes";
		String differs = (mismatch < answer.length)
				? "the first that differs from framed-tcp.initializer.login-reply is at index " + mismatch
				: "framed-tcp.initializer.login-reply has more";
		int shown = Math.min(answer.length, Math.min(mismatch + 1, MAX_SHOWN));
		String begin = (shown > 0) ? beginning(answer, shown) : "";
		return new SetupFailedException(refused + begin + ": " + differs, refused + ": " + differs);
	}

	/**
	 * Creates the exception for an answer that is not as expected.
	 * @param message the difference, without bytes of the answer
	 * @param answer the answer
	 * @param shown whether the exception may show its bytes
	 * @return the exception
	 */
	public static SetupFailedException answeredOtherwise(String message, byte[] answer, boolean shown) {
		return shown ? new SetupFailedException(message + ". The server answered " + show(answer), message)
				: new SetupFailedException(message);
	}

	private static String show(byte[] answer) {
		int size = Math.min(answer.length, MAX_TEXT_SHOWN);
		// A line of text ends with CR LF, which says nothing.
		String text = new String(answer, 0, size, StandardCharsets.ISO_8859_1).stripTrailing();
		String printable = text.replaceAll("[^ -~]", ".");
		String quoted = "'" + printable + ((size < answer.length) ? "…" : "") + "'";
		if (printable.equals(text)) {
			return quoted;
		}
		return quoted + beginning(answer, Math.min(answer.length, MAX_SHOWN));
	}

	private static String beginning(byte[] answer, int shown) {
		return ", which begins with " + HexFormat.ofDelimiter(" ").formatHex(answer, 0, shown)
				+ ((shown < answer.length) ? " …" : "");
	}

	/**
	 * Creates an exception around another one.
	 * @param message the message for the caller
	 * @param cause the other exception
	 */
	public SetupFailedException(String message, Throwable cause) {
		super(message, cause);
		this.summary = cause.getClass().getName();
	}

	private SetupFailedException(String step, SetupFailedException failure) {
		super(step + ": " + failure.getMessage(), failure);
		this.summary = step + ": " + failure.summary;
	}

	/**
	 * Returns an exception that says which step of an initializer has failed.
	 * @param step the step, such as the name of the property that describes it
	 * @return an exception with this one as its cause
	 */
	public SetupFailedException at(String step) {
		return new SetupFailedException(step, this);
	}

	/**
	 * Returns this failure with the property names of a client.
	 * @param prefix the prefix of the client's property names, ending with a dot
	 * @return this exception, or a replacement
	 */
	public SetupFailedException ofClient(String prefix) {
		Throwable cause = (getCause() instanceof SetupFailedException inner) ? inner.ofClient(prefix) : getCause();
		String message = String.valueOf(getMessage());
		String named = PropertyNames.of(message, prefix);
		return (named.equals(message) && cause == getCause()) ? this : PropertyNames
			.replaced(new SetupFailedException(named, PropertyNames.of(this.summary, prefix), cause), this);
	}

	/**
	 * Summarizes a failure without quoting the server or a user's initializer.
	 * @param failure the exception that ended the initializing
	 * @return the summary; for an exception of another class, the name of the class
	 */
	public static String summaryOf(Exception failure) {
		return (failure instanceof SetupFailedException own) ? own.summary : failure.getClass().getName();
	}

}
