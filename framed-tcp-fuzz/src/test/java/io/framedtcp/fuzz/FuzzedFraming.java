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

package io.framedtcp.fuzz;

import java.util.function.Function;

/**
 * The framings that are fuzzed. An input names one by its place, so a new one goes to the
 * end.
 */
enum FuzzedFraming {

	LENGTH_FIELD(LengthFieldReference::specimen),

	LENGTH_DIGITS(LengthDigitsReference::specimen),

	DELIMITER(DelimiterReference::specimen),

	VARINT(VarintReference::specimen),

	NETSTRING(NetstringReference::specimen),

	CONTENT_LENGTH(ContentLengthReference::specimen),

	FIXED_SIZE(FixedSizeReference::specimen),

	UNTIL_CLOSE(UntilCloseReference::specimen),

	RECORD_MARKING(RecordMarkingReference::specimen),

	SEPARATE_REPLIES(SeparateRepliesReference::specimen),

	BER(BerReference::specimen),

	RESP(RespReference::specimen),

	LENGTH_LAYOUT(LengthLayoutReference::specimen);

	private final Function<FuzzInput, Specimen> reader;

	FuzzedFraming(Function<FuzzInput, Specimen> reader) {
		this.reader = reader;
	}

	/**
	 * Configure the framing as the input says.
	 * @param input supplies the settings
	 * @return the framing and its reference
	 */
	Specimen specimen(FuzzInput input) {
		return this.reader.apply(input);
	}

}
