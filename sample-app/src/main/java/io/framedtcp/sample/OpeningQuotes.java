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

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.stereotype.Component;

import io.framedtcp.FramedTcpException;

/**
 * Prints a handful of quotes when the application has started.
 */
@Component
class OpeningQuotes implements CommandLineRunner {

	private static final Log logger = LogFactory.getLog(OpeningQuotes.class);

	private final PriceDesk desk;

	OpeningQuotes(PriceDesk desk) {
		this.desk = desk;
	}

	@Override
	public void run(String... args) {
		for (String symbol : List.of("ACME", "GLOBEX", "INITECH", "HOOLI", "UMBRELLA")) {
			try {
				Quote quote = this.desk.quote(symbol);
				logger.info("%-8s %8.2f".formatted(quote.symbol(), quote.price()));
			}
			catch (FramedTcpException ex) {
				logger.warn("No price for " + symbol + ": " + ex.getMessage());
			}
		}
	}

}
