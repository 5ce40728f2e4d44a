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

import java.time.Duration;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;

import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link AutoConfigureFramedTcpServer}: an application that has no server in
 * its properties.
 */
@SpringBootTest
@AutoConfigureFramedTcpServer
class AutoConfigureFramedTcpServerTests {

	@Autowired
	private FramedTcpServer server;

	@Autowired
	private FramedTcpTemplate template;

	@RepeatedTest(3)
	void clientTalksToTheServerWhichBeginsAnewWithEachTest() throws Exception {
		assertThat(this.server.requestCount()).isZero();
		this.server.enqueue("42.41");
		assertThat(this.template.convertSendAndReceive("ACME", String.class)).isEqualTo("42.41");
		assertThat(this.server.takeRequest(Duration.ofSeconds(5)).payload()).asString().isEqualTo("ACME");
	}

	@Test
	void faultIsInjected() {
		this.server.inject(Fault.reset()).at(Point.BEFORE_REPLY);
		this.server.enqueue("lost");
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.convertSendAndReceive("ACME", String.class));
		this.server.enqueue("42.42");
		assertThat(this.template.convertSendAndReceive("ACME", String.class)).isEqualTo("42.42");
	}

	@Nested
	class InANestedClass {

		@Autowired
		private FramedTcpTemplate nestedTemplate;

		@RepeatedTest(2)
		void serverIsThatOfTheEnclosingClass() {
			assertThat(this.nestedTemplate).isSameAs(AutoConfigureFramedTcpServerTests.this.template);
			assertThat(AutoConfigureFramedTcpServerTests.this.server.requestCount()).isZero();
			AutoConfigureFramedTcpServerTests.this.server.enqueue("nested");
			assertThat(this.nestedTemplate.convertSendAndReceive("ACME", String.class)).isEqualTo("nested");
		}

	}

	@Nested
	@TestPropertySource(properties = { "framed-tcp.framing.length-field.size=2", "framed-tcp.host=unknown.invalid",
			"framed-tcp.port=1", "framed-tcp.ssl.enabled=true" })
	class WithPropertiesOfItsOwn {

		@Autowired
		private FramedTcpServer nestedServer;

		@Autowired
		private FramedTcpTemplate nestedTemplate;

		@Test
		void serverFollowsTheFramingAndReplacesTheAddressAndTls() {
			this.nestedServer.enqueue("2 bytes");
			assertThat(this.nestedTemplate.convertSendAndReceive("ACME", String.class)).isEqualTo("2 bytes");
			assertThat(this.nestedServer.executions("ACME".getBytes())).isOne();
		}

	}

}
