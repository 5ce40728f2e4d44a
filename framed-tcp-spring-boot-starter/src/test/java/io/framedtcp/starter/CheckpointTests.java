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

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for checkpoint and restore (CRaC), with Spring's and org.crac's own code, and a
 * stand-in for the JVM that writes the image.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Descriptors are listed in /proc")
class CheckpointTests {

	private static final String STAND_IN = "-Dorg.crac.Core.Compat=io.framedtcp.starter.crac";

	private static final String WITHOUT_DEVTOOLS = "-Dspring.devtools.restart.enabled=false";

	private final FramedTcpServer server = FramedTcpServer.echo();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void nothingIsOpenAtACheckpointAndCallsGoOnBehindIt() throws Exception {
		assertThat(run(List.of(WITHOUT_DEVTOOLS, STAND_IN))).containsSubsequence("default: hello", "quotes: hello",
				"checkpoint taken", "default: hello", "quotes: hello");
		assertThat(this.server.requestCount()).isEqualTo(4);
	}

	@Test
	void nothingIsOpenAtACheckpointThatIsTakenBeforeTheApplicationStarts() throws Exception {
		assertThat(run(List.of(WITHOUT_DEVTOOLS, STAND_IN, "-Dspring.context.checkpoint=onRefresh")))
			.containsSubsequence("checkpoint taken", "default: hello", "quotes: hello");
	}

	private List<String> run(List<String> options, String... properties) throws InterruptedException {
		String address = this.server.host() + ":" + this.server.port();
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("--framed-tcp.addresses=" + address);
		arguments.add("--framed-tcp.clients.quotes.addresses=" + address);
		arguments.add("--framed-tcp.pool.min-idle=2");
		try (ForkedJvm jvm = new ForkedJvm(CheckpointedApplication.class, options, arguments)) {
			assertThat(jvm.await()).as(() -> String.join("\n", jvm.output())).isZero();
			return jvm.output();
		}
	}

}
