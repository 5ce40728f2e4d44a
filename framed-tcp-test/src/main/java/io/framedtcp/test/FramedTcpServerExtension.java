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

package io.framedtcp.test;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ModifierSupport;

/**
 * Verifies and closes the servers of a test class and of those that it is nested in.
 */
final class FramedTcpServerExtension implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

	/**
	 * A static field of a base class is shared by all classes under it: the first has
	 * stopped what the next is to find running.
	 */
	@Override
	public void beforeAll(ExtensionContext context) {
		shared(context, context.getTestInstance().orElse(null)).forEach(FramedTcpServer::start);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		List<Runnable> ends = new ArrayList<>();
		Optional<ExtensionContext> next = Optional.of(context);
		while (next.isPresent()) {
			ExtensionContext each = next.get();
			if (each.getTestClass().isPresent() && each.getTestMethod().isEmpty()) {
				Object instance = context.getRequiredTestInstances()
					.findInstance(each.getRequiredTestClass())
					.orElse(null);
				shared(each, instance).forEach((server) -> {
					ends.add(server::verify);
					ends.add(server::reset);
				});
				ownOfTest(each, instance).forEach((server) -> ends.add(server::close));
			}
			next = each.getParent();
		}
		runAll(ends);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		List<Runnable> ends = new ArrayList<>();
		for (FramedTcpServer server : shared(context, context.getTestInstance().orElse(null))) {
			ends.add(server::verify);
			ends.add(server::reset);
			ends.add(server::stop);
		}
		runAll(ends);
	}

	private List<FramedTcpServer> shared(ExtensionContext context, @Nullable Object instance) {
		boolean all = context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS;
		return servers(context, instance, (field) -> all || ModifierSupport.isStatic(field));
	}

	private List<FramedTcpServer> ownOfTest(ExtensionContext context, @Nullable Object instance) {
		boolean none = context.getTestInstanceLifecycle().orElse(Lifecycle.PER_METHOD) == Lifecycle.PER_CLASS;
		return servers(context, instance, (field) -> !none && !ModifierSupport.isStatic(field));
	}

	private List<FramedTcpServer> servers(ExtensionContext context, @Nullable Object instance,
			Predicate<Field> condition) {
		List<FramedTcpServer> servers = new ArrayList<>();
		for (Field field : AnnotationSupport.findAnnotatedFields(context.getRequiredTestClass(), TestServer.class)) {
			if (condition.test(field) && (instance != null || ModifierSupport.isStatic(field))) {
				FramedTcpServer server = server(field, instance);
				if (server != null) {
					servers.add(server);
				}
			}
		}
		return servers;
	}

	private @Nullable FramedTcpServer server(Field field, @Nullable Object instance) {
		if (!FramedTcpServer.class.isAssignableFrom(field.getType())) {
			throw new ExtensionConfigurationException(
					"@TestServer is for a FramedTcpServer, which " + field + " is not");
		}
		try {
			field.setAccessible(true);
			return (FramedTcpServer) field.get(instance);
		}
		catch (IllegalAccessException ex) {
			throw new ExtensionConfigurationException("Cannot read the field " + field, ex);
		}
	}

	/**
	 * Runs all, whatever becomes of the others, and then fails as the first that failed.
	 * @param tasks what to run
	 */
	private void runAll(List<Runnable> tasks) {
		Throwable failure = null;
		for (Runnable task : tasks) {
			try {
				task.run();
			}
			catch (RuntimeException | Error ex) {
				if (failure == null) {
					failure = ex;
				}
				else {
					failure.addSuppressed(ex);
				}
			}
		}
		if (failure instanceof Error error) {
			throw error;
		}
		if (failure instanceof RuntimeException exception) {
			throw exception;
		}
	}

}
