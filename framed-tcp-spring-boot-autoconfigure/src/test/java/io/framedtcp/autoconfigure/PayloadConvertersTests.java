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
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpAutoConfiguration}: what payloads are converted to and from
 * unless the application has a converter.
 */
class PayloadConvertersTests {

	private static final String JSON = "{\"symbol\":\"ACME\",\"price\":42}";

	private final FramedTcpServer server = FramedTcpServer.echo();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void configureServer() {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class, FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=" + this.server.host(), "framed-tcp.port=" + this.server.port());
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void recordIsSentAndReceivedAsJson() {
		run((template) -> {
			Quote quote = new Quote("ACME", 42);
			assertThat(template.convertSendAndReceive(quote, Quote.class)).isEqualTo(quote);
			assertThat(this.server.executions(bytes(JSON))).isOne();
		});
	}

	@Test
	void genericTypeIsReceivedAsJson() {
		run((template) -> {
			List<Quote> quotes = List.of(new Quote("ACME", 42), new Quote("GLOBEX", 7));
			assertThat(template.convertSendAndReceive(quotes, new ParameterizedTypeReference<List<Quote>>() {
			})).isEqualTo(quotes);
		});
	}

	@Test
	void jsonIsThatOfTheApplicationsMapper() {
		this.contextRunner.withPropertyValues("spring.jackson.property-naming-strategy=UPPER_CAMEL_CASE")
			.run((context) -> {
				context.getBean(FramedTcpTemplate.class).convertAndSend(new Quote("ACME", 42));
				assertThat(this.server.takeRequest(Duration.ofSeconds(5)).payload()).asString()
					.isEqualTo("{\"Symbol\":\"ACME\",\"Price\":42}");
			});
	}

	@Test
	void protobufMessageIsSentAndReceivedInItsEncoding() {
		run((template) -> {
			Struct struct = Struct.newBuilder()
				.putFields("price", Value.newBuilder().setNumberValue(42).build())
				.build();
			assertThat(template.convertSendAndReceive(struct, Struct.class)).isEqualTo(struct);
			assertThat(this.server.executions(struct.toByteArray())).isOne();
			assertThat(template.convertSendAndReceive("", ListValue.class)).isEqualTo(ListValue.getDefaultInstance());
		});
	}

	@Test
	void stringsAndByteArraysStayAsTheyAre() {
		run((template) -> {
			assertThat(template.convertSendAndReceive("é\"", String.class)).isEqualTo("é\"");
			assertThat(this.server.executions(bytes("é\""))).isOne();
			byte[] payload = { 1, -2, 3 };
			assertThat(template.convertSendAndReceive(payload, byte[].class)).isEqualTo(payload);
			assertThat(this.server.executions(payload)).isOne();
		});
	}

	@Test
	void requestAndReplyMayBeOfDifferentKinds() {
		run((template) -> {
			assertThat(template.convertSendAndReceive(JSON, Quote.class)).isEqualTo(new Quote("ACME", 42));
			assertThat(template.convertSendAndReceive(new Quote("ACME", 42), String.class)).isEqualTo(JSON);
			StringValue value = StringValue.of("ACME");
			assertThat(template.convertSendAndReceive(value, byte[].class)).isEqualTo(value.toByteArray());
		});
	}

	@Test
	void malformedJsonAndProtobufAreFoundOnceTheExchangeIsComplete() {
		run((template) -> {
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive("{\"symbol\":", Quote.class));
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive(new byte[] { 10, 100 }, Struct.class));
			assertThat(template.getPool().counts().idle()).isOne();
			assertThat(template.convertSendAndReceive("a", String.class)).isEqualTo("a");
			assertThat(this.server.accepted()).isOne();
		});
	}

	@Test
	void noJsonWithoutJackson() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(JsonMapper.class)).run((context) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			assertUnsupported(template, new Quote("ACME", 42));
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive(new Quote("ACME", 42), Quote.class))
				.withMessageStartingWith("Client 'default' cannot convert " + Quote.class.getName() + " to bytes: ")
				.withMessageContaining("For JSON, add Jackson: with Spring Boot by spring-boot-starter-jackson");
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive("a", Quote.class))
				.withMessageStartingWith("Client 'default' cannot convert bytes to " + Quote.class.getName() + ": ")
				.withMessageContaining("For JSON, add Jackson: with Spring Boot by spring-boot-starter-jackson");
			assertThat(template.convertSendAndReceive("a", String.class)).isEqualTo("a");
			assertThat(template.convertSendAndReceive(StringValue.of("a"), StringValue.class))
				.isEqualTo(StringValue.of("a"));
		});
	}

	@Test
	void noJsonWithoutAMapperOrWithSeveral() {
		ApplicationContextRunner withoutMapper = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=" + this.server.host(), "framed-tcp.port=" + this.server.port());
		withoutMapper
			.run((context) -> assertUnsupported(context.getBean(FramedTcpTemplate.class), new Quote("ACME", 42)));
		withoutMapper.withBean("one", JsonMapper.class, JsonMapper::new)
			.withBean("other", JsonMapper.class, JsonMapper::new)
			.run((context) -> assertUnsupported(context.getBean(FramedTcpTemplate.class), new Quote("ACME", 42)));
	}

	@Test
	void noProtobufWithoutItsLibrary() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Message.class)).run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean("framedTcpProtobufConverter");
			assertThat(context.getBean(FramedTcpTemplate.class).convertSendAndReceive(JSON, Quote.class))
				.isEqualTo(new Quote("ACME", 42));
		});
	}

	@Test
	void onlyBytesAndStringsWithoutAnyLibrary() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Message.class, JsonMapper.class)).run((context) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			assertThat(context).doesNotHaveBean(FramedTcpAutoConfiguration.PayloadConverter.class);
			assertUnsupported(template, new Quote("ACME", 42));
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive(new Quote("ACME", 42), Quote.class))
				.withMessageStartingWith("Client 'default' cannot convert " + Quote.class.getName() + " to bytes: ")
				.withMessageContaining("For JSON, add Jackson: with Spring Boot by spring-boot-starter-jackson");
			assertThatExceptionOfType(MessageConversionException.class)
				.isThrownBy(() -> template.convertSendAndReceive("a", Quote.class))
				.withMessageStartingWith("Client 'default' cannot convert bytes to " + Quote.class.getName() + ": ")
				.withMessageContaining("For JSON, add Jackson: with Spring Boot by spring-boot-starter-jackson");
			assertThat(template.convertSendAndReceive("a", String.class)).isEqualTo("a");
		});
	}

	@Test
	void noMessageConverterIsAddedForOthersToFind() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(MessageConverter.class));
	}

	private void run(Consumer<FramedTcpTemplate> test) {
		this.contextRunner.run((context) -> test.accept(context.getBean(FramedTcpTemplate.class)));
	}

	private static void assertUnsupported(FramedTcpTemplate template, Object payload) {
		assertThatExceptionOfType(MessageConversionException.class)
			.isThrownBy(() -> template.convertSendAndReceive(payload, payload.getClass()))
			.withMessageContaining("does not support it");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	record Quote(String symbol, int price) {
	}

}
