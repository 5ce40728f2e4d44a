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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.FileSystemGeneratedFiles;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is processed ahead of time, compiled, and run by a class loader of
 * its own.
 */
final class AheadOfTimeApplication {

	private final Path directory;

	private final String initializer;

	/**
	 * Process and compile an application.
	 * @param application its configuration
	 * @param directory where to put what is generated
	 * @param properties those at build time
	 * @throws IOException if it cannot be put there
	 */
	AheadOfTimeApplication(Class<?> application, Path directory, Map<String, Object> properties) throws IOException {
		this.directory = directory;
		this.initializer = generate(application, properties);
		compile();
	}

	/**
	 * Run what uses the application.
	 * @param use its first argument is the name of the initializer, see
	 * {@link #start(String, Map)}
	 * @param arguments the others
	 * @return what it returns
	 * @throws Exception if it fails
	 */
	@SuppressWarnings("unchecked")
	String run(Class<? extends Function<List<String>, String>> use, String... arguments) throws Exception {
		List<String> all = new ArrayList<>(List.of(this.initializer));
		all.addAll(Arrays.asList(arguments));
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = loader()) {
			thread.setContextClassLoader(loader);
			return ((Function<List<String>, String>) loader.loadClass(use.getName())
				.getDeclaredConstructor()
				.newInstance()).apply(all);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/**
	 * Start the processed application, from code that is being {@linkplain #run run}.
	 * @param initializer name of the initializer
	 * @param properties those at run time
	 * @return the application
	 */
	@SuppressWarnings("unchecked")
	static GenericApplicationContext start(String initializer, Map<String, Object> properties) {
		GenericApplicationContext context = new GenericApplicationContext();
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
		try {
			((ApplicationContextInitializer<ConfigurableApplicationContext>) Class.forName(initializer)
				.getDeclaredConstructor()
				.newInstance()).initialize(context);
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(ex);
		}
		context.refresh();
		return context;
	}

	private String generate(Class<?> application, Map<String, Object> properties) {
		DefaultGenerationContext generation = new DefaultGenerationContext(
				new ClassNameGenerator(ClassName.get(application)), new FileSystemGeneratedFiles(this.directory));
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
			context.register(application);
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

}
