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

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.support.GenericMessage;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpAutoConfiguration}: which of the application's message
 * converters converts payloads.
 */
class MessageConverterSelectionTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void configureServer() {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=" + this.server.host(), "framed-tcp.port=" + this.server.port());
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void stringsAreUtf8WithoutConverter() {
		this.contextRunner
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("é"));
	}

	@Test
	void onlyConverterIsUsed() {
		this.contextRunner.withBean("any", MessageConverter.class, () -> new Tagging("any"))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("any:é"));
	}

	@Test
	void namedConverterWinsAmongSeveral() {
		this.contextRunner.withBean("any", MessageConverter.class, () -> new Tagging("any"))
			.withBean(FramedTcpAutoConfiguration.MESSAGE_CONVERTER, MessageConverter.class, () -> new Tagging("named"))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("named:é"));
	}

	@Test
	void namedConverterWinsOverPrimaryOne() {
		this.contextRunner
			.withBean("any", MessageConverter.class, () -> new Tagging("primary"),
					(definition) -> definition.setPrimary(true))
			.withBean(FramedTcpAutoConfiguration.MESSAGE_CONVERTER, MessageConverter.class, () -> new Tagging("named"))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("named:é"));
	}

	@Test
	void primaryConverterWinsAmongUnnamedOnes() {
		this.contextRunner.withBean("one", MessageConverter.class, () -> new Tagging("one"))
			.withBean("other", MessageConverter.class, () -> new Tagging("primary"),
					(definition) -> definition.setPrimary(true))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("primary:é"));
	}

	@Test
	void noneOfSeveralUnnamedConvertersIsUsed() {
		this.contextRunner.withBean("one", MessageConverter.class, () -> new Tagging("one"))
			.withBean("other", MessageConverter.class, () -> new Tagging("other"))
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("é"));
	}

	private static String exchange(FramedTcpTemplate template) {
		return template.convertSendAndReceive("é", String.class);
	}

	/**
	 * Tells by a tag on each reply which converter read it.
	 */
	private static final class Tagging implements MessageConverter {

		private final String tag;

		Tagging(String tag) {
			this.tag = tag;
		}

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			return this.tag + ":" + new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
		}

		@Override
		public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return new GenericMessage<>(payload.toString().getBytes(StandardCharsets.UTF_8));
		}

	}

}
