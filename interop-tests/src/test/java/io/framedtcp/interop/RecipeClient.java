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

package io.framedtcp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.springframework.beans.BeanUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.stereotype.Component;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * An application that has a recipe's properties and classes, and nothing else.
 */
final class RecipeClient {

	private final Recipe recipe;

	private final Class<?>[] configurations;

	RecipeClient(Recipe recipe) {
		this.recipe = recipe;
		this.configurations = Arrays.stream(RecipeCompiler.compile(recipe.java()))
			.filter((type) -> AnnotatedElementUtils.isAnnotated(type, Component.class))
			.toArray(Class<?>[]::new);
	}

	/**
	 * Start the application, use its client, and close it.
	 * @param port where the server is, whatever the recipe says
	 * @param use what to do with the client
	 * @param properties further ones that are not the recipe's
	 */
	void run(int port, Use use, String... properties) {
		runContext(port, (context) -> use.accept(context.getBean(FramedTcpTemplate.class),
				context.getBean(FramedConnectionPool.class)), properties);
	}

	/**
	 * Start the application, use its beans, and close it.
	 * @param port where the server is, whatever the recipe says
	 * @param consumer what to do with the beans
	 * @param properties further ones that are not the recipe's
	 */
	void runContext(int port, ContextConsumer<ConfigurableApplicationContext> consumer, String... properties) {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withUserConfiguration(this.configurations)
			.withInitializer(this::addProperties)
			.withPropertyValues("framed-tcp.host=127.0.0.1", "framed-tcp.port=" + port)
			.withPropertyValues(properties)
			.run(consumer::accept);
	}

	/**
	 * Return a type of the recipe.
	 * @param name its name
	 * @return the type
	 */
	Class<?> type(String name) {
		try {
			return this.configurations[0].getClassLoader().loadClass(name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalArgumentException("The recipe has no type " + name, ex);
		}
	}

	/**
	 * Create an object of a type of the recipe by its only constructor.
	 * @param type name of the type
	 * @param arguments what the constructor takes
	 * @return the object
	 */
	Object create(String type, Object... arguments) {
		return BeanUtils.instantiateClass(type(type).getDeclaredConstructors()[0], arguments);
	}

	/** A property source takes the place of another one with its name. */
	private void addProperties(ConfigurableApplicationContext context) {
		int number = 0;
		for (String yaml : this.recipe.yaml()) {
			try {
				number++;
				new YamlPropertySourceLoader()
					.load("recipe-" + number, new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
					.forEach(context.getEnvironment().getPropertySources()::addLast);
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	/**
	 * What a test does with a client.
	 */
	@FunctionalInterface
	interface Use {

		void accept(FramedTcpTemplate template, FramedConnectionPool pool) throws Exception;

	}

}
