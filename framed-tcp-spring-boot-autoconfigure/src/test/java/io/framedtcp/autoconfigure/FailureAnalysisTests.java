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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application prints that does not start because of its configuration.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	private static final String FAILED_TO_START = "APPLICATION FAILED TO START";

	private static final String WHAT_TO_SET = "set framed-tcp.host and framed-tcp.port";

	@Test
	void lengthFieldOfNineBytesIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=9000",
				"--framed-tcp.framing.length-field.size=9");
		assertThat(output).contains(FAILED_TO_START, "'9'", "framed-tcp.framing.length-field.size",
				"It must be 1 to 8.");
	}

	@Test
	void framingThatDoesNotExistIsExplainedWithThoseThatDo(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=9000",
				"--framed-tcp.framing.type=morse");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.framing.type", "\"morse\"");
		assertThat(output.toString()).containsIgnoringWhitespaces("""
				Update your application's configuration. The following values are valid:

				BER
				CONTENT_LENGTH
				CRLF_LINES
				DELIMITER
				FIXED_SIZE
				HALF_CLOSE
				LENGTH_FIELD
				LINES
				MLLP
				NETSTRING
				NUL
				RAW
				RECORD_MARKING
				RESP
				STX_ETX
				UNTIL_CLOSE
				VARINT
				""");
	}

	@Test
	void loginThatIsNotHexadecimalIsExplainedAndNotShown(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=9000",
				"--framed-tcp.initializer.login=LOGIN bank s3cr3t", "--framed-tcp.initializer.login-reply=00");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.initializer.login", "pairs of hexadecimal digits")
			.doesNotContain("s3cr3t");
	}

	@Test
	void portOutOfRangeIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=65536");
		assertThat(output).contains(FAILED_TO_START, "'65536'", "framed-tcp.port", "be 1 to 65535.");
	}

	@Test
	void portThatIsNoNumberIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=abc");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.port", "\"abc\"");
	}

	@Test
	void hostWithoutPortIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost");
		assertThat(output).contains(FAILED_TO_START, "framed-tcp.port", "must be set with framed-tcp.host",
				"be 1 to 65535.");
	}

	@Test
	void unknownBundleIsExplainedWithThoseThatAreKnown(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.ssl.bundle=bank",
				"--spring.ssl.bundle.pem.card.truststore.certificate=classpath:none.pem",
				"--spring.ssl.bundle.pem.switch.truststore.certificate=classpath:none.pem");
		assertThat(output)
			.contains(FAILED_TO_START, "'bank'", "framed-tcp.ssl.bundle", "There is no such SSL bundle; there are ")
			.containsAnyOf("card, switch.", "switch, card.");
	}

	@Test
	void bundleWhoseFileIsMissingIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.ssl.bundle=bank",
				"--spring.ssl.bundle.pem.bank.truststore.certificate=file:/none/bank-ca.pem");
		assertThat(output).contains(FAILED_TO_START, "'bank'", "framed-tcp.ssl.bundle",
				"The SSL bundle cannot be used; see its properties under spring.ssl.bundle.",
				"'file:/none/bank-ca.pem'. The cause is: /none/bank-ca.pem (");
	}

	@Test
	void bundleWhosePemIsNoneIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.ssl.bundle=bank",
				"--spring.ssl.bundle.pem.bank.truststore.certificate=classpath:logback-test.xml");
		assertThat(output).contains(FAILED_TO_START, "'bank'", "framed-tcp.ssl.bundle",
				"The SSL bundle cannot be used; see its properties under spring.ssl.bundle.", "Missing certificates");
	}

	@ParameterizedTest
	@CsvSource({ "TLS_WITH_ROT13, TLSv1.3, Unsupported CipherSuite: TLS_WITH_ROT13",
			"TLS_AES_256_GCM_SHA384, TLSv1.9, TLSv1.9",
			"TLS_AES_256_GCM_SHA384, TLSv1.2, protocol is disabled or cipher suites are inappropriate" })
	void bundleWhoseCiphersOrProtocolsDoNotExistIsExplained(String cipher, String protocol, String reason,
			CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000", "--framed-tcp.ssl.bundle=bank",
				"--spring.ssl.bundle.pem.bank.options.ciphers=" + cipher,
				"--spring.ssl.bundle.pem.bank.options.enabled-protocols=" + protocol);
		assertThat(output).contains(FAILED_TO_START, "'bank'", "framed-tcp.ssl.bundle",
				"The SSL bundle cannot be used; see its properties under spring.ssl.bundle.", reason);
	}

	@Test
	void badAddressAtAnIndexIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.addresses[0]=here");
		assertThat(output).contains(FAILED_TO_START, "'here'", "framed-tcp.addresses", "host:port");
	}

	@Test
	void maxIdleAboveMaxTotalIsExplained(CapturedOutput output) {
		FailingStart.of(Application.class, "--framed-tcp.host=localhost", "--framed-tcp.port=9000",
				"--framed-tcp.pool.max-idle=9");
		assertThat(output).contains(FAILED_TO_START, "'9'", "framed-tcp.pool.max-idle",
				"It must be 0 to framed-tcp.pool.max-total, which is 8.");
	}

	@Test
	void missingTemplateTellsWhatToSet(CapturedOutput output) {
		FailingStart.of(NeedsTemplate.class);
		assertThat(output).contains(FAILED_TO_START, FramedTcpTemplate.class.getName(), WHAT_TO_SET);
	}

	@Test
	void missingOperationsTellWhatToSet(CapturedOutput output) {
		FailingStart.of(NeedsOperations.class);
		assertThat(output).contains(FAILED_TO_START, FramedTcpOperations.class.getName(), WHAT_TO_SET);
	}

	@Test
	void missingTemplateIsLeftToSpringBootIfAServerIsConfigured(CapturedOutput output) {
		FailingStart.of(NeedsTemplate.class, "--framed-tcp.addresses=localhost:9000",
				"--spring.autoconfigure.exclude=" + FramedTcpAutoConfiguration.class.getName());
		assertThat(output).contains(FAILED_TO_START, FramedTcpTemplate.class.getName()).doesNotContain(WHAT_TO_SET);
	}

	@Test
	void anotherMissingBeanIsLeftToSpringBoot(CapturedOutput output) {
		FailingStart.of(NeedsOtherBean.class);
		assertThat(output).contains(FAILED_TO_START, "java.lang.Runnable").doesNotContain(WHAT_TO_SET);
	}

	@Test
	void missingPoolTellsWhatToSet(CapturedOutput output) {
		FailingStart.of(NeedsPool.class);
		assertThat(output).contains(FAILED_TO_START, FramedConnectionPool.class.getName(), WHAT_TO_SET);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsTemplate {

		@Bean
		String needy(FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsOperations {

		@Bean
		String needy(FramedTcpOperations operations) {
			return operations.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsPool {

		@Bean
		String needy(FramedConnectionPool pool) {
			return pool.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsOtherBean {

		@Bean
		String needy(Runnable other) {
			return other.toString();
		}

	}

}
