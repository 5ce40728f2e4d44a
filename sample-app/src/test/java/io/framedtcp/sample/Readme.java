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

package io.framedtcp.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's README, taken apart.
 */
class Readme {

	private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

	private final String text;

	Readme() throws IOException {
		this.text = Files.readString(file("README.md"));
	}

	/**
	 * Return a file of the project; tests run in the directory of their module.
	 * @param name path from the project's root
	 * @return the file
	 */
	static Path file(String name) {
		return Path.of("..", name);
	}

	String text() {
		return this.text;
	}

	/**
	 * Return the code blocks of a language.
	 * @param language as it stands behind the opening fence
	 * @return what stands between the fences
	 */
	List<String> blocks(String language) {
		return BLOCK.matcher(this.text)
			.results()
			.filter((block) -> block.group(1).equals(language))
			.map((block) -> block.group(2))
			.toList();
	}

	/**
	 * Return the rows of a table, below its head.
	 * @param firstHeading heading of its first column
	 * @return its rows, each a list of cells
	 */
	List<List<String>> table(String firstHeading) {
		Matcher table = Pattern.compile("(?m)^\\| " + firstHeading + " \\|.*\\n\\|[-|]+\\|\\n((?:\\|.*\\|\\n)+)")
			.matcher(this.text);
		if (!table.find()) {
			throw new IllegalStateException("No such table: " + firstHeading);
		}
		return table.group(1).lines().map(this::cells).toList();
	}

	/**
	 * Return the files that are linked to.
	 * @return paths from the project's root
	 */
	List<String> links() {
		return LINK.matcher(this.text).results().map((link) -> link.group(1)).toList();
	}

	private List<String> cells(String row) {
		return Arrays.stream(row.substring(1).split("\\|")).map(String::strip).toList();
	}

}
