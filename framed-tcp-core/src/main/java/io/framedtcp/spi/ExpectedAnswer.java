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
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.PayloadText;
import io.framedtcp.internal.SetupFailedException;

/**
 * What a step of an initializer expects of the server. If something else comes, the
 * connection is of no use.
 * <p>
 * The exception tells where the difference is and shows no bytes, as those may be secret.
 * Unless they are, let it {@linkplain #shown() show} them: servers say in their answer
 * why they refuse. Immutable and safe for use by many threads.
 */
public final class ExpectedAnswer {

	private final byte[] beginning;

	private final @Nullable Pattern pattern;

	private final boolean shown;

	private ExpectedAnswer(byte[] beginning, @Nullable Pattern pattern, boolean shown) {
		this.beginning = beginning;
		this.pattern = pattern;
		this.shown = shown;
	}

	/**
	 * Expects certain bytes at the beginning.
	 * @param bytes the bytes; empty if any answer will do
	 * @return the expectation
	 */
	public static ExpectedAnswer beginningWith(byte[] bytes) {
		return new ExpectedAnswer(bytes.clone(), null, false);
	}

	/**
	 * Expects something that a regular expression finds, anywhere in the answer. It sees
	 * the answer as ISO 8859-1: one character for each byte.
	 * @param pattern the regular expression
	 * @return the expectation
	 */
	public static ExpectedAnswer matching(Pattern pattern) {
		return new ExpectedAnswer(new byte[0], Objects.requireNonNull(pattern, "'pattern' must not be null"), false);
	}

	/**
	 * Lets the exception show the beginning of another answer. A health report never
	 * does.
	 * @return the same expectation, for answers that are no secrets
	 */
	public ExpectedAnswer shown() {
		return new ExpectedAnswer(this.beginning, this.pattern, true);
	}

	/**
	 * Returns how many bytes an answer must have at least.
	 * @return the number of the bytes at its beginning
	 */
	int minSize() {
		return this.beginning.length;
	}

	boolean isMet(byte[] answer) {
		return mismatch(answer) < 0 && (this.pattern == null || PayloadText.find(this.pattern, answer) != null);
	}

	/**
	 * Refuses an answer that is not as expected.
	 * @param answer the answer
	 * @param subject the answer in words
	 * @throws SetupFailedException if it is another one
	 */
	void check(byte[] answer, String subject) throws SetupFailedException {
		if (!isMet(answer)) {
			throw SetupFailedException.answeredOtherwise(subject + difference(answer), answer, this.shown);
		}
	}

	private String difference(byte[] answer) {
		if (this.pattern != null) {
			return " and did not match the pattern that was expected";
		}
		int mismatch = mismatch(answer);
		return " and did not begin as expected: "
				+ ((mismatch < answer.length) ? "the first byte that differs is at index " + mismatch
						: "it must have " + this.beginning.length + " bytes at least");
	}

	private int mismatch(byte[] answer) {
		// Returns the index of the first byte that differs or is missing, or -1.
		int compared = Math.min(answer.length, this.beginning.length);
		int mismatch = Arrays.mismatch(answer, 0, compared, this.beginning, 0, compared);
		if (mismatch >= 0) {
			return mismatch;
		}
		return (compared < this.beginning.length) ? compared : -1;
	}

}
