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

package io.framedtcp.benchmarks.peer;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.apache.commons.pool2.impl.GenericObjectPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link VersionLoader} and {@link VersionClient}.
 */
@SuppressWarnings("try")
class VersionLoaderTests {

	private static final Path PRESENT = VersionLoader.present();

	@TempDir
	private static Path directory;

	private static Path tlsStore;

	private static ServerProcess server;

	@BeforeAll
	static void startServer() throws Exception {
		tlsStore = directory.resolve("tls.p12");
		TlsStore.create(tlsStore);
		server = ServerProcess.start(tlsStore);
	}

	@AfterAll
	static void stopServer() {
		server.close();
	}

	@Test
	void eachVersionHasClassesAndDependenciesOfItsOwnAndExchanges() throws Exception {
		try (LibraryClient one = VersionLoader.open(PRESENT, target(1, null));
				LibraryClient other = VersionLoader.open(PRESENT, target(1, null))) {
			assertThat(List.of(one.getClass(), other.getClass(), VersionClient.class)).doesNotHaveDuplicates()
				.extracting(Class::getName)
				.containsOnly(VersionClient.class.getName());
			assertThat(template(one).getClass()).isNotEqualTo(template(other).getClass());
			exchange(one);
			exchange(other);
			String pool = GenericObjectPool.class.getName();
			assertThat(List.of(GenericObjectPool.class, one.getClass().getClassLoader().loadClass(pool),
					other.getClass().getClassLoader().loadClass(pool)))
				.doesNotHaveDuplicates();
		}
	}

	@Test
	void settingsReachTheVersion() throws Exception {
		try (LibraryClient client = VersionLoader.open(PRESENT, target(3, TlsStore.open(tlsStore)))) {
			client.openIdle(3);
			exchange(client);
			Object pool = call(template(client), "getPool");
			assertThat(call(call(pool, "counts"), "idle")).isEqualTo(3);
			assertThat(call(call(pool, "settings"), "maxTotal")).isEqualTo(3);
		}
	}

	@Test
	void aJarOfSomethingElseIsRefused() throws Exception {
		Path nothing = Files.createDirectory(directory.resolve("nothing"));
		assertThatIllegalStateException().isThrownBy(() -> VersionLoader.open(nothing, target(1, null)))
			.withMessageContaining("nothing is no version that");
	}

	private static Target target(int connections, SSLContext tls) {
		return new Target(server.port(tls != null), connections, 100, tls);
	}

	private static void exchange(LibraryClient client) throws Exception {
		Question question = new Question(100);
		question.check(client.exchange(question.next()));
		question.check(client.exchangeAll(List.of(question.next())).get(0));
	}

	private static Object template(LibraryClient client) throws ReflectiveOperationException {
		Field field = client.getClass().getDeclaredField("template");
		field.setAccessible(true);
		return field.get(client);
	}

	private static Object call(Object target, String name) throws ReflectiveOperationException {
		Method method = target.getClass().getMethod(name);
		method.setAccessible(true);
		return method.invoke(target);
	}

}
