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

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of properties in messages. Whoever makes a message knows the default client
 * only. Before anybody reads it, the names become those of the client that it is about.
 */
public final class PropertyNames {

	/**
	 * The properties of a client, held by a test of the auto-configuration. A server may
	 * have a name that begins like those of properties.
	 */
	private static final String GROUPS = "address-retry-delay|address-selection|addresses|batch|connect-attempt-delay"
			+ "|connect-timeout|fail-fast-after|farewell|framing|host|idempotent|initializer|matcher|max-frame-size"
			+ "|min-request-interval|ping|pool|port|proxy|proxy-protocol|reply-frames|reply-framing|response-timeout"
			+ "|shared|socket|ssl|unexpected-bytes";

	private static final Pattern PREFIX = Pattern.compile("(?<![\\w.-])framed-tcp\\.(?=(?:" + GROUPS + ")\\b)");

	private PropertyNames() {
	}

	/**
	 * Makes the names in a message those of a client.
	 * @param message the message
	 * @param prefix what the names of the client's properties begin with
	 * @return the message, with other names if the client has others
	 */
	public static String of(String message, String prefix) {
		return PREFIX.matcher(message).replaceAll(Matcher.quoteReplacement(prefix));
	}

	/**
	 * Makes the names in the message of a framing those of a client.
	 * @param ex what the framing has thrown for a payload that cannot be sent
	 * @param prefix what the names of the client's properties begin with
	 * @param what what cannot be sent, with a blank behind it; may be empty
	 * @return the exception to throw in its place, with its stack trace, so that no cause
	 * has other names; that of the framing if it has a class of its own, which a caller
	 * may catch
	 */
	public static IllegalArgumentException of(IllegalArgumentException ex, String prefix, String what) {
		return (ex.getClass() == IllegalArgumentException.class) ? replaced(
				new IllegalArgumentException(what + of(String.valueOf(ex.getMessage()), prefix), ex.getCause()), ex)
				: ex;
	}

	/**
	 * Lets an exception replace another one that has the names of the default client.
	 * @param <E> the class of the exception
	 * @param named the exception with the names of the client
	 * @param ex the other
	 * @return the first, with the stack trace of the other and what that suppressed
	 */
	public static <E extends Exception> E replaced(E named, Exception ex) {
		named.setStackTrace(ex.getStackTrace());
		for (Throwable suppressed : ex.getSuppressed()) {
			named.addSuppressed(suppressed);
		}
		return named;
	}

}
