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

package io.framedtcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that each message about exchanges in docs/troubleshooting.md stands in the test
 * that the page names. That test compares it with a message of the library.
 */
class ExchangeMessagesTests {

	private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^|]*)` \\|.*\\| `(\\w+Tests)` \\|$");

	private static final Pattern BETWEEN_LITERALS = Pattern.compile("\"\\s*\\+\\s*\"|\\\\\\n\\s*");

	@ParameterizedTest
	@MethodSource("rows")
	void messageIsComparedByItsTest(String message, String test) throws IOException {
		assertThat(BETWEEN_LITERALS.matcher(source(test)).replaceAll("")).contains(message.split("…"));
	}

	private static String source(String test) throws IOException {
		try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
			return Files.readString(files.filter((file) -> file.endsWith(test + ".java")).findFirst().orElseThrow());
		}
	}

	static List<Object[]> rows() throws IOException {
		String section = Files.readString(Path.of("..", "docs", "troubleshooting.md"))
			.split("(?m)^## An exchange fails$")[1].split("(?m)^## ")[0];
		List<Object[]> rows = ROW.matcher(section)
			.results()
			.map((row) -> new Object[] { row.group(1), row.group(2) })
			.toList();
		assertThat(rows).hasSize((int) section.lines().filter((line) -> line.startsWith("| `")).count());
		return rows;
	}

}
