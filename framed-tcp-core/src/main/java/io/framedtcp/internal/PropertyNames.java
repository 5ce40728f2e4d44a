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
 * Replaces property names in messages. A message is created with the names of the default
 * client. Before the message is shown, the names of the affected client replace them.
 */
public final class PropertyNames {

	/**
	 * The properties of a client. A test of the auto-configuration keeps them complete.
	 * The list is needed because the name of a server may begin like a property.
	 */
	private static final String GROUPS = "address-retry-delay|address-selection|addresses|batch|connect-attempt-delay"
			+ "|connect-timeout|fail-fast-after|farewell|framing|host|idempotent|initializer|matcher|max-frame-size"
			+ "|min-request-interval|ping|pool|port|proxy|proxy-protocol|reply-frames|reply-framing|response-timeout"
			+ "|shared|socket|ssl|unexpected-bytes";

	private static final Pattern PREFIX = Pattern.compile("(?<![\\w.-])framed-tcp\\.(?=(?:" + GROUPS + ")\\b)");

	private PropertyNames() {
	}

	/**
	 * Replaces the names in a message by the names of a client.
	 * @param message the message
	 * @param prefix the prefix of the client's property names, ending with a dot
	 * @return the message with the client's names
	 */
	public static String of(String message, String prefix) {
		return PREFIX.matcher(message).replaceAll(Matcher.quoteReplacement(prefix));
	}

	/**
	 * Replaces the names in the message of a framing's exception by the names of a
	 * client.
	 * @param ex the exception of the framing, for a payload that cannot be sent
	 * @param prefix the prefix of the client's property names, ending with a dot
	 * @param what names the payload, and ends with a blank; may be empty
	 * @return the exception to throw instead, with the same stack trace; {@code ex}
	 * itself if it has a class of its own, which a caller may catch
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
