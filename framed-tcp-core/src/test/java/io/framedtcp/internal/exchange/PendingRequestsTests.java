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

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.KeyedMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PendingRequests}.
 */
class PendingRequestsTests {

	private static final byte[] FIRST = { 1 };

	private static final byte[] SECOND = { 2 };

	private final PendingRequests requests = new PendingRequests(PendingRequestsTests::judge);

	@Test
	void frameBeforeAnyRequestIsLetPass() throws Exception {
		assertThat(this.requests.isEmpty()).isTrue();
		assertThat(this.requests.lastAnswered()).isEqualTo(-1);
		assertThat(this.requests.isReplyToAny(SECOND)).isTrue();
	}

	@Test
	void frameBehindAllRepliesIsJudgedByTheLast() throws Exception {
		this.requests.add(FIRST);
		assertThat(this.requests.isReplyToAny(FIRST)).isTrue();
		assertThat(this.requests.isEmpty()).isTrue();
		assertThat(this.requests.isReplyToAny(FIRST)).isTrue();
		assertThat(this.requests.isReplyToAny(new byte[] { 0 })).isFalse();
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> this.requests.isReplyToAny(SECOND));
	}

	@Test
	void repliesMayComeInAnyOrder() throws Exception {
		this.requests.add(FIRST);
		this.requests.add(SECOND);
		assertThat(this.requests.isReplyToAny(new byte[] { 0 })).isFalse();
		assertThat(this.requests.isReplyToAny(SECOND)).isTrue();
		assertThat(this.requests.lastAnswered()).isOne();
		assertThat(this.requests.isEmpty()).isFalse();
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> this.requests.isReplyToAny(SECOND))
			.withMessage("a frame of 1 bytes answers none of the 1 requests that have no reply yet: "
					+ "a frame of 1 bytes does not answer the request, says its matcher");
		assertThat(this.requests.isReplyToAny(FIRST)).isTrue();
		assertThat(this.requests.lastAnswered()).isZero();
	}

	@Test
	void nextIsTheOnlyRequestThatTheNextFrameMayAnswer() throws Exception {
		assertThat(this.requests.next()).isNull();
		this.requests.add(FIRST);
		assertThat(this.requests.next()).isSameAs(FIRST);
		this.requests.add(SECOND);
		assertThat(this.requests.next()).isNull();
		assertThat(this.requests.isReplyToAny(FIRST)).isTrue();
		assertThat(this.requests.next()).isSameAs(SECOND);
		assertThat(this.requests.isReplyToAny(SECOND)).isTrue();
		assertThat(this.requests.next()).isSameAs(SECOND);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void nextIsTheOldestRequestWhereOnlyTheOrderTells(boolean anyReply) throws Exception {
		PendingRequests ordered = new PendingRequests(anyReply ? ExchangeMatcher.anyReply() : null);
		ordered.add(FIRST);
		ordered.add(SECOND);
		assertThat(ordered.next()).isSameAs(FIRST);
		assertThat(ordered.isReplyToAny(new byte[] { 3 })).isTrue();
		assertThat(ordered.next()).isSameAs(SECOND);
	}

	@Test
	void nextIsUnknownIfItsPayloadIsNotKept() {
		this.requests.add(PendingRequests.NOT_KEPT);
		assertThat(this.requests.next()).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "2, '1, 2'", "8, '1, 2, 3, 4, 5, 6, 7, 8'", "9, '1, 2, 3, 4, 5, 6, 7, 8, ...'" })
	void mismatchWithSeveralRequestsShowsTheirKeys(int count, String shown) {
		PendingRequests keyed = new PendingRequests(new FirstByte());
		for (byte i = 1; i <= count; i++) {
			keyed.add(new byte[] { i });
		}
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> keyed.isReplyToAny(new byte[] { 77 }))
			.withMessage(
					"a frame of 1 bytes answers none of the " + count + " requests that have no reply yet: its id is "
							+ CorrelationKey.of((byte) 77) + ", theirs are " + shown.replaceAll("(\\d)", "0$1"));
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> keyed.isReplyToAny(new byte[0]))
			.withMessageContaining(": its id is missing, theirs are 01, 02");
	}

	@Test
	void mismatchWithOneRequestIsDescribedByTheMatcher() {
		PendingRequests keyed = new PendingRequests(new FirstByte());
		keyed.add(FIRST);
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> keyed.isReplyToAny(SECOND))
			.withMessageEndingWith("a frame of 1 bytes does not answer the request, says its matcher");
	}

	@Test
	void lastRequestIsAnsweredBeforeTheOthers() throws Exception {
		this.requests.add(FIRST);
		this.requests.add(SECOND);
		assertThat(this.requests.isReplyToLast(new byte[] { 0 })).isFalse();
		assertThatExceptionOfType(WrongReplyException.class).isThrownBy(() -> this.requests.isReplyToLast(FIRST));
		assertThat(this.requests.isReplyToLast(SECOND)).isTrue();
		assertThat(this.requests.lastAnswered()).isOne();
		assertThat(this.requests.next()).isSameAs(FIRST);
	}

	private static Verdict judge(byte[] request, byte[] frame) {
		if (frame[0] == 0) {
			return Verdict.UNSOLICITED;
		}
		return (frame[0] == request[0]) ? Verdict.MATCH : Verdict.MISMATCH;
	}

	/**
	 * Tells requests and replies by their first bytes.
	 */
	private record FirstByte() implements KeyedMatcher {

		@Override
		public CorrelationKey requestKey(byte[] request) {
			return CorrelationKey.of(request);
		}

		@Override
		public @Nullable CorrelationKey replyKey(byte[] frame) {
			return (frame.length > 0) ? CorrelationKey.of(frame) : null;
		}

	}

}
