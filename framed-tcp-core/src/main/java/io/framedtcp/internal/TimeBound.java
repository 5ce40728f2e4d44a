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

import java.time.Duration;

/**
 * How messages name a bound in time, and its value.
 */
public final class TimeBound {

	private static final int SECONDS_OF_MINUTE = 60;

	private static final int SECONDS_OF_HOUR = 3600;

	private static final int NANOS_OF_MILLI = 1_000_000;

	private TimeBound() {
	}

	/**
	 * Describes a property.
	 * @param prefix what the names of the client's properties begin with
	 * @param name the rest of its name
	 * @param value its value
	 * @return such as {@code framed-tcp.response-timeout=5s}
	 */
	public static String ofProperty(String prefix, String name, Duration value) {
		return prefix + name + "=" + text(value);
	}

	/**
	 * Describes the time-out that a caller has passed to its call.
	 * @param timeout the time-out
	 * @return words for the middle of a sentence
	 */
	static String ofCall(Duration timeout) {
		return "the time-out of " + text(timeout) + " passed to this call";
	}

	/**
	 * Writes a duration as in a property, in the largest unit that divides it.
	 * @param duration the duration
	 * @return such as {@code 200ms}; in the form of ISO-8601 if it has parts of a
	 * millisecond
	 */
	static String text(Duration duration) {
		long seconds = duration.getSeconds();
		if (duration.getNano() != 0) {
			boolean whole = duration.getNano() % NANOS_OF_MILLI == 0 && seconds < Integer.MAX_VALUE;
			return whole ? duration.toMillis() + "ms" : duration.toString();
		}
		if (seconds == 0 || seconds % SECONDS_OF_MINUTE != 0) {
			return seconds + "s";
		}
		return (seconds % SECONDS_OF_HOUR == 0) ? seconds / SECONDS_OF_HOUR + "h" : seconds / SECONDS_OF_MINUTE + "m";
	}

}
