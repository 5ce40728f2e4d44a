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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the jar that the build has packaged, from what was generated ahead of time.
 */
@Tag("packaged")
class PackagedApplicationTests {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern STARTED = Pattern.compile("Started PriceDeskApplication");

	@TempDir
	private Path directory;

	@Test
	void jarAnswersOverHttpWhatItHasAskedOverFramedTcp() throws IOException {
		Path log = this.directory.resolve("log");
		Process application = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Dspring.aot.enabled=true", "-jar", System.getProperty("packaged.jar"), "--server.port=0")
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		try {
			await().atMost(Duration.ofSeconds(60)).until(() -> STARTED.matcher(Files.readString(log)).find());
			assertThat(log).content().contains("Starting AOT-processed PriceDeskApplication");
			Matcher port = PORT.matcher(Files.readString(log));
			assertThat(port.find()).isTrue();
			RestTestClient http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port.group(1)).build();
			assertAnswered(http, "/quotes/ACME", "$.symbol", "ACME");
			assertAnswered(http, "/actuator/health", "$.components.framedTcp.status", "UP");
			assertAnswered(http, "/actuator/framedtcp", "$.clients.default.state", "OPEN");
		}
		finally {
			application.destroy();
			application.onExit().join();
		}
		assertThat(log).content().contains("Graceful shutdown complete");
	}

	private static void assertAnswered(RestTestClient http, String path, String expression, String value) {
		http.get().uri(path).exchange().expectStatus().isOk().expectBody().jsonPath(expression).isEqualTo(value);
	}

}
