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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.spi.Ping;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that the messages of docs/troubleshooting.md are those of the library: each is
 * produced here, but for those of exchanges and those of the tests named below.
 */
@ExtendWith(OutputCaptureExtension.class)
class TroubleshootingTests {

	/** Tests run in the directory of their module. */
	private static final Path PAGE = Path.of("..", "docs", "troubleshooting.md");

	/**
	 * {@link NamedClientsAheadOfTimeTests} and {@link PropertyNamesTests} produce them.
	 */
	private static final List<String> ELSEWHERE = List.of("processed ahead of time", "when the application was built",
			"FRAMED_TCP_CLIENTS_");

	private static final Map<String, String> PROPERTIES = properties();

	private static final Map<String, Function<FramedTcpTemplate, Object>> CALLS = calls();

	private static Map<String, String> properties() {
		Map<String, String> properties = new LinkedHashMap<>();
		properties.put("Nothing reads what is set by framed-tcp.", "respones-timeout=1s port=1x");
		properties.put("is empty. It is a group", "framing.length-field=");
		properties.put("has a value, which is not shown", "ssl=true");
		properties.put("pairs of hexadecimal digits", "framing.length-field.marker=0x0a");
		properties.put("no ping", "ping.payload=");
		properties.put("Idle connections", "ping.interval=1m pool.max-total=0");
		properties.put("login-reply' is not set", "initializer.login=00");
		properties.put("It cannot be sent", "ping.payload=00010203 max-frame-size=4B");
		properties.put("It has no effect unless framed-tcp.framing.type", "framing.delimiter.end=0a");
		properties.put("It must be set with framed-tcp.host", "addresses= host=localhost");
		properties.put("since no server is configured", "addresses=");
		properties.put("no such client.", "clients.quotes.addresses=localhost:1");
		properties.put("is the name of no client", "clients.cards.addresses=localhost:1");
		properties.put("To Spring Boot", "clients.a-b.addresses=localhost:1 clients.aB.addresses=localhost:1");
		properties.put("no such SSL bundle", "ssl.bundle=bank");
		properties.put("knows no id to tell", "shared.enabled=true");
		return properties;
	}

	private static Map<String, Function<FramedTcpTemplate, Object>> calls() {
		Map<String, Function<FramedTcpTemplate, Object>> calls = new LinkedHashMap<>();
		calls.put("cannot send the payload", (template) -> template.sendAndReceive(new byte[200]));
		calls.put("a further", (template) -> template.sendAndReceive("large".getBytes()));
		calls.put("to bytes:", (template) -> template.convertSendAndReceive(List.of(1), String.class));
		calls.put("convert bytes to", (template) -> template.convertSendAndReceive("small", List.class));
		calls.put("refused the login", (template) -> template.sendAndReceive("small".getBytes()));
		return calls;
	}

	@TempDir
	private Path directory;

	@ParameterizedTest
	@MethodSource("startsThatFail")
	void startFailsWithTheMessage(String message, CapturedOutput output) {
		FailingStart.of(
				message.contains("no such client.") ? NeedsCards.class
						: message.contains("no server is") ? NeedsDefault.class
								: message.contains("name of no client") ? Misspelled.class : Application.class,
				arguments(value(PROPERTIES, message)));
		assertThat(output.toString()).containsPattern(pattern(message));
	}

	@Test
	void hexadecimalWithoutQuotationMarksFailsWithTheMessage(CapturedOutput output) throws IOException {
		Path yaml = this.directory.resolve("application.yaml");
		Files.writeString(yaml,
				"framed-tcp:\n  framing:\n    length-field:\n      offset: 4\n      marker: 00524551\n");
		FailingStart.of(Application.class, "--framed-tcp.addresses=localhost:9000",
				"--spring.config.location=" + yaml.toUri());
		assertThat(output).contains("framed-tcp.framing.length-field.marker", "application.yaml", "174441");
		assertThat(output.toString()).containsPattern(pattern(row("YAML has read it as a number")));
	}

	@ParameterizedTest
	@MethodSource("callsThatFail")
	void callFailsWithTheMessage(String message) {
		Function<FramedTcpTemplate, Object> call = value(CALLS, message);
		try (FramedTcpServer server = FramedTcpServer
			.answering((request) -> new byte[new String(request).equals("large") ? 200 : 9])) {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
				.withClassLoader(new FilteredClassLoader(JsonMapper.class))
				.withPropertyValues("framed-tcp.addresses=" + server.host() + ":" + server.port(),
						"framed-tcp.max-frame-size=100B")
				.withPropertyValues(message.contains("login")
						? new String[] { "framed-tcp.initializer.login=00", "framed-tcp.initializer.login-reply=01" }
						: new String[0])
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThat(catchThrowable(() -> call.apply(template)).getMessage())
						.containsPattern(pattern(message));
				});
		}
	}

	@Test
	void eachMessageIsProducedByATest() throws IOException {
		List<String> produced = new ArrayList<>(ELSEWHERE);
		produced.addAll(PROPERTIES.keySet());
		produced.addAll(CALLS.keySet());
		produced.add("YAML has read it as a number");
		List<String> rows = rows("The start fails or warns");
		rows.addAll(rows("A payload or a login is refused"));
		assertThat(rows).hasSize(produced.size())
			.allSatisfy((row) -> assertThat(produced).filteredOn(row::contains).as(row).hasSize(1));
	}

	static List<String> startsThatFail() throws IOException {
		return rows("The start fails or warns").stream()
			.filter((row) -> PROPERTIES.keySet().stream().anyMatch(row::contains))
			.filter((row) -> ELSEWHERE.stream().noneMatch(row::contains))
			.toList();
	}

	static List<String> callsThatFail() throws IOException {
		return rows("A payload or a login is refused");
	}

	private static String row(String part) throws IOException {
		return rows("The start fails or warns").stream().filter((row) -> row.contains(part)).findFirst().orElseThrow();
	}

	private static <T> T value(Map<String, T> values, String message) {
		return values.entrySet()
			.stream()
			.filter((entry) -> message.contains(entry.getKey()))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return the arguments of the application, with an address unless they have it.
	 */
	private static String[] arguments(String properties) {
		Map<String, String> all = new LinkedHashMap<>();
		all.put("addresses", "localhost:9000");
		Arrays.stream(properties.split(" "))
			.map((property) -> property.split("=", 2))
			.forEach((property) -> all.put(property[0], property[1]));
		return all.entrySet()
			.stream()
			.map((property) -> "--framed-tcp." + property.getKey() + "=" + property.getValue())
			.toArray(String[]::new);
	}

	private static Pattern pattern(String message) {
		String between = Arrays.stream(message.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*?"));
		return Pattern.compile(between, Pattern.DOTALL);
	}

	/**
	 * Return the messages of a section of the page.
	 */
	private static List<String> rows(String heading) throws IOException {
		String section = Files.readString(PAGE).split("(?m)^## " + Pattern.quote(heading) + "$")[1]
			.split("(?m)^## ")[0];
		return Pattern.compile("(?m)^\\| `([^`]*)` \\|")
			.matcher(section)
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toList());
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, FramedTcpAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, FramedTcpAutoConfiguration.class })
	static class NeedsDefault {

		@Bean
		String needy(FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, FramedTcpAutoConfiguration.class })
	static class NeedsCards {

		@Bean
		String needy(@Qualifier("cards") FramedTcpTemplate template) {
			return template.toString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, FramedTcpAutoConfiguration.class })
	static class Misspelled {

		@Bean
		@Qualifier("crads")
		Ping ping() {
			return () -> new byte[1];
		}

	}

}
