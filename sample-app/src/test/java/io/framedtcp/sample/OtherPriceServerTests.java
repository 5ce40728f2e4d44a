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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PriceDeskApplication} with a price server that is not its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class OtherPriceServerTests {

	@Test
	void configuredServerIsAskedInsteadOfAnEmbeddedOne() throws IOException {
		try (PriceServer server = new PriceServer();
				ConfigurableApplicationContext desk = run("--framed-tcp.host=" + server.host(),
						"--framed-tcp.port=" + server.port())) {
			assertThat(get(desk, "/quotes/ACME")).hasStatusOk();
			assertOnlyServer(desk, server.port());
		}
	}

	@Test
	void configuredAddressesAreAskedInsteadOfAnEmbeddedServer() throws IOException {
		try (PriceServer server = new PriceServer();
				ConfigurableApplicationContext desk = run(
						"--framed-tcp.addresses[0]=" + server.host() + ":" + server.port())) {
			assertThat(get(desk, "/quotes/ACME")).hasStatusOk();
			assertOnlyServer(desk, server.port());
		}
	}

	@Test
	void quoteIsUnavailableWhileThePriceServerIsDown(CapturedOutput output) throws IOException {
		// Bound, but not listening: the port refuses connections and nobody else can have
		// it.
		try (Socket closed = boundSocket();
				ConfigurableApplicationContext desk = run("--framed-tcp.host=127.0.0.1",
						"--framed-tcp.port=" + closed.getLocalPort())) {
			assertThat(output).contains("No price for ACME").contains("Cannot connect");
			RestTestClientResponse quote = get(desk, "/quotes/ACME");
			assertThat(quote).hasStatus(HttpStatus.SERVICE_UNAVAILABLE)
				.hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
			assertThat(quote).bodyJson()
				.extractingPath("$.detail")
				.asString()
				.contains("Cannot connect", "127.0.0.1:" + closed.getLocalPort(), "requestMaybeSent=false");
			RestTestClientResponse health = get(desk, "/actuator/health");
			assertThat(health).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
			assertThat(health).bodyJson().extractingPath("$.components.framedTcp.status").isEqualTo("DOWN");
			assertThat(health).bodyJson()
				.extractingPath("$.components.framedTcp.details.error")
				.asString()
				.contains("cannot connect");
		}
	}

	@Test
	void quoteIsUnavailableWhileThePriceServerIsSilent() throws IOException {
		// Its backlog accepts connections, but nobody ever answers.
		try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
				ConfigurableApplicationContext desk = run("--framed-tcp.host=127.0.0.1",
						"--framed-tcp.port=" + silent.getLocalPort(), "--framed-tcp.response-timeout=50ms")) {
			RestTestClientResponse quote = get(desk, "/quotes/ACME");
			assertThat(quote).hasStatus(HttpStatus.SERVICE_UNAVAILABLE);
			assertThat(quote).bodyJson()
				.extractingPath("$.detail")
				.asString()
				.contains("response-timeout=", "requestMaybeSent=true");
		}
	}

	private void assertOnlyServer(ConfigurableApplicationContext desk, int port) {
		assertThat(desk.getEnvironment().getPropertySources().contains(EmbeddedPriceServer.PROPERTY_SOURCE)).isFalse();
		assertThat(get(desk, "/actuator/health")).bodyJson()
			.extractingPath("$.components.framedTcp.details.addresses")
			.asArray()
			.containsExactly("127.0.0.1:" + port);
	}

	private Socket boundSocket() throws IOException {
		Socket socket = new Socket();
		socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		return socket;
	}

	private ConfigurableApplicationContext run(String... args) {
		String[] allArgs = new String[args.length + 1];
		System.arraycopy(args, 0, allArgs, 1, args.length);
		allArgs[0] = "--server.port=0";
		return SpringApplication.from(PriceDeskApplication::main).run(allArgs).getApplicationContext();
	}

	private RestTestClientResponse get(ConfigurableApplicationContext desk, String path) {
		String port = desk.getEnvironment().getProperty("local.server.port");
		RestTestClient http = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
		return RestTestClientResponse.from(http.get().uri(path).exchange());
	}

}
