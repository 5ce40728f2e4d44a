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

package io.framedtcp.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.framedtcp.benchmarks.peer.VersionLoader;
import io.framedtcp.benchmarks.report.AgainstTable;
import io.framedtcp.benchmarks.turns.Contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Command}.
 */
class CommandTests {

	@TempDir
	private Path directory;

	@Test
	void theGridGoesOnWhereItWasLeft() {
		Command command = Command.parse(new String[] { "--grid", "--resume", "--only", "^tls" });
		assertThat(command.level()).isEqualTo(Level.GRID);
		assertThat(command.resume()).isTrue();
		assertThat(command.only().pattern()).isEqualTo("^tls");
	}

	@Test
	void onlyTheGridGoesOn() {
		assertThatIllegalArgumentException().isThrownBy(() -> Command.parse(new String[] { "--ratios", "--resume" }))
			.withMessage("--resume needs --grid");
	}

	@Test
	void anotherVersionNeedsAJarOfTheLibrary() throws IOException {
		Path library = jar("library.jar", "io/framedtcp/FramedTcpTemplate.class");
		Command command = Command.parse(new String[] { "--against", library.toString() });
		assertThat(command.level()).isEqualTo(Level.AGAINST);
		assertThat(command.other()).isEqualTo(library);
		Path something = jar("something.jar", "io/framedtcp/Other.class");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Command.parse(new String[] { "--against", something.toString() }))
			.withMessageContaining("something.jar is none");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Command.parse(new String[] { "--against", "missing.jar" }))
			.withMessageContaining("missing.jar cannot be read");
	}

	@Test
	void bothVersionsTakeTurnsInEachRow() throws IOException {
		Path library = jar("library.jar", "io/framedtcp/FramedTcpTemplate.class");
		Command command = Command.parse(new String[] { "--against", library.toString() });
		Map<String, List<String>> jars = command.bouts()
			.stream()
			.flatMap((bout) -> bout.contenders().stream())
			.filter((contender) -> !contender.variant().equals(AgainstTable.AGAIN))
			.collect(Collectors.groupingBy(Contender::name, Collectors.mapping(Contender::jar, Collectors.toList())));
		assertThat(jars).hasSize(11)
			.allSatisfy((row, versions) -> assertThat(versions).containsExactly(VersionLoader.present().toString(),
					library.toString()));
	}

	@Test
	void anOptionThatIsUnknownIsNamed() {
		assertThatIllegalArgumentException().isThrownBy(() -> Command.parse(new String[] { "--fast" }))
			.withMessageContaining("--fast");
	}

	private Path jar(String name, String entry) throws IOException {
		Path file = this.directory.resolve(name).toAbsolutePath();
		try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
			jar.putNextEntry(new JarEntry(entry));
		}
		return file;
	}

}
