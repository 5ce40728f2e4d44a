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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What docs/protocols.md tells the users of a server: a section that configures a client.
 *
 * @param heading the section's heading
 * @param yaml the properties
 * @param java the classes
 */
record Recipe(String heading, List<String> yaml, List<String> java) {

	/** Tests run in the directory of their module. */
	private static final Path FILE = Path.of("..", "docs", "protocols.md");

	private static final Pattern SECTION = Pattern.compile("(?ms)^##+ ([^\\n]*)\\n(.*?)(?=^##+ |\\z)");

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

	static List<Recipe> all() {
		return all(FILE);
	}

	/**
	 * Returns the sections of a page that have properties.
	 * @param page the page
	 * @return the recipes, in order
	 */
	static List<Recipe> all(Path page) {
		return SECTION.matcher(document(page))
			.results()
			.map((section) -> new Recipe(section.group(1), blocks(section, "yaml"), blocks(section, "java")))
			.filter((recipe) -> !recipe.yaml().isEmpty())
			.toList();
	}

	static Recipe of(String heading) {
		return all().stream()
			.filter((recipe) -> recipe.heading().equals(heading))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException("No recipe in " + FILE + " is headed '" + heading + "'"));
	}

	/**
	 * Find the recipe that a test class holds to.
	 * @param tested names the recipe
	 * @return the recipe, with that which it is an addition to
	 */
	static Recipe of(RecipeFor tested) {
		Recipe recipe = of(tested.value());
		return tested.addedTo().isEmpty() ? recipe : recipe.addedTo(of(tested.addedTo()));
	}

	/**
	 * Return the rows of a table of the page, below its head.
	 * @param firstHeading the heading of its first column
	 * @return the rows, each a list of cells
	 */
	static List<List<String>> table(String firstHeading) {
		Pattern table = Pattern
			.compile("(?m)^\\| " + Pattern.quote(firstHeading) + " \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\|\\n)+)");
		return table.matcher(document(FILE))
			.results()
			.flatMap((found) -> found.group(1).lines())
			.map((row) -> Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList())
			.toList();
	}

	/**
	 * Add this recipe to another one.
	 * @param other the other, whose properties this one may change
	 * @return both
	 */
	Recipe addedTo(Recipe other) {
		return new Recipe(this.heading, joined(this.yaml, other.yaml), joined(this.java, other.java));
	}

	private static List<String> joined(List<String> first, List<String> second) {
		return Stream.concat(first.stream(), second.stream()).toList();
	}

	private static List<String> blocks(MatchResult section, String language) {
		return BLOCK.matcher(section.group(2))
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	static String document(Path page) {
		try {
			return Files.readString(page);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
