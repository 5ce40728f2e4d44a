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

package io.framedtcp.test;

import java.time.Duration;
import java.util.Arrays;

/**
 * Checks what faults are given, and puts it into their names.
 */
final class FaultArguments {

	private FaultArguments() {
	}

	static long positive(Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new IllegalArgumentException("A duration of more than zero is needed, not " + duration);
		}
		return Deadline.nanos(duration);
	}

	static int positive(int count) {
		if (count < 1) {
			throw new IllegalArgumentException("A count of at least 1 is needed, not " + count);
		}
		return count;
	}

	static int several(int count) {
		if (count < 2) {
			throw new IllegalArgumentException("A count of at least 2 is needed, not " + count);
		}
		return count;
	}

	static int pace(int bytesPerMilli) {
		if (bytesPerMilli < 1) {
			throw new IllegalArgumentException("A throttle must let at least 1 byte pass, not " + bytesPerMilli);
		}
		return bytesPerMilli;
	}

	static byte[] some(byte[] bytes) {
		if (bytes.length == 0) {
			throw new IllegalArgumentException("No extra bytes given");
		}
		return bytes.clone();
	}

	static String id(int offset, int length) {
		if (offset < 0) {
			throw new IllegalArgumentException("An offset of at least 0 is needed, not " + offset);
		}
		return "(" + offset + ", " + positive(length) + ")";
	}

	static String payload(byte[] payload) {
		return "(" + Bytes.describe(payload) + ")";
	}

	static String hex(byte[] bytes) {
		return "(" + Bytes.hex(bytes) + ")";
	}

	static String list(int[] numbers) {
		String text = Arrays.toString(numbers);
		return "(" + text.substring(1, text.length() - 1) + ")";
	}

}
