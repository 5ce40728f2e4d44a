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

import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.UseMainMethod;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the endpoint {@code framedtcp}, over real HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, useMainMethod = UseMainMethod.ALWAYS)
@AutoConfigureRestTestClient
@DirtiesContext
class EndpointTests {

	@Autowired
	private RestTestClient http;

	@Autowired
	private FramedConnectionPool pool;

	@Test
	void showsTheClientAndItsConnections() {
		this.http.get().uri("/quotes/ACME").exchange().expectStatus().isOk();
		RestTestClientResponse response = get("/actuator/framedtcp");
		assertThat(response).hasStatusOk();
		assertThat(response).bodyJson().extractingPath("$.clients.default.state").isEqualTo("OPEN");
		assertThat(response).bodyJson()
			.extractingPath("$.clients.default.connections[0]")
			.asMap()
			.containsKeys("id", "address", "localPort", "state", "age", "silent", "exchanges", "bytesSent");
		assertThat(response).bodyJson()
			.extractingPath("$.clients.default.configuration.connectTimeout")
			.isEqualTo("PT2S");
		assertThat(get("/actuator/framedtcp/default")).bodyJson()
			.extractingPath("$.traffic.bytesSent")
			.asNumber()
			.satisfies((sent) -> assertThat(sent.longValue()).isPositive());
	}

	@Test
	void unknownClientIsNotFound() {
		assertThat(get("/actuator/framedtcp/nobody")).hasStatus(HttpStatus.NOT_FOUND);
		assertThat(act("nobody", "pause")).hasStatus(HttpStatus.BAD_REQUEST);
		assertThat(act("default", "explode")).hasStatus(HttpStatus.BAD_REQUEST);
	}

	@Test
	void operatorPausesResumesAndEvicts() {
		assertThat(act("default", "pause")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(this.pool.isPaused()).isTrue();
		assertThat(get("/actuator/health")).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
		assertThat(act("default", "resume")).hasStatus(HttpStatus.NO_CONTENT);
		assertThat(this.pool.isPaused()).isFalse();
		this.http.get().uri("/quotes/ACME").exchange().expectStatus().isOk();
		assertThat(act("default", "evict-idle")).hasStatus(HttpStatus.NO_CONTENT);
		Awaitility.await().until(() -> this.pool.statistics().closed().toString().contains("EVICTED"));
		this.http.get().uri("/quotes/ACME").exchange().expectStatus().isOk();
	}

	private RestTestClientResponse act(String client, String action) {
		return RestTestClientResponse.from(this.http.post()
			.uri("/actuator/framedtcp/" + client)
			.contentType(MediaType.APPLICATION_JSON)
			.body(Map.of("action", action))
			.exchange());
	}

	private RestTestClientResponse get(String path) {
		return RestTestClientResponse.from(this.http.get().uri(path).exchange());
	}

}
