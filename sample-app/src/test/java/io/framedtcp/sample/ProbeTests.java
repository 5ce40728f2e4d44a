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

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * What the probes of a platform see while the price server is out of reach.
 */
class ProbeTests {

	private static void expect(RestTestClient http, String path, HttpStatus status) {
		http.get().uri(path).exchange().expectStatus().isEqualTo(status);
	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "framed-tcp.host=127.0.0.1", "framed-tcp.port=1" })
	@AutoConfigureRestTestClient
	class ByDefault {

		@Test
		void applicationIsAliveAndReadyThoughUnhealthy(@Autowired RestTestClient http) {
			expect(http, "/actuator/health", HttpStatus.SERVICE_UNAVAILABLE);
			expect(http, "/actuator/health/liveness", HttpStatus.OK);
			expect(http, "/actuator/health/readiness", HttpStatus.OK);
		}

	}

	@Nested
	@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
			properties = { "framed-tcp.host=127.0.0.1", "framed-tcp.port=1",
					"management.endpoint.health.group.readiness.include=readinessState,framedTcp" })
	@AutoConfigureRestTestClient
	class ByChoice {

		@Test
		void applicationIsAliveButNotReady(@Autowired RestTestClient http) {
			expect(http, "/actuator/health/liveness", HttpStatus.OK);
			expect(http, "/actuator/health/readiness", HttpStatus.SERVICE_UNAVAILABLE);
		}

	}

}
