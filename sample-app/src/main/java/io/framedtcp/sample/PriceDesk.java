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

import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

import io.framedtcp.FramedTcpTemplate;

/**
 * Asks the price server.
 */
@Component
class PriceDesk {

	private final FramedTcpTemplate template;

	PriceDesk(FramedTcpTemplate template) {
		this.template = template;
	}

	Quote quote(String symbol) {
		String reply = this.template.convertSendAndReceive(symbol, String.class);
		String[] symbolAndPrice = reply.split(" ");
		Assert.state(symbolAndPrice.length == 2 && symbolAndPrice[0].equals(symbol),
				() -> "Asked for the price of " + symbol + ", but the price server said: " + reply);
		return new Quote(symbolAndPrice[0], new BigDecimal(symbolAndPrice[1]));
	}

}
