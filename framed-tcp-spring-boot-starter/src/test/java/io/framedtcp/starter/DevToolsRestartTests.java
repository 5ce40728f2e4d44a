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

package io.framedtcp.starter;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what a restart by DevTools leaves of the clients: nothing.
 */
class DevToolsRestartTests {

	private static final int RESTARTS = 4;

	/** So many Spring itself holds on to, with or without our clients. */
	private static final int HELD_BY_SPRING = 2;

	private static final Pattern CLASS_LOADERS = Pattern.compile("old class loaders (\\d+)");

	@Test
	void eachRestartClosesAllConnectionsAndLeavesNoThreadAndHoldsNoClassLoader() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); ForkedJvm jvm = start(server)) {
			for (int generation = 0; generation <= RESTARTS; generation++) {
				String line = awaitLine(jvm, "generation " + generation + ": ");
				assertThat(line).contains("old threads [],");
				assertThat(oldClassLoaders(line)).isBetween(0, HELD_BY_SPRING);
				Awaitility.await().until(() -> server.open() == 2);
				assertThat(server.accepted()).isEqualTo(2 * (generation + 1));
				jvm.tell("restart");
			}
		}
	}

	private ForkedJvm start(FramedTcpServer server) {
		String address = server.host() + ":" + server.port();
		return new ForkedJvm(RestartedApplication.class, List.of("-XX:SoftRefLRUPolicyMSPerMB=0"),
				List.of("--framed-tcp.addresses=" + address, "--framed-tcp.clients.quotes.addresses=" + address,
						"--spring.main.keep-alive=true", "--spring.devtools.restart.poll-interval=1h"));
	}

	private static int oldClassLoaders(String line) {
		Matcher matcher = CLASS_LOADERS.matcher(line);
		assertThat(matcher.find()).isTrue();
		return Integer.parseInt(matcher.group(1));
	}

	private static String awaitLine(ForkedJvm jvm, String beginning) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(jvm.output()).anyMatch((line) -> line.startsWith(beginning)));
		return jvm.output().stream().filter((line) -> line.startsWith(beginning)).findFirst().orElseThrow();
	}

}
