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
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

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

	@Test
	void propertiesOfEachEntryMakeAClient() {
		List<Recipe> rows = rows();
		assertThat(rows).hasSizeGreaterThan(90);
		StringBuilder yaml = new StringBuilder("framed-tcp:\n  strict: true\n  clients:\n");
		for (int i = 0; i < rows.size(); i++) {
			yaml.append("    client").append(i).append(": # ").append(rows.get(i).heading());
			yaml.append("\n      host: localhost\n      port: 9\n");
			lines(rows.get(i)).forEach((line) -> yaml.append("      ").append(line).append('\n'));
		}
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withInitializer((context) -> add(context, yaml.toString()))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeansOfType(FramedTcpTemplate.class)).hasSameSizeAs(rows);
			});
	}

	@ParameterizedTest
	@MethodSource("exchanges")
	void clientHoldsTheDialogueOfTheSpecification(SpecifiedExchange exchange, Recipe recipe) throws Exception {
		exchange.tryWith(new RecipeClient(recipe));
	}

	@Test
	void eachEntryWithJavaHoldsADialogue() {
		assertThat(exchanges()).extracting((arguments) -> ((Recipe) arguments[1]).heading())
			.containsAll(sections().stream().map(Recipe::heading).toList());
	}

	static List<Object[]> exchanges() {
		List<Recipe> recipes = Stream.concat(rows().stream(), sections().stream()).toList();
		return SpecifiedExchange.all()
			.stream()
			.map((exchange) -> new Object[] { exchange, recipeFor(exchange, recipes) })
			.toList();
	}

	private static Recipe recipeFor(SpecifiedExchange exchange, List<Recipe> recipes) {
		List<Recipe> found = recipes.stream().filter((recipe) -> recipe.heading().startsWith(exchange.name())).toList();
		assertThat(found).as("entries of " + PAGE + " that begin with '" + exchange.name() + "'").hasSize(1);
		return found.get(0);
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
