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

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CorrelationKey}.
 */
class CorrelationKeyTests {

	@Test
	void keysAreEqualByTheirBytesWhereverTheseStood() {
		CorrelationKey key = CorrelationKey.of(bytes("xAB"), 1, 2);
		assertThat(key).isEqualTo(CorrelationKey.of(bytes("ABxx"), 0, 2))
			.hasSameHashCodeAs(CorrelationKey.of(bytes("ABxx"), 0, 2))
			.isNotEqualTo(CorrelationKey.of(bytes("xABx"), 1, 3))
			.isNotEqualTo(CorrelationKey.of(bytes("xAC"), 1, 2))
			.isNotEqualTo("41 42");
	}

	@Test
	void keysWithTheSameHashAreToldApart() {
		CorrelationKey key = CorrelationKey.of(new byte[] { 0, 0, 0, 1, 0, 0, 0, 1 });
		CorrelationKey other = CorrelationKey.of(new byte[Long.BYTES]);
		assertThat(key).hasSameHashCodeAs(other).isNotEqualTo(other);
	}

	@Test
	void keyStaysWhatItWasWhenThePayloadChanges() {
		byte[] payload = bytes("AB");
		CorrelationKey key = CorrelationKey.of(payload, 0, 2);
		payload[0] = 'x';
		assertThat(key).isEqualTo(CorrelationKey.of(bytes("AB"), 0, 2)).hasToString("41 42");
	}

}
