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

package io.framedtcp.sample;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link PriceDesk} with a price server that says what it is told to.
 */
class PriceDeskTests {

	@Test
	void quoteIsTheSymbolAndItsPrice() {
		assertThat(quoteFromReply("ACME 12.34")).isEqualTo(new Quote("ACME", new BigDecimal("12.34")));
	}

	@Test
	void priceOfAnotherSymbolIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> quoteFromReply("GLOBEX 12.34"))
			.withMessage("Asked for the price of ACME, but the price server said: GLOBEX 12.34");
	}

	@Test
	void replyWithoutPriceIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> quoteFromReply("ACME"))
			.withMessage("Asked for the price of ACME, but the price server said: ACME");
	}

	private Quote quoteFromReply(String reply) {
		byte[] payload = reply.getBytes(StandardCharsets.UTF_8);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> connection.writeFrame(payload));
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			return new PriceDesk(template).quote("ACME");
		}
	}

}
