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

import java.io.IOException;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

class RepliesFramingTests {

	private final Framing framing = DelimiterFraming.crlfLines().withReplies(VarintFraming.protobuf());

	@Test
	void requestsAndRepliesHaveTheirOwnFraming() throws IOException {
		assertThat(HexFrames.encode(this.framing, "48 69")).isEqualTo("48 69 0d 0a");
		assertThat(HexFrames.decode(this.framing, "02 48 69")).isEqualTo("48 69");
		MalformedAssert.assertMalformed(this.framing, "80 00").withMessageContaining("its varint is over-long");
	}

	@Test
	void repliesMayEndWithTheConnection() {
		assertThat(this.framing.isEndedByClose()).isFalse();
		assertThat(DelimiterFraming.lines().isEndedByClose()).isFalse();
		assertThat(UntilCloseFraming.untilClose().isEndedByClose()).isTrue();
		assertThat(DelimiterFraming.lines().withReplies(UntilCloseFraming.untilClose()).isEndedByClose()).isTrue();
	}

	@Test
	void repliesMustBeGiven() {
		assertThatNullPointerException().isThrownBy(() -> DelimiterFraming.lines().withReplies(null))
			.withMessage("'replies' must not be null");
	}

	@Test
	void repliesMustShowWhereTheyEnd() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.framing.withReplies(RawFraming.raw()))
			.withMessageContaining("where a reply ends");
	}

	@Test
	void bothAreTold() {
		assertThat(this.framing).hasToString("requests: CRLF lines: ending with 0d 0a; replies: varint length");
	}

}
