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

package io.framedtcp.sample.iso8583;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.sample.PriceDeskApplication;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for payments, as a newcomer makes them: with the switch of the sample, over real
 * HTTP.
 */
@SpringBootTest(classes = PriceDeskApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT,
		useMainMethod = UseMainMethod.ALWAYS, properties = "framed-tcp.clients.payments.response-timeout=300ms")
@AutoConfigureRestTestClient
@ActiveProfiles("iso8583")
class PaymentsTests {

	@Autowired
	private RestTestClient http;

	@Autowired
	@Qualifier("payments")
	private FramedConnectionPool pool;

	@DynamicPropertySource
	static void freePort(DynamicPropertyRegistry registry) throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			int port = socket.getLocalPort();
			registry.add("framed-tcp.clients.payments.port", () -> port);
		}
	}

	@Test
	void switchApprovesAndDeclinesOnOneConnection() {
		assertOutcome("12.50", "APPROVED");
		assertOutcome("1000", "APPROVED");
		assertOutcome("1000.01", "DECLINED");
		assertThat(this.pool.statistics().opened()).isOne();
	}

	@Test
	void paymentWithoutAnswerIsReversed() {
		assertOutcome("13.13", "REVERSED");
		assertOutcome("12.50", "APPROVED");
		assertThat(this.pool.statistics().opened()).isOne();
	}

	@Test
	void whatIsNoAmountIsRefused() {
		for (String amount : new String[] { "0", "-1", "1.005", "10000000000", "much" }) {
			assertThat(pay(amount)).as(amount).hasStatus(HttpStatus.BAD_REQUEST);
		}
	}

	@Test
	void healthShowsBothClients() {
		RestTestClientResponse response = RestTestClientResponse
			.from(this.http.get().uri("/actuator/health").exchange());
		assertThat(response).hasStatusOk();
		assertThat(response).bodyJson()
			.extractingPath("$.components.framedTcp.components")
			.asMap()
			.containsOnlyKeys("default", "payments");
	}

	private void assertOutcome(String amount, String outcome) {
		RestTestClientResponse response = pay(amount);
		assertThat(response).hasStatusOk();
		assertThat(response).bodyJson().extractingPath("$.outcome").isEqualTo(outcome);
		assertThat(response).bodyJson().extractingPath("$.traceNumber").asString().matches("\\d{6}");
	}

	private RestTestClientResponse pay(String amount) {
		return RestTestClientResponse.from(this.http.post()
			.uri("/payments")
			.contentType(MediaType.APPLICATION_FORM_URLENCODED)
			.body("amount=" + amount)
			.exchange());
	}

}
