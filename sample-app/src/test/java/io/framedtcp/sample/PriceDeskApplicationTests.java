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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceDeskApplication} as a newcomer runs it: with its embedded price
 * server, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
@AutoConfigureRestTestClient
@ExtendWith(OutputCaptureExtension.class)
class PriceDeskApplicationTests {

	@Autowired
	private RestTestClient http;

	@Autowired
	private FramedConnectionPool pool;

	@Test
	void quoteHasThePriceThatCameOverTheFramedConnection() {
		RestTestClientResponse response = get("/quotes/ACME");
		assertThat(response).hasStatusOk().bodyJson().extractingPath("$.symbol").isEqualTo("ACME");
		assertThat(response).bodyJson().extractingPath("$.price").asNumber().satisfies((price) -> {
			assertThat(price.doubleValue()).isPositive();
			assertThat(this.pool.statistics().opened()).isPositive();
		});
	}

	@Test
	void symbolMayHaveADot() {
		assertThat(get("/quotes/BRK.B")).hasStatusOk().bodyJson().extractingPath("$.symbol").isEqualTo("BRK.B");
	}

	@Test
	void whatIsNoSymbolIsNotFound() {
		for (String path : List.of("/quotes/AC_ME", "/quotes/ACME CORP", "/quotes/ABCDEFGHIJKLMNOPQ", "/quotes/")) {
			assertThat(get(path)).as(path).hasStatus(HttpStatus.NOT_FOUND);
		}
	}

	@Test
	void healthShowsTheClientWithThePoolsCounts() {
		RestTestClientResponse response = get("/actuator/health");
		assertThat(response).hasStatusOk();
		assertThat(response).bodyJson().extractingPath("$.components.framedTcp.status").isEqualTo("UP");
		assertThat(response).bodyJson().extractingPath("$.components.framedTcp.details.client").isEqualTo("default");
		assertThat(response).bodyJson()
			.extractingPath("$.components.framedTcp.details.pool")
			.asMap()
			.containsEntry("maxTotal", 8)
			.containsKeys("active", "idle", "waiting");
	}

	@Test
	void meterTellsTheIdleConnections() {
		RestTestClientResponse response = get("/actuator/metrics/framedtcp.connections.idle");
		assertThat(response).hasStatusOk().bodyJson().extractingPath("$.measurements[0].value").asNumber().isNotNull();
		assertThat(response).bodyJson().extractingPath("$.availableTags[0].values").asArray().contains("default");
	}

	@Test
	void handfulOfExchangesIsPrintedAtStartUp(CapturedOutput output) {
		for (String symbol : List.of("ACME", "GLOBEX", "INITECH", "HOOLI", "UMBRELLA")) {
			assertThat(output.getOut()).containsPattern("OpeningQuotes +: " + symbol + " +\\d+[.,]\\d\\d");
		}
	}

	private RestTestClientResponse get(String path) {
		return RestTestClientResponse.from(this.http.get().uri(path).exchange());
	}

}
