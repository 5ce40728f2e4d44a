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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.spi.ExchangeMatcher.Verdict;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ExchangeMatcher} and the matchers it makes.
 */
class ExchangeMatcherTests {

	private final ExchangeMatcher matcher = ExchangeMatcher.equalBytes(1, 3, 2);

	@ParameterizedTest
	@CsvSource(textBlock = """
			xABx,  yyyAB,  MATCH
			xAB,   yyyAByy, MATCH
			xABx,  yyyAC,  MISMATCH
			xABx,  yyyBA,  MISMATCH
			xABx,  AByyy,  MISMATCH
			xABx,  yyyA,   MISMATCH
			xABx,  y,      MISMATCH
			xA,    yyyA,   MISMATCH
			""")
	void framesWithTheIdOfTheRequestMatch(String request, String frame, Verdict verdict) {
		assertThat(this.matcher.match(bytes(request), bytes(frame))).isEqualTo(verdict);
	}

	@Test
	void emptyFrameIsAMismatch() {
		assertThat(this.matcher.match(bytes("xAB"), new byte[0])).isEqualTo(Verdict.MISMATCH);
	}

	@Test
	void offsetNearTheLargestNumberDoesNotOverflow() {
		ExchangeMatcher far = ExchangeMatcher.equalBytes(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
		assertThat(far.match(bytes("xAB"), bytes("xAB"))).isEqualTo(Verdict.MISMATCH);
	}

	@Test
	void requestWithoutAnIdIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.matcher.checkRequest(bytes("xA")))
			.withMessage("A payload of 2 bytes has no id of 2 bytes at offset 1, so no reply could be matched to it");
		assertThatNoException().isThrownBy(() -> this.matcher.checkRequest(bytes("xAB")));
	}

	@Test
	void mismatchIsDescribedByBothIds() {
		assertThat(this.matcher.describeMismatch(bytes("xAB"), bytes("yyyAC")))
			.isEqualTo("the id of the request is 41 42, that of the frame is 41 43");
		assertThat(this.matcher.describeMismatch(bytes("xAB"), bytes("yyy")))
			.isEqualTo("the id of the request is 41 42, that of the frame is missing, as it has only 3 bytes");
	}

	@Test
	void unsolicitedFramesAreRecognizedFirst() {
		ExchangeMatcher aware = this.matcher.orUnsolicited((frame) -> frame[0] == 'h');
		assertThat(aware.match(bytes("xAB"), bytes("hyyAB"))).isEqualTo(Verdict.UNSOLICITED);
		assertThat(aware.match(bytes("xAB"), bytes("yyyAB"))).isEqualTo(Verdict.MATCH);
		assertThat(aware.match(bytes("xAB"), bytes("yyyAC"))).isEqualTo(Verdict.MISMATCH);
		assertThat(aware.describeMismatch(bytes("xAB"), bytes("yyyAC"))).contains("41 42", "41 43");
		assertThatIllegalArgumentException().isThrownBy(() -> aware.checkRequest(bytes("xA")));
	}

	@Test
	void matcherOfOnesOwnNeedsOneMethod() {
		ExchangeMatcher any = (request, frame) -> Verdict.MATCH;
		assertThatNoException().isThrownBy(() -> any.checkRequest(new byte[0]));
		assertThat(any.describeMismatch(new byte[0], new byte[5])).contains("5 bytes").contains("matcher");
	}

	@ParameterizedTest
	@CsvSource({ "-1, 0, 1, requestOffset", "0, -1, 1, replyOffset", "0, 0, 0, length" })
	void valuesOutOfRangeAreRefused(int requestOffset, int replyOffset, int length, String name) {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> ExchangeMatcher.equalBytes(requestOffset, replyOffset, length))
			.withMessageContaining(name);
	}

}
