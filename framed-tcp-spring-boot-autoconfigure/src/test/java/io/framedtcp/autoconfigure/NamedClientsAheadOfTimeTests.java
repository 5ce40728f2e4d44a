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
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.NestedExceptionUtils;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Named clients in an application that was processed ahead of time.
 */
class NamedClientsAheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void clientsAreThoseOfTheBuildAndTheirServersThoseOfTheRun() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(Application.class, this.directory,
				Map.of("framed-tcp.clients.payments.addresses", "build:1"));
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			assertThat(application.run(Run.class, server.host() + ":" + server.port())).isEqualTo("hello by 3");
			assertThat(server.accepted()).isOne();
		}
	}

	@Test
	void qualifierThatIsNoClientsNameStopsTheRun() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(Misspelled.class, this.directory,
				Map.of("framed-tcp.clients.payments.addresses", "build:1"));
		assertThat(application.run(FailingRun.class, "run:1")).contains("The bean 'forPayments'", "'paymnets'");
	}

	@Test
	void clientThatTheRunDoesNotKnowIsExplainedWithThoseThatItKnows() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(Application.class, this.directory, Map
			.of("framed-tcp.clients.payments.addresses", "build:1", "framed-tcp.clients.cards.addresses", "build:2"));
		assertThat(application.run(FailingRun.class, "run:1")).contains("framed-tcp.clients.cards",
				"There is no such client; there are payments.", "when the application was built");
	}

	@Test
	void clientsThatTheBuildDidNotKnowAndUnknownNamesAreExplained() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(BothClients.class, this.directory, Map.of());
		assertThat(application.run(AnalyzedRun.class, "payments", "framed-tcp.clients.payments.addresses")).contains(
				"required the client 'payments'. Its server is configured now, but was not when the application was "
						+ "processed ahead of time",
				"Set framed-tcp.clients.payments.host and framed-tcp.clients.payments.port, or "
						+ "framed-tcp.clients.payments.addresses, for the build as well");
		assertThat(application.run(AnalyzedRun.class, "default", "framed-tcp.addresses")).contains(
				"required the client 'default'. Its server is configured now, but was not when",
				"Set framed-tcp.host and framed-tcp.port, or framed-tcp.addresses, for the build as well");
		assertThat(application.run(AnalyzedRun.class, "default", "framed-tcp.clients.payments.addresses"))
			.contains("there is none without a name since no server is configured for it.");
		assertThat(application.run(StrictRun.class)).contains("Nothing reads what is set by:",
				"framed-tcp.colour (\"framed-tcp.colour\" from property source \"test\")");
	}

	@Test
	void defaultClientThatTheRunDoesNotKnowIsExplained() throws Exception {
		AheadOfTimeApplication application = new AheadOfTimeApplication(BothClients.class, this.directory,
				Map.of("framed-tcp.addresses", "build:1"));
		assertThat(application.run(FailingRun.class, "run:1")).contains("framed-tcp.host",
				"A client that had a server when the application was processed ahead of time needs one when it runs");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FramedTcpAutoConfiguration.class)
	static class BothClients {

		@Bean("default")
		@Lazy
		Desk needsDefault(FramedTcpTemplate template) {
			return new Desk(template);
		}

		@Bean("payments")
		@Lazy
		Desk needsPayments(@Qualifier("payments") FramedTcpTemplate template) {
			return new Desk(template);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FramedTcpAutoConfiguration.class)
	static class Application {

		@Bean
		Desk desk(@Qualifier("payments") FramedTcpTemplate template) {
			return new Desk(template);
		}

		@Bean
		@Qualifier("payments")
		FramedTcpClientCustomizer forPayments() {
			return (client, connection, pool) -> pool.maxTotal(3);
		}

		@Bean
		@Qualifier("default")
		FramedTcpClientCustomizer forDefault() {
			return (client, connection, pool) -> pool.maxTotal(5);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FramedTcpAutoConfiguration.class)
	static class Misspelled {

		@Bean
		@Qualifier("paymnets")
		FramedTcpClientCustomizer forPayments() {
			return (client, connection, pool) -> pool.maxTotal(3);
		}

	}

	record Desk(FramedTcpTemplate template) {
	}

	/**
	 * Runs the processed application: given the initializer and the address of the
	 * server, tells what the server answers and how many connections there may be.
	 */
	public static class Run implements Function<List<String>, String> {

		@Override
		public String apply(List<String> arguments) {
			try (GenericApplicationContext context = AheadOfTimeApplication.start(arguments.get(0),
					Map.of("framed-tcp.clients.payments.addresses", arguments.get(1)))) {
				FramedTcpTemplate template = context.getBean(Desk.class).template();
				return template.convertSendAndReceive("hello", String.class) + " by "
						+ template.getPool().counts().maxTotal();
			}
		}

	}

	/**
	 * Runs the processed application, which must fail: tells why it does.
	 */
	public static class FailingRun implements Function<List<String>, String> {

		@Override
		public String apply(List<String> arguments) {
			Map<String, Object> properties = Map.of("framed-tcp.clients.payments.addresses", arguments.get(1));
			try (GenericApplicationContext context = AheadOfTimeApplication.start(arguments.get(0), properties)) {
				return context + " has started";
			}
			catch (BeansException ex) {
				return NestedExceptionUtils.getMostSpecificCause(ex).getMessage();
			}
		}

	}

	/**
	 * Runs the processed application, given a bean that must fail and a property with an
	 * address: tells what the analyzer of missing clients makes of it.
	 */
	public static class AnalyzedRun implements Function<List<String>, String> {

		@Override
		public String apply(List<String> arguments) {
			Map<String, Object> properties = Map.of(arguments.get(2), "run:1");
			try (GenericApplicationContext context = AheadOfTimeApplication.start(arguments.get(0), properties)) {
				return analysis(context, arguments.get(1));
			}
		}

		private static String analysis(GenericApplicationContext context, String bean) {
			try {
				return context.getBean(bean) + " could be created";
			}
			catch (BeansException ex) {
				FailureAnalysis analysis = new MissingClientFailureAnalyzer(context.getEnvironment(),
						context.getBeanFactory())
					.analyze(ex);
				return (analysis != null) ? analysis.getDescription() + " " + analysis.getAction() : ex.getMessage();
			}
		}

	}

	/**
	 * Runs the processed application strictly, with a property that nothing reads: tells
	 * why it fails.
	 */
	public static class StrictRun implements Function<List<String>, String> {

		@Override
		public String apply(List<String> arguments) {
			Map<String, Object> properties = Map.of("framed-tcp.colour", "green", "framed-tcp.strict", "true");
			try (GenericApplicationContext context = AheadOfTimeApplication.start(arguments.get(0), properties)) {
				return context + " has started";
			}
			catch (ClientConfigurationException ex) {
				return ex.getMessage();
			}
		}

	}

}
