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

import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.config.ServerAddress;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what an application prints that does not start because of
 * {@link FramedTcpConnectionDetails}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConnectionDetailsFailureAnalysisTests {

	private static final String FAILED_TO_START = "APPLICATION FAILED TO START";

	private static final String LET_GET_ADDRESSES = "Let getAddresses() return one or more addresses";

	@Test
	void detailsWithoutAddressAreExplained(CapturedOutput output) {
		FailingStart.of(WithoutAddress.class);
		assertThat(output).contains(FAILED_TO_START, "The connection details 'nowhere', of type ",
				"cannot be used: they have no address.", LET_GET_ADDRESSES);
	}

	@Test
	void detailsThatAreNullAreExplained(CapturedOutput output) {
		FailingStart.of(WithNullAddress.class);
		assertThat(output).contains(FAILED_TO_START, "The connection details 'nowhere', of type ",
				"cannot be used: one of their addresses is null.", LET_GET_ADDRESSES);
	}

	@Test
	void illegalAddressOfANamedClientIsExplained(CapturedOutput output) {
		FailingStart.of(WithIllegalAddress.class, "--framed-tcp.clients.payments.idempotent=true");
		assertThat(output).contains(FAILED_TO_START, "The connection details 'illegal', of type ",
				"cannot be used: an address is not valid: 'port' must be 1 to 65535, but is 0.", LET_GET_ADDRESSES);
	}

	@Test
	void clientNamedDefaultIsExplained(CapturedOutput output) {
		FailingStart.of(WithDetails.class, "--framed-tcp.clients.default.addresses=localhost:9001");
		assertThat(output).contains(FAILED_TO_START, "'default'", "framed-tcp.clients",
				"The client of the FramedTcpConnectionDetails bean that is for no other client has this name.");
	}

	@Test
	void unknownClientIsExplainedWithTheOneThatDetailsMake(CapturedOutput output) {
		FailingStart.of(NeedsCards.class);
		assertThat(output).contains(FAILED_TO_START, "required the client 'cards', but there is no such client.",
				"There are: that without a name.");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithoutAddress {

		@Bean
		FramedTcpConnectionDetails nowhere() {
			return List::of;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithNullAddress {

		@Bean
		FramedTcpConnectionDetails nowhere() {
			return () -> Arrays.asList((ServerAddress) null);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithIllegalAddress {

		@Bean
		@Qualifier("payments")
		FramedTcpConnectionDetails illegal() {
			return () -> List.of(new ServerAddress("localhost", 0));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class WithDetails {

		@Bean
		FramedTcpConnectionDetails details() {
			return () -> List.of(new ServerAddress("localhost", 9000));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class NeedsCards {

		@Bean
		FramedTcpConnectionDetails details() {
			return () -> List.of(new ServerAddress("localhost", 9000));
		}

		@Bean
		String needy(@Qualifier("cards") FramedTcpTemplate template) {
			return template.toString();
		}

	}

}
