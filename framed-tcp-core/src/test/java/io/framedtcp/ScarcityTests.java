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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No reply is lost for lack of anything that could have been had before its request was
 * written.
 */
class ScarcityTests {

	@Test
	@EnabledOnOs(OS.LINUX)
	void exchangeNeedsNoFileDescriptor() throws IOException {
		assertThat(run("descriptors", List.of("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh"), List.of()))
			.isEqualTo("replied, replied, replied, connections: 2");
	}

	@Test
	void exchangeNeedsNoDirectMemory() throws IOException {
		assertThat(run("memory", List.of(), List.of("-XX:MaxDirectMemorySize=8m")))
			.isEqualTo("replied, replied, replied, connections: 2");
	}

	private static String run(String scarce, List<String> launcher, List<String> options) throws IOException {
		List<String> command = new ArrayList<>(launcher);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), ScarceExchanges.class.getName(), scarce));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
		return new String(process.getInputStream().readAllBytes()).strip();
	}

}
