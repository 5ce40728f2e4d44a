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

package io.framedtcp.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Named clients in an application that was processed ahead of time.
 */
class NamedClientsAheadOfTimeTests {

	@TempDir
	private Path directory;

	@Test
	void clientsAreThoseOfTheBuildAndTheirServersThoseOfTheRun() throws Exception {
		String initializer = generate(Map.of("framed-tcp.clients.payments.addresses", "build:1"));
		compile();
		try (FramedTcpServer server = FramedTcpServer.echo(); URLClassLoader loader = loader()) {
			Thread thread = Thread.currentThread();
			ClassLoader before = thread.getContextClassLoader();
			thread.setContextClassLoader(loader);
			try {
				@SuppressWarnings("unchecked")
				Function<List<String>, String> run = (Function<List<String>, String>) loader
					.loadClass(Run.class.getName())
					.getDeclaredConstructor()
					.newInstance();
				assertThat(run.apply(List.of(initializer, server.host() + ":" + server.port())))
					.isEqualTo("hello by 3");
			}
			finally {
				thread.setContextClassLoader(before);
			}
			assertThat(server.accepted()).isOne();
		}
	}

	private String generate(Map<String, Object> properties) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(Application.class)), new FileSystemGeneratedFiles(this.directory));
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			context.register(Application.class);
			ClassName initializer = new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
			generation.writeGeneratedContent();
			return initializer.reflectionName();
		}
	}

	private void compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", classes().toString(),
				"-classpath", System.getProperty("java.class.path")));
		try (Stream<Path> files = Files.walk(this.directory.resolve("sources"))) {
			files.map(Path::toString).filter((file) -> file.endsWith(".java")).forEach(arguments::add);
		}
		Files.createDirectories(classes());
		assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new))).isZero();
	}

	/**
	 * Return a loader of all classes, for generated ones to be in the same packages as
	 * those that they are generated from.
	 */
	private URLClassLoader loader() throws IOException {
		List<URL> urls = new ArrayList<>(List.of(classes().toUri().toURL()));
		for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
			urls.add(new File(entry).toURI().toURL());
		}
		return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
	}

	private Path classes() {
		return this.directory.resolve("classes");
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(FramedTcpAutoConfiguration.class)
	static class Application {

		@Bean
		Desk desk(@Qualifier("payments") FramedTcpTemplate template) {
			return new Desk(template);
		}

		@Bean
		@Qualifier("payments")
		FramedTcpClientCustomizer forPayments() {
			return (client, connection, pool) -> pool.maxTotal(3);
		}

		@Bean
		@Qualifier("default")
		FramedTcpClientCustomizer forDefault() {
			return (client, connection, pool) -> pool.maxTotal(5);
		}

	}

	record Desk(FramedTcpTemplate template) {
	}

	/**
	 * Runs the processed application: given the initializer and the address of the
	 * server, tells what the server answers and how many connections there may be.
	 */
	public static class Run implements Function<List<String>, String> {

		@Override
		@SuppressWarnings("unchecked")
		public String apply(List<String> arguments) {
			try (GenericApplicationContext context = new GenericApplicationContext()) {
				context.getEnvironment()
					.getPropertySources()
					.addFirst(new MapPropertySource("test",
							Map.of("framed-tcp.clients.payments.addresses", arguments.get(1))));
				ApplicationContextInitializer<ConfigurableApplicationContext> initializer = (ApplicationContextInitializer<ConfigurableApplicationContext>) Class
					.forName(arguments.get(0))
					.getDeclaredConstructor()
					.newInstance();
				initializer.initialize(context);
				context.refresh();
				FramedTcpTemplate template = context.getBean(Desk.class).template();
				return template.convertSendAndReceive("hello", String.class) + " by "
						+ template.getPool().counts().maxTotal();
			}
			catch (ReflectiveOperationException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
