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

package io.framedtcp.internal.exchange;

import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;

import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Matching}.
 */
class MatchingTests {

	private static final EncodedFrame REQUEST = EncodedFrame.of(bytes("ask"), LengthFieldFraming.builder().build(),
			100);

	@Test
	void withoutAMatcherEachFrameIsTheReply() throws WrongReplyException {
		assertThat(new Matching(null).replyTo(REQUEST).isReply(bytes("whatever"))).isTrue();
		assertThat(new Matching(null).judge(bytes("ask"), bytes("whatever"))).isEqualTo(Verdict.MATCH);
	}

	@Test
	void frameThatMatchesIsTheReply() throws WrongReplyException {
		ExchangeMatcher matcher = (request, frame) -> (text(request) + text(frame)).equals("askreply") ? Verdict.MATCH
				: Verdict.MISMATCH;
		assertThat(isReply(matcher)).isTrue();
	}

	@Test
	void unsolicitedFrameIsNot() throws WrongReplyException {
		assertThat(isReply((request, frame) -> Verdict.UNSOLICITED)).isFalse();
	}

	@Test
	void mismatchIsDescribedByTheMatcher() {
		ExchangeMatcher matcher = new Mismatch((request, frame) -> text(frame) + " does not answer " + text(request));
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> isReply(matcher))
			.withMessage("reply does not answer ask")
			.withNoCause();
	}

	@Test
	void matcherThatFailsIsNamed() {
		RuntimeException failure = new IllegalStateException("broken");
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> isReply(new NamedMatcher(failure)))
			.withMessage("the matcher of the test failed: " + failure)
			.havingCause()
			.isSameAs(failure);
	}

	@Test
	void matcherThatFailsToDescribeAMismatchHasFailed() {
		RuntimeException failure = new IllegalStateException("broken");
		ExchangeMatcher matcher = new Mismatch((request, frame) -> {
			throw failure;
		});
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> isReply(matcher))
			.havingCause()
			.isSameAs(failure);
	}

	@Test
	void matcherWithoutAVerdictHasFailed() {
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> isReply((request, frame) -> null))
			.withMessageContaining("it returned no verdict");
	}

	private static boolean isReply(ExchangeMatcher matcher) throws WrongReplyException {
		return new Matching(matcher).replyTo(REQUEST).isReply(bytes("reply"));
	}

	/**
	 * Takes each frame for the reply to something else.
	 *
	 * @param description describes that
	 */
	private record Mismatch(BiFunction<byte[], byte[], String> description) implements ExchangeMatcher {

		@Override
		public Verdict match(byte[] request, byte[] frame) {
			return Verdict.MISMATCH;
		}

		@Override
		public String describeMismatch(byte[] request, byte[] frame) {
			return this.description.apply(request, frame);
		}

	}

	/**
	 * Fails in each match.
	 *
	 * @param failure how it fails
	 */
	private record NamedMatcher(RuntimeException failure) implements ExchangeMatcher {

		@Override
		public Verdict match(byte[] request, byte[] frame) {
			throw this.failure;
		}

		@Override
		public String toString() {
			return "of the test";
		}

	}

}
