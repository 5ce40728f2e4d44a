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

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

import org.junit.jupiter.params.provider.Arguments;

/**
 * The framings whose streams hold several frames.
 */
enum RandomFramings {

	LENGTH_FIELD(RandomLengthField::new),

	LENGTH_DIGITS(RandomLengthDigits::new),

	DELIMITER(RandomDelimiter::new),

	VARINT((random) -> new RandomPrefix(random, VarintFraming.protobuf(), RandomPrefix::varint, "")),

	NETSTRING((random) -> new RandomPrefix(random, NetstringFraming.netstrings(), (size) -> text(size + ":"), ",")),

	CONTENT_LENGTH(RandomContentLength::new),

	FIXED_SIZE(RandomFixedSize::new),

	RECORD_MARKING(RandomRecordMarking::new),

	BER(RandomBer::new),

	RESP(RandomResp::new),

	LENGTH_LAYOUT(RandomLengthLayout::new),

	TWO_LENGTHS(RandomTwoLengths::new),

	COLLECTION(RandomCollection::new),

	SEPARATE_REPLIES((random) -> new RandomPrefix(random,
			VarintFraming.protobuf().withReplies(VarintFraming.protobuf()), RandomPrefix::varint, ""));

	/** For {@code @MethodSource}. */
	static final String SEEDS = "io.framedtcp.framing.RandomFramings#seeds";

	private final Function<Random, RandomFraming> settings;

	RandomFramings(Function<Random, RandomFraming> settings) {
		this.settings = settings;
	}

	/**
	 * Returns seeds for each framing. They differ from run to run; a test that fails
	 * shows its seed, which can be put here to see it again.
	 * @return a framing and a seed each
	 */
	static Stream<Arguments> seeds() {
		return Stream.of(values())
			.flatMap((kind) -> new Random().longs(25).mapToObj((seed) -> Arguments.of(kind, seed)));
	}

	RandomFraming with(Random random) {
		return this.settings.apply(random);
	}

	private static byte[] text(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
