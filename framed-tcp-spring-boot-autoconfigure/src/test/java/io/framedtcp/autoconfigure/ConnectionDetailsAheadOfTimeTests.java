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

package io.framedtcp.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.Environment;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpConnectionDetails} in an application that was processed ahead
 * of time.
 */
class ConnectionDetailsAheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void detailsSayAtTheRunWhereTheServersAre() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(Application.class, this.directory,
				Map.of("framed-tcp.clients.payments.idempotent", "true"));
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> new byte[] { 'd' });
				FramedTcpServer payments = FramedTcpServer.answering((request) -> new byte[] { 'p' })) {
			assertThat(application.run(Run.class, address(server), address(payments))).isEqualTo("dp");
		}
	}

	private static String address(FramedTcpServer server) {
		return server.host() + ":" + server.port();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FramedTcpAutoConfiguration.class)
	static class Application {

		@Bean
		Desk desk(FramedTcpTemplate template, @Qualifier("payments") FramedTcpTemplate payments) {
			return new Desk(template, payments);
		}

		@Bean
		FramedTcpConnectionDetails details(Environment environment) {
			return new EnvironmentDetails(environment, "servers.default");
		}

		@Bean
		@Qualifier("payments")
		FramedTcpConnectionDetails paymentsDetails(Environment environment) {
			return new EnvironmentDetails(environment, "servers.payments");
		}

	}

	record Desk(FramedTcpTemplate template, FramedTcpTemplate payments) {
	}

	record EnvironmentDetails(Environment environment, String property) implements FramedTcpConnectionDetails {

		@Override
		public List<ServerAddress> getAddresses() {
			return List.of(ServerAddress.parse(this.environment.getRequiredProperty(this.property)));
		}

	}

	/**
	 * Runs the processed application: given the initializer and the addresses of the
	 * servers, tells what the servers answer.
	 */
	public static class Run implements Function<List<String>, String> {

		@Override
		public String apply(List<String> arguments) {
			try (GenericApplicationContext context = AheadOfTimeApplication.start(arguments.get(0),
					Map.of("servers.default", arguments.get(1), "servers.payments", arguments.get(2),
							"framed-tcp.clients.payments.idempotent", "true"))) {
				Desk desk = context.getBean(Desk.class);
				return desk.template().convertSendAndReceive("?", String.class)
						+ desk.payments().convertSendAndReceive("?", String.class);
			}
		}

	}

}
