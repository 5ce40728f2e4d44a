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

package io.framedtcp.benchmarks.peer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Question}.
 */
class QuestionTests {

	@ParameterizedTest
	@ValueSource(ints = { 12, 16, 100, 1024 })
	void takesItsOwnReply(int size) {
		Question question = new Question(size);
		byte[] reply = question.next().clone();
		assertThat(question.check(reply)).isSameAs(reply);
	}

	@ParameterizedTest
	@ValueSource(ints = { 12, 16, 100, 1024 })
	void refusesTheReplyToAnEarlierRequest(int size) {
		Question question = new Question(size);
		byte[] late = question.next().clone();
		question.next();
		assertThatIllegalStateException().isThrownBy(() -> question.check(late));
	}

	@Test
	void refusesTheReplyToAnotherCaller() {
		Question question = new Question(16);
		question.next();
		byte[] other = new Question(16).next().clone();
		assertThatIllegalStateException().isThrownBy(() -> question.check(other));
	}

	@Test
	void refusesAReplyThatIsShort() {
		Question question = new Question(16);
		question.next();
		assertThatIllegalStateException().isThrownBy(() -> question.check(new byte[15]));
	}

	@Test
	void refusesAReplyWithAnEndThatBelongsToAnother() {
		Question question = new Question(100);
		byte[] reply = question.next().clone();
		reply[99]++;
		assertThatIllegalStateException().isThrownBy(() -> question.check(reply));
	}

}
