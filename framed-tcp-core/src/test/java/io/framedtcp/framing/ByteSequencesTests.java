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

package io.framedtcp.framing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link ByteSequences}.
 */
class ByteSequencesTests {

	@ParameterizedTest
	@CsvSource(textBlock = """
			abcabc, 0, 6, a,    0
			abcabc, 1, 6, abc,  3
			abcabc, 0, 6, bc,   1
			abcabc, 2, 6, bc,   4
			aaab,   0, 4, aab,  1
			abcabc, 0, 6, abd, -1
			abcabc, 3, 5, abc, -1
			abcabc, 4, 6, abc, -1
			abcabc, 6, 6, a,   -1
			""")
	void firstWholeOccurrenceBetweenTheBoundsIsFound(String text, int from, int to, String sequence, int index) {
		assertThat(ByteSequences.indexOf(bytes(text), from, to, bytes(sequence))).isEqualTo(index);
	}

	@ParameterizedTest
	@CsvSource({ "0", "129" })
	void sequenceThatCannotBeSearchedForIsRefused(int size) {
		assertThatIllegalArgumentException().isThrownBy(() -> ByteSequences.check("delimiter", new byte[size]))
			.withMessage("'delimiter' must have 1 to 128 bytes, but has " + size);
	}

	@ParameterizedTest
	@CsvSource({ "1", "128" })
	void shortestAndLongestSequenceAreAllowed(int size) {
		assertThatNoException().isThrownBy(() -> ByteSequences.check("delimiter", new byte[size]));
	}

	@Test
	void bytesAreShownAsPairsOfDigits() {
		byte[] bytes = { 0, 0x0a, (byte) 0xff };
		assertThat(ByteSequences.hex(bytes)).isEqualTo("00 0a ff");
		assertThat(ByteSequences.hex(bytes, 2)).isEqualTo("00 0a");
		assertThat(ByteSequences.hex(bytes, 0)).isEmpty();
	}

}
