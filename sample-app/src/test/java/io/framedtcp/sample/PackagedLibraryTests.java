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

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looks into the jars of the library that the build has packaged.
 */
@Tag("packaged")
class PackagedLibraryTests {

	@Test
	void everyJarHasTheNameOfItsModule() throws IOException {
		Map<String, String> names = new HashMap<>();
		for (Path jar : jars()) {
			try (JarFile file = new JarFile(jar.toFile())) {
				String module = jar.getFileName().toString().replaceFirst("-\\d.*", "");
				names.put(module, file.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
			}
		}
		assertThat(names).containsOnly(Map.entry("framed-tcp-core", "io.framedtcp"),
				Map.entry("framed-tcp-spring-boot-autoconfigure", "io.framedtcp.autoconfigure"),
				Map.entry("framed-tcp-spring-boot-starter", "io.framedtcp.starter"),
				Map.entry("framed-tcp-spring-boot-test", "io.framedtcp.test.autoconfigure"),
				Map.entry("framed-tcp-test", "io.framedtcp.test"));
	}

	private static Iterable<Path> jars() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map(Path::of)
			.filter((path) -> path.getFileName().toString().matches("framed-tcp-.*\\.jar"))
			.toList();
	}

}
