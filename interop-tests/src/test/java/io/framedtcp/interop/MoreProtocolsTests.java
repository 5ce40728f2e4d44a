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

package io.framedtcp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each entry of docs/more-protocols.md makes a client, and that many of them
 * hold the dialogue of the protocol's specification. No server of these protocols runs
 * here.
 */
class MoreProtocolsTests {

	private static final Path PAGE = Path.of("..", "docs", "more-protocols.md");

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| ((?:[^|\\\\]|\\\\.)+) \\| (?:[^|\\\\]|\\\\.)+ \\| (`(?:[^|\\\\]|\\\\.)+`) \\|$");

	private static final Pattern PROPERTY = Pattern.compile("`([^`]+)`(?:<br>)?");

	private final List<SpecifiedExchange> exchanges = SpecifiedExchange.all();

	@Test
	void propertiesOfEachEntryMakeAClientThatHoldsItsDialogue() throws IOException {
		List<Recipe> rows = rows();
		assertThat(rows).hasSizeGreaterThan(90);
		Map<SpecifiedExchange, String> clients = new LinkedHashMap<>();
		Map<SpecifiedExchange, SpecifiedServer> servers = new LinkedHashMap<>();
		StringBuilder yaml = new StringBuilder("framed-tcp:\n  strict: true\n  clients:\n");
		for (int i = 0; i < rows.size(); i++) {
			String client = "client" + i;
			Optional<SpecifiedExchange> exchange = exchangeOf(rows.get(i));
			exchange.ifPresent((found) -> clients.put(found, client));
			exchange.ifPresent((found) -> servers.put(found, found.start()));
			yaml.append("    ").append(client).append(": # ").append(rows.get(i).heading());
			yaml.append("\n      host: 127.0.0.1\n      port: ");
			yaml.append(exchange.map((found) -> servers.get(found).port()).orElse(9)).append('\n');
			lines(rows.get(i)).forEach((line) -> yaml.append("      ").append(line).append('\n'));
		}
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withInitializer((context) -> add(context, yaml.toString()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				Map<String, FramedTcpTemplate> templates = context.getBeansOfType(FramedTcpTemplate.class);
				assertThat(templates).hasSameSizeAs(rows);
				assertThat(clients).hasSizeGreaterThan(60);
				for (Map.Entry<SpecifiedExchange, String> client : clients.entrySet()) {
					SpecifiedExchange exchange = client.getKey();
					hold(exchange, servers.get(exchange), templates.get(client.getValue() + "FramedTcpTemplate"));
				}
			});
		for (SpecifiedServer server : servers.values()) {
			server.close();
		}
	}

	@Test
	void eachEntryWithJavaHoldsItsDialogue() throws Exception {
		assertThat(sections()).hasSizeGreaterThan(5);
		for (Recipe section : sections()) {
			SpecifiedExchange exchange = exchangeOf(section)
				.orElseThrow(() -> new AssertionError("There is no dialogue of " + section.heading()));
			try (SpecifiedServer server = exchange.start()) {
				new RecipeClient(section).run(server.port(), (template, pool) -> hold(exchange, server, template));
			}
		}
	}

	@Test
	void eachDialogueHasItsEntry() {
		List<Recipe> recipes = Stream.concat(rows().stream(), sections().stream()).toList();
		assertThat(this.exchanges).allSatisfy(
				(exchange) -> assertThat(recipes).filteredOn((recipe) -> recipe.heading().startsWith(exchange.name()))
					.hasSize(1));
	}

	private static void hold(SpecifiedExchange exchange, SpecifiedServer server, FramedTcpOperations template)
			throws Exception {
		try {
			exchange.call(template);
			server.await();
		}
		catch (FramedTcpException ex) {
			throw new AssertionError(exchange + ": " + ex.getMessage() + ", " + server.failure(), ex);
		}
	}

	private Optional<SpecifiedExchange> exchangeOf(Recipe recipe) {
		return this.exchanges.stream().filter((exchange) -> recipe.heading().startsWith(exchange.name())).findFirst();
	}

	private static List<Recipe> sections() {
		return Recipe.all(PAGE).stream().filter((recipe) -> !recipe.java().isEmpty()).toList();
	}

	private static List<Recipe> rows() {
		return ROW.matcher(Recipe.document(PAGE)).results().map((row) -> {
			List<String> lines = PROPERTY.matcher(row.group(2).replace("\\|", "|"))
				.results()
				.map((property) -> property.group(1))
				.toList();
			return new Recipe(row.group(1), List.of("framed-tcp:\n  " + String.join("\n  ", lines)), List.of());
		}).toList();
	}

	private static List<String> lines(Recipe row) {
		return row.yaml().get(0).lines().skip(1).map(String::strip).toList();
	}

	private static void add(ConfigurableApplicationContext context, String yaml) {
		try {
			new YamlPropertySourceLoader()
				.load("more protocols", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
