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

package io.framedtcp.internal.connection;

import org.junit.jupiter.api.Test;

import io.framedtcp.framing.LengthFieldFraming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FrameEncoder}.
 */
class FrameEncoderTests {

	private final FrameEncoder encoder = new FrameEncoder(LengthFieldFraming.builder().build(), 10,
			"framed-tcp.clients.payments.");

	@Test
	void payloadIsEncodedByTheFramingOfTheClientOrByAnother() {
		assertThat(this.encoder.encode(new byte[3]).size()).isEqualTo(7);
		assertThat(this.encoder.encode(new byte[3], LengthFieldFraming.builder().size(1).build()).size()).isEqualTo(4);
	}

	@Test
	void failureNamesThePropertyOfTheClient() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.encoder.encode(new byte[7]))
			.withMessageContaining("framed-tcp.clients.payments.max-frame-size");
		assertThatIllegalArgumentException().isThrownBy(() -> this.encoder.encode(new byte[7], "Cannot answer: "))
			.withMessageStartingWith("Cannot answer: ");
	}

}
