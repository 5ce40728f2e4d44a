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
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link FramedTcpAutoConfiguration} beside parts of Spring that define message
 * converters for themselves.
 */
class InfrastructureConvertersTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void converterOfStompIsNotTaken() {
		configured(new WebApplicationContextRunner()).withUserConfiguration(Stomp.class).run((context) -> {
			assertThat(context.getBeanNamesForType(MessageConverter.class)).containsExactly("brokerMessageConverter");
			assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("a");
		});
	}

	@Test
	void converterOfTheApplicationIsTakenBesideThatOfStomp() {
		configured(new WebApplicationContextRunner()).withUserConfiguration(Stomp.class, OwnConverter.class)
			.run((context) -> {
				assertThat(context.getBeanNamesForType(MessageConverter.class)).hasSize(2);
				assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("own a");
			});
	}

	@Test
	void converterOfIntegrationIsNotTaken() {
		configured(new ApplicationContextRunner()).withUserConfiguration(Integration.class).run((context) -> {
			assertThat(context.getBeanNamesForType(MessageConverter.class))
				.contains("integrationArgumentResolverMessageConverter");
			assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("a");
		});
	}

	@Test
	void converterOfTheApplicationIsTakenBesideThatOfIntegration() {
		configured(new ApplicationContextRunner()).withUserConfiguration(Integration.class, OwnConverter.class)
			.run((context) -> assertThat(exchange(context.getBean(FramedTcpTemplate.class))).isEqualTo("own a"));
	}

	@Test
	void converterThatTheApplicationMakesOfOneOfSpringsClassesIsTaken() {
		configured(new ApplicationContextRunner()).withUserConfiguration(Latin1.class)
			.run((context) -> assertLatin1(context.getBean(FramedTcpTemplate.class)));
		configured(new ApplicationContextRunner()).withBean(StringMessageConverter.class, StandardCharsets.ISO_8859_1)
			.run((context) -> assertLatin1(context.getBean(FramedTcpTemplate.class)));
	}

	private <S extends AbstractApplicationContextRunner<S, ?, ?>> S configured(S runner) {
		return runner.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=" + this.server.host(), "framed-tcp.port=" + this.server.port());
	}

	private static String exchange(FramedTcpTemplate template) {
		return template.convertSendAndReceive("a", String.class);
	}

	private void assertLatin1(FramedTcpTemplate template) {
		assertThat(template.convertSendAndReceive("é", String.class)).isEqualTo("é");
		assertThat(this.server.executions("é".getBytes(StandardCharsets.ISO_8859_1))).isOne();
		this.server.reset();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Stomp implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/stomp")
				.setHandshakeHandler((request, response, webSocketHandler, attributes) -> false);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Integration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnConverter {

		@Bean
		MessageConverter own() {
			return new Own();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Latin1 {

		@Bean
		StringMessageConverter latin1() {
			return new StringMessageConverter(StandardCharsets.ISO_8859_1);
		}

	}

	/**
	 * Tells that it has read a reply.
	 */
	private static final class Own implements MessageConverter {

		@Override
		public Object fromMessage(Message<?> message, Class<?> targetClass) {
			return "own " + new String((byte[]) message.getPayload(), StandardCharsets.UTF_8);
		}

		@Override
		public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
			return new GenericMessage<>(payload.toString().getBytes(StandardCharsets.UTF_8));
		}

	}

}
