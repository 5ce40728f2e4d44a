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

package io.framedtcp.spi;

import java.util.Arrays;

import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;

/**
 * Steps of an initializer that read something and compare its first bytes. Their failures
 * show no bytes, as those may be secret.
 */
final class BeginningCheck {

	private final byte[] beginning;

	BeginningCheck(byte[] beginning) {
		this.beginning = beginning.clone();
	}

	ConnectionInitializer ofBytes(int count) {
		check(count >= 1, "'count' must be at least 1");
		check(this.beginning.length <= count, "'beginning' must not be longer than 'count'");
		return (connection) -> require(connection.readBytes(count), count + " bytes came");
	}

	ConnectionInitializer ofBytesUntil(byte[] end) {
		Framing ended = DelimiterFraming.endingWith(end);
		return (connection) -> {
			byte[] bytes = connection.receive(ended);
			require(bytes, bytes.length + " bytes and their end came");
		};
	}

	ConnectionInitializer ofFrame() {
		return (connection) -> {
			byte[] frame = connection.receive();
			require(frame, "a frame of " + frame.length + " bytes came");
		};
	}

	ConnectionInitializer ofLastFrame() {
		check(this.beginning.length > 0, "'beginning' must not be empty");
		return (connection) -> {
			byte[] frame = connection.receive();
			while (mismatch(frame) >= 0) {
				frame = connection.receive();
			}
		};
	}

	private void require(byte[] bytes, String subject) throws SetupFailedException {
		int mismatch = mismatch(bytes);
		if (mismatch >= 0) {
			throw new SetupFailedException(subject + " and did not begin as expected: "
					+ ((mismatch < bytes.length) ? "the first byte that differs is at index " + mismatch
							: "it must have " + this.beginning.length + " bytes at least"));
		}
	}

	private int mismatch(byte[] bytes) {
		// Returns the index of the first byte that differs or is missing, or -1.
		int compared = Math.min(bytes.length, this.beginning.length);
		int mismatch = Arrays.mismatch(bytes, 0, compared, this.beginning, 0, compared);
		if (mismatch >= 0) {
			return mismatch;
		}
		return (compared < this.beginning.length) ? compared : -1;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
