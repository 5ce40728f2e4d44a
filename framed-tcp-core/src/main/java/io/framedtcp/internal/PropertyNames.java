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

	/** A server may have a name that begins like those of properties. */
	private static final String GROUPS = "batch|connect-timeout|farewell|framing|host|initializer|matcher|max-frame-size"
			+ "|min-request-interval|ping|pool|port|proxy|reply-frames|reply-framing|response-timeout|shared|socket|ssl"
			+ "|unexpected-bytes";

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

}
