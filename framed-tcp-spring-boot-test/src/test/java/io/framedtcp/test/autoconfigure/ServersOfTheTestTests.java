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

package io.framedtcp.test.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpConnectionDetails;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureFramedTcpServer}: servers that are beans of the test, for
 * an application that talks to them when it starts, and has details of its own.
 */
@SpringBootTest(properties = { "framed-tcp.framing.type=lines", "framed-tcp.clients.payments.framing.type=length-field",
		"framed-tcp.clients.payments.response-timeout=5s" })
@AutoConfigureFramedTcpServer
@AutoConfigureFramedTcpServer(client = "payments")
class ServersOfTheTestTests {

	@Autowired
	private FramedTcpServer server;

	@Autowired
	@Qualifier("payments")
	private FramedTcpServer payments;

	@Autowired
	@Qualifier("payments")
	private FramedTcpTemplate paymentsTemplate;

	@Test
	void serversAreThoseOfTheTest(@Autowired ApplicationContext context) {
		assertThat(context.getBeansOfType(FramedTcpServer.class)).containsOnlyKeys("any", "paying");
		assertThat(context.getBean("greeting")).isEqualTo("hello");
		assertThat(this.server).isSameAs(context.getBean("any"));
	}

	@RepeatedTest(2)
	void serverOfTheTestMayBeToldWhatToAnswer() {
		assertThat(this.payments.requestCount()).isZero();
		assertThat(this.paymentsTemplate.convertSendAndReceive("a", String.class)).isEqualTo("a");
		this.payments.enqueue("b");
		assertThat(this.paymentsTemplate.convertSendAndReceive("a", String.class)).isEqualTo("b");
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Servers {

		@Bean
		FramedTcpServer any() {
			return FramedTcpServer.serving((connection) -> {
				connection.readBytes("hello\n".length());
				connection.writeBytes("hello\n".getBytes());
				connection.awaitClose();
			});
		}

		@Bean(defaultCandidate = false)
		@Qualifier("payments")
		FramedTcpServer paying() {
			return FramedTcpServer.echo();
		}

		@Bean
		FramedTcpConnectionDetails ofProduction() {
			return () -> List.of(new ServerAddress("production.invalid", 1));
		}

		@Bean
		String greeting(FramedTcpTemplate template) {
			return template.convertSendAndReceive("hello", String.class);
		}

	}

}
