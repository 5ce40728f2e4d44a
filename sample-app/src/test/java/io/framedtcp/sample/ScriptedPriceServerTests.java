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
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;
import io.framedtcp.test.autoconfigure.AutoConfigureFramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PriceDeskApplication} against a server that does what the test tells
 * it to. It is a bean of the test, since the application asks for prices when it starts.
 */
@SpringBootTest
@AutoConfigureFramedTcpServer
class ScriptedPriceServerTests {

	@Autowired
	private FramedTcpServer server;

	@Autowired
	private PriceDesk desk;

	@Test
	void quoteHasThePriceOfTheServer() {
		this.server.enqueue("ACME 42.41");
		assertThat(this.desk.quote("ACME")).isEqualTo(new Quote("ACME", new BigDecimal("42.41")));
	}

	@Test
	void quoteIsNotAskedForTwiceIfTheConnectionBreaks() {
		this.server.inject(Fault.reset()).at(Point.MID_PAYLOAD);
		assertThatExceptionOfType(FramedTcpConnectionLostException.class).isThrownBy(() -> this.desk.quote("ACME"));
		assertThat(this.server.executions("ACME".getBytes(StandardCharsets.UTF_8))).isOne();
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class PriceServers {

		@Bean
		FramedTcpServer priceServer() {
			return FramedTcpServer.answering((symbol) -> (new String(symbol, StandardCharsets.UTF_8) + " 1.00")
				.getBytes(StandardCharsets.UTF_8));
		}

	}

}
