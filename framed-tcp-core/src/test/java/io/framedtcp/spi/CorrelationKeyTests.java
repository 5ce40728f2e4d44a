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
		CorrelationKey key = new CorrelationKey(bytes("xAB"), 1, 2);
		assertThat(key).isEqualTo(new CorrelationKey(bytes("ABxx"), 0, 2))
			.hasSameHashCodeAs(new CorrelationKey(bytes("ABxx"), 0, 2))
			.isNotEqualTo(new CorrelationKey(bytes("xABx"), 1, 3))
			.isNotEqualTo(new CorrelationKey(bytes("xAC"), 1, 2))
			.isNotEqualTo("41 42");
	}

	@Test
	void keysWithTheSameHashAreToldApart() {
		CorrelationKey key = new CorrelationKey(new byte[] { 0, 31 }, 0, 2);
		CorrelationKey other = new CorrelationKey(new byte[] { 1, 0 }, 0, 2);
		assertThat(key).hasSameHashCodeAs(other).isNotEqualTo(other);
	}

	@Test
	void keyStaysWhatItWasWhenThePayloadChanges() {
		byte[] payload = bytes("AB");
		CorrelationKey key = new CorrelationKey(payload, 0, 2);
		payload[0] = 'x';
		assertThat(key).isEqualTo(new CorrelationKey(bytes("AB"), 0, 2)).hasToString("41 42");
	}

}
