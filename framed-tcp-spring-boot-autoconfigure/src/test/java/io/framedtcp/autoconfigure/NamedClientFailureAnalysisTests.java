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

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import jakarta.inject.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.spi.ConnectionInitializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application prints that does not start because of named clients.
 */
@ExtendWith(OutputCaptureExtension.class)
class NamedClientFailureAnalysisTests {

	private static final String FAILED_TO_START = "APPLICATION FAILED TO START";

	private static final String PAYMENTS = "--framed-tcp.clients.payments.addresses=localhost:9000";

	private static final String QUOTES = "--framed-tcp.clients.quotes.addresses=localhost:9000";

	private static final String DEFAULT = "--framed-tcp.addresses=localhost:9000";

	@Test
	void unknownClientIsExplainedWithThoseThatAreKnown(CapturedOutput output) {
		FailingStart.of(NeedsCards.class, DEFAULT, PAYMENTS, QUOTES);
		assertThat(output).contains(FAILED_TO_START, "required the client 'cards', but there is no such client.",
				"There are: that without a name, payments, quotes.", "framed-tcp.clients.cards.host");
	}

	@ParameterizedTest
	@ValueSource(classes = { NeedsCardsByAnAnnotationOfItsOwn.class, NeedsCardsByName.class })
	void unknownClientIsExplainedHoweverItIsAskedFor(Class<?> application, CapturedOutput output) {
		FailingStart.of(application, DEFAULT, PAYMENTS);
		assertThat(output).contains(FAILED_TO_START, "required the client 'cards', but there is no such client.",
				"There are: that without a name, payments.");
	}

	@Test
	void clientThatIsAskedForByACallIsNotTakenForAnotherOne(CapturedOutput output) {
		FailingStart.of(AsksForCards.class, PAYMENTS);
		assertThat(output).contains(FramedTcpTemplate.class.getName())
			.doesNotContain("without a name", "no such client");
	}

	@Test
	void unknownClientIsExplainedIfThereIsNone(CapturedOutput output) {
		FailingStart.of(NeedsCards.class);
		assertThat(output).contains(FAILED_TO_START, "required the client 'cards'", "There are none at all.");
	}

	@Test
	void missingDefaultClientIsExplainedWithTheNamedOnes(CapturedOutput output) {
		FailingStart.of(NeedsDefault.class, PAYMENTS, QUOTES);
		assertThat(output).contains(FAILED_TO_START, FramedTcpTemplate.class.getName(),
				"By name there are payments, quotes.", "Add @Qualifier", "set framed-tcp.host and framed-tcp.port");
	}

	@Test
	void clientWithoutHostIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, DEFAULT, "--framed-tcp.clients.payments.idempotent=true");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.clients.payments.host", "It must be set",
				"unless framed-tcp.clients.payments.addresses is set.");
	}

	@Test
	void twoSpellingsOfANameAreExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.clients.card-payments.addresses=localhost:9000",
				"--framed-tcp.clients.cardPayments.addresses=localhost:9001");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.clients", "card-payments", "cardPayments",
				"these are one name");
	}

	@Test
	void twoSpellingsThatDifferInCaseAreExplained(CapturedOutput output) {
		FailingStart.of(Application.class, PAYMENTS, "--framed-tcp.clients.Payments.addresses=localhost:9001");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.clients", "Payments", "payments",
				"To Spring Boot these are one name");
	}

	@Test
	void nameOfABeanThatIsSomethingElseIsExplained(CapturedOutput output) {
		FailingStart.of(HasBeanOfThatName.class, QUOTES);
		assertThat(output).contains(FAILED_TO_START, "'quotes'", "framed-tcp.clients",
				"The client needs a bean 'quotesFramedTcpTemplate', but the application has one of that name which is no "
						+ "FramedTcpOperations, of type java.lang.String: rename the bean or the client.");
	}

	@Test
	void portOutOfRangeIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.clients.payments.host=localhost",
				"--framed-tcp.clients.payments.port=70000");
		assertThat(output).contains(FAILED_TO_START, "'70000'", "framed-tcp.clients.payments.port", "be 1 to 65535.");
	}

	@Test
	void clientNamedDefaultIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, DEFAULT, "--framed-tcp.clients.default.addresses=localhost:9001");
		assertThat(output).contains(FAILED_TO_START, "'default'", "framed-tcp.clients",
				"The client of framed-tcp.host or framed-tcp.addresses has this name.");
	}

	@Test
	void nameThatIsNoneIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.clients[0].addresses=localhost:9001");
		assertThat(output).contains(FAILED_TO_START, "'0'", "framed-tcp.clients", "begin with a letter");
	}

	@Test
	void unknownBundleOfAClientIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, PAYMENTS, "--framed-tcp.clients.payments.ssl.bundle=bank");
		assertThat(output).contains(FAILED_TO_START, "'bank'", "framed-tcp.clients.payments.ssl.bundle",
				"There is no such SSL bundle");
	}

	@Test
	void framingThatDoesNotExistIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, PAYMENTS, "--framed-tcp.clients.payments.framing.type=morse");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.clients.payments.framing.type", "morse",
				"LENGTH_FIELD");
	}

	@Test
	void qualifierThatNamesNoClientIsExplainedSoThatALoginDoesNotGoToAll(CapturedOutput output) {
		FailingStart.of(HasMisspelledLogin.class, DEFAULT, PAYMENTS, QUOTES);
		assertThat(output).contains(FAILED_TO_START,
				"The bean 'login', of type " + ConnectionInitializer.class.getName()
						+ ", has the qualifier 'paymnets', which is the name of no client. The names are: "
						+ "default, payments, quotes.",
				"Correct the name in @Qualifier", "@Bean(defaultCandidate = false)");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class HasBeanOfThatName {

		@Bean
		String quotesFramedTcpTemplate() {
			return "something else";
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class HasMisspelledLogin {

		@Bean
		@Qualifier("paymnets")
		ConnectionInitializer login() {
			return (connection) -> connection.send(new byte[1]);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsCards {

		@Bean
		String needy(@Qualifier("cards") FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@Target(ElementType.PARAMETER)
	@Qualifier("cards")
	@interface Cards {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsCardsByAnAnnotationOfItsOwn {

		@Bean
		String needy(@Cards FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsCardsByName {

		@Bean
		String needy(@Named("cards") FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AsksForCards {

		@Bean
		Integer first(@Qualifier("needy") String needy) {
			return needy.length();
		}

		@Bean
		String needy(@Qualifier("cards") ObjectProvider<FramedTcpTemplate> template) {
			return template.getObject().toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsDefault {

		@Bean
		String needy(FramedTcpTemplate template) {
			return template.toString();
		}

	}

}
