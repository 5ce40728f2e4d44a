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

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who observes nothing needs no Micrometer.
 */
class WithoutMicrometerTests {

	@Test
	void templateWorksAsBefore() throws Exception {
		try (URLClassLoader loader = withoutMicrometer(); FramedTcpServer server = FramedTcpServer.echo()) {
			assertThatExceptionOfType(ClassNotFoundException.class)
				.isThrownBy(() -> loader.loadClass("io.micrometer.observation.Observation"));
			Class<?> templateClass = loader.loadClass(FramedTcpTemplate.class.getName());
			assertThat(templateClass.getMethods()).isNotEmpty();
			Object builder = templateClass.getMethod("builder", String.class, int.class)
				.invoke(null, server.host(), server.port());
			try (AutoCloseable template = (AutoCloseable) builder.getClass().getMethod("build").invoke(builder)) {
				byte[] request = { 1, 2, 3 };
				assertThat(templateClass.getMethod("sendAndReceive", byte[].class).invoke(template, request))
					.isEqualTo(request);
				Object async = templateClass.getMethod("async").invoke(template);
				Class<?> asyncClass = loader.loadClass(FramedTcpAsyncOperations.class.getName());
				Object future = asyncClass.getMethod("sendAndReceive", byte[].class).invoke(async, request);
				assertThat(future.getClass().getMethod("join").invoke(future)).isEqualTo(request);
			}
		}
	}

	private static URLClassLoader withoutMicrometer() {
		URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> !entry.contains("micrometer"))
			.map(WithoutMicrometerTests::url)
			.toArray(URL[]::new);
		return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
	}

	private static URL url(String entry) {
		try {
			return Path.of(entry).toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

}
