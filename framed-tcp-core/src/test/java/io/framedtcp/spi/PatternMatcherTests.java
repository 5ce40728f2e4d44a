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

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.spi.ExchangeMatcher.Verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Ids in text, found by a pattern.
 */
class PatternMatcherTests {

	private static final ExchangeMatcher HL7 = ExchangeMatcher
		.pattern(Pattern.compile("^MSH\\|(?:[^|]*\\|){8}([^|\r]*)"), Pattern.compile("\rMSA\\|[^|]*\\|([^|\r]*)"));

	private static final String MESSAGE = "MSH|^~\\&|A|B|C|D|20260101||ADT^A01|MSG-17|P|2.5\rPID|1";

	private static final ExchangeMatcher JSON = ExchangeMatcher.pattern(Pattern.compile("\"id\"\\s*:\\s*(\\d+)"));

	@Test
	void idOfAnHl7MessageIsThatOfItsAcknowledgement() {
		assertThat(HL7.match(bytes(MESSAGE), bytes("MSH|^~\\&|C|D|A|B|20260101||ACK|9|P|2.5\rMSA|AA|MSG-17\r")))
			.isEqualTo(Verdict.MATCH);
		assertThat(HL7.match(bytes(MESSAGE), bytes("MSH|^~\\&|C|D|A|B|20260101||ACK|9|P|2.5\rMSA|AA|MSG-18\r")))
			.isEqualTo(Verdict.MISMATCH);
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', textBlock = """
			{"id":7,"method":"get"}; {"result":1, "id" : 7}; MATCH
			{"id":7,"method":"get"}; {"result":1, "id" : 8}; MISMATCH
			{"id":7,"method":"get"}; {"event":"tick"};       MISMATCH
			""")
	void idOfJsonMayStandAnywhere(String request, String reply, Verdict verdict) {
		assertThat(JSON.match(bytes(request), bytes(reply))).isEqualTo(verdict);
	}

	@Test
	void everyByteIsOneCharacter() {
		ExchangeMatcher tag = ExchangeMatcher.pattern(Pattern.compile("\\x0111=([^\\x01]*)"));
		assertThat(tag.match(bytes("\u00018=X\u000111=\u00fcA\u0001"), bytes("\u000139=0\u000111=\u00fcA\u0001")))
			.isEqualTo(Verdict.MATCH);
		assertThat(KeyedMatcher.in(tag).requestKey(bytes("\u000111=AB\u0001")))
			.isEqualTo(CorrelationKey.of(bytes("AB")));
	}

	@Test
	void requestWithoutAnIdIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> JSON.checkRequest(bytes("{}")))
			.withMessageContaining("finds no id in a payload of 2 bytes");
		assertThatIllegalArgumentException().isThrownBy(() -> HL7.checkRequest(bytes("MSH|||||||||")));
		JSON.checkRequest(bytes("{\"id\":1}"));
	}

	@Test
	void mismatchTellsBothIds() {
		assertThat(JSON.describeMismatch(bytes("{\"id\":1}"), bytes("{\"id\":22}")))
			.isEqualTo("the id of the request is '1', that of the frame is '22'");
		assertThat(JSON.describeMismatch(bytes("{\"id\":1}"), bytes("{}")))
			.contains("that of the frame is missing, as the pattern ");
		assertThat(HL7.describeMismatch(bytes("MSH|||||||||" + "x\n".repeat(50) + "|"), bytes("")))
			.contains("'" + "x?".repeat(32) + "...'");
	}

	@Test
	void mismatchTellsBinaryIdsInHexadecimal() {
		ExchangeMatcher binary = ExchangeMatcher.pattern(Pattern.compile("(?s)^0(..)"));
		assertThat(binary.describeMismatch(new byte[] { '0', 2, (byte) 0xff }, bytes("01a")))
			.isEqualTo("the id of the request is 02 ff, that of the frame is '1a'");
	}

	@Test
	void patternMustHaveOneGroup() {
		assertThatIllegalArgumentException().isThrownBy(() -> ExchangeMatcher.pattern(Pattern.compile("id=.")))
			.withMessageContaining("has 0 capturing groups");
		assertThatIllegalArgumentException().isThrownBy(() -> ExchangeMatcher.pattern(Pattern.compile("(a)(b)")))
			.withMessageContaining("has 2 capturing groups");
	}

	@Test
	void searchThatTakesForEverHeedsAnInterrupt() {
		ExchangeMatcher endless = ExchangeMatcher.pattern(Pattern.compile("a*a*a*a*a*a*a*(b)"));
		Thread.currentThread().interrupt();
		try {
			assertThatIllegalStateException().isThrownBy(() -> endless.checkRequest(bytes("a".repeat(300))))
				.withMessageContaining("interrupted");
		}
		finally {
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void patternThatNeedsTooMuchStackIsReported() {
		ExchangeMatcher deep = ExchangeMatcher.pattern(Pattern.compile("(?:ab|b.|a)*(c)"));
		assertThatIllegalStateException().isThrownBy(() -> deep.checkRequest(bytes("ab".repeat(500_000))))
			.withMessageContaining("too much stack")
			.withMessageContaining("1000000 bytes");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.ISO_8859_1);
	}

}
