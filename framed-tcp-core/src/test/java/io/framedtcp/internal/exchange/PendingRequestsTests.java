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

import org.junit.jupiter.api.Test;

import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.ExchangeMatcher.Verdict;

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

	private static Verdict judge(byte[] request, byte[] frame) {
		if (frame[0] == 0) {
			return Verdict.UNSOLICITED;
		}
		return (frame[0] == request[0]) ? Verdict.MATCH : Verdict.MISMATCH;
	}

}
