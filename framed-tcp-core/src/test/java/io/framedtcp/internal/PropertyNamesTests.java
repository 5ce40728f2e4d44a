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

package io.framedtcp.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PropertyNames}.
 */
class PropertyNamesTests {

	private static final String PAYMENTS = "framed-tcp.clients.payments.";

	@Test
	void namesBecomeThoseOfTheClient() {
		assertThat(PropertyNames.of("Set framed-tcp.ssl.enabled: true (framed-tcp.max-frame-size).", PAYMENTS))
			.isEqualTo(
					"Set framed-tcp.clients.payments.ssl.enabled: true (framed-tcp.clients.payments.max-frame-size).");
	}

	@Test
	void namesOfAClientAndOfAServerStayAsTheyAre() {
		for (String message : List.of("Set framed-tcp.clients.payments.port.", "framed-tcp.example.com:9000 is down",
				"my.framed-tcp.pool", "no names")) {
			assertThat(PropertyNames.of(message, PAYMENTS)).isEqualTo(message);
		}
		assertThat(PropertyNames.of("Set framed-tcp.port.", "framed-tcp.")).isEqualTo("Set framed-tcp.port.");
	}

	@Test
	void allNamesInMessagesOfTheLibraryAreKnown() throws IOException {
		Pattern name = Pattern.compile("framed-tcp\\.[a-z][a-z-]*");
		try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
			List<String> names = files.filter((file) -> file.toString().endsWith(".java"))
				.flatMap(PropertyNamesTests::lines)
				.filter((line) -> !line.strip().startsWith("*") && !line.strip().startsWith("//"))
				.flatMap((line) -> name.matcher(line).results().map(MatchResult::group))
				.distinct()
				.toList();
			assertThat(names).contains("framed-tcp.framing", "framed-tcp.max-frame-size")
				.allSatisfy((each) -> assertThat(PropertyNames.of(each, PAYMENTS)).startsWith(PAYMENTS));
		}
	}

	private static Stream<String> lines(Path file) {
		try {
			return Files.readAllLines(file).stream();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
