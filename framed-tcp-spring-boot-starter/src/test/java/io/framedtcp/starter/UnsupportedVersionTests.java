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

package io.framedtcp.starter;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications whose Spring Boot or Commons Pool2 is too old for the library:
 * they really have it on their class path. The start says which library is too old.
 */
class UnsupportedVersionTests {

	private static final Path OLD_SPRING_BOOT = Path.of("target", "spring-boot-too-old");

	private static final Path OLD_COMMONS_POOL2 = Path.of("target", "commons-pool2-too-old");

	private static final String[] SERVER = { "--framed-tcp.host=localhost", "--framed-tcp.port=9000" };

	@Test
	void springBoot3IsNamedAtTheStart() throws Exception {
		try (ForkedJvm jvm = start(classPathOfSpringBoot3(), SERVER)) {
			assertThat(jvm.await()).as("%s", jvm.output()).isEqualTo(1);
			assertThat(jvm.output()).contains("APPLICATION FAILED TO START")
				.anyMatch((line) -> line.startsWith("framed-tcp needs Spring Boot 4.0 or later, but 3.5."))
				.anyMatch((line) -> line.startsWith("Upgrade Spring Boot"));
			assertNoLinkageError(jvm);
		}
	}

	@Test
	void springBoot3StartsIfTheAutoConfigurationIsExcluded() throws Exception {
		String ours = Stream
			.of("FramedTcpAutoConfiguration", "endpoint.FramedTcpEndpointAutoConfiguration",
					"health.FramedTcpHealthContributorAutoConfiguration", "metrics.FramedTcpMetricsAutoConfiguration")
			.map((name) -> "io.framedtcp.autoconfigure." + name)
			.collect(Collectors.joining(","));
		try (ForkedJvm jvm = start(classPathOfSpringBoot3(), "--spring.autoconfigure.exclude=" + ours)) {
			assertThat(jvm.await()).as("%s", jvm.output()).isZero();
			assertThat(jvm.output()).contains(OrdinaryApplication.STARTED);
		}
	}

	@Test
	void oldCommonsPool2IsNamedAtTheStart() throws Exception {
		String classPath = classPath(OLD_COMMONS_POOL2, (entry) -> !entry.contains("commons-pool2"));
		try (ForkedJvm jvm = start(classPath, SERVER)) {
			assertThat(jvm.await()).as("%s", jvm.output()).isEqualTo(1);
			assertThat(jvm.output()).contains("APPLICATION FAILED TO START")
				.anyMatch((line) -> line.startsWith("framed-tcp needs Commons Pool2 2.12 or later, but 2.11.1 is on"))
				.anyMatch((line) -> line.contains("commons-pool2.version"));
		}
	}

	@Test
	void supportedVersionsStart() throws Exception {
		try (ForkedJvm jvm = start(System.getProperty("java.class.path"), SERVER)) {
			assertThat(jvm.await()).as("%s", jvm.output()).isZero();
			assertThat(jvm.output()).contains(OrdinaryApplication.STARTED);
		}
	}

	private static void assertNoLinkageError(ForkedJvm jvm) {
		assertThat(jvm.output())
			.noneMatch((line) -> line.contains("NoSuchMethodError") || line.contains("NoClassDefFoundError"));
	}

	private static String classPathOfSpringBoot3() throws IOException {
		return classPath(OLD_SPRING_BOOT, (entry) -> !entry.contains("org" + File.separator + "springframework")
				&& !entry.contains("micrometer"));
	}

	private static String classPath(Path added, Predicate<String> kept) throws IOException {
		try (Stream<Path> jars = Files.list(added)) {
			return Stream
				.concat(jars.map(Path::toString),
						Stream.of(System.getProperty("java.class.path").split(File.pathSeparator)).filter(kept))
				.collect(Collectors.joining(File.pathSeparator));
		}
	}

	private static ForkedJvm start(String classPath, String... arguments) {
		// DevTools would end it with status 0.
		return new ForkedJvm(OrdinaryApplication.class, classPath, List.of("-Dspring.devtools.restart.enabled=false"),
				List.of(arguments));
	}

}
