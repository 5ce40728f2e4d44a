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

package io.framedtcp.test.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

import io.framedtcp.test.FramedTcpServer;

/**
 * Verifies and resets the servers of a test behind it. Goes by the beans of the
 * application context and not by the test class, which may be nested or share it. Before
 * {@code @DirtiesContext} closes the context, as it comes last before a test and so first
 * behind it.
 */
class FramedTcpServerTestExecutionListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (testContext.hasApplicationContext()) {
			List<Runnable> ends = new ArrayList<>();
			for (FramedTcpServer server : servers(testContext.getApplicationContext())) {
				ends.add(server::verify);
				ends.add(server::reset);
			}
			runAll(ends);
		}
	}

	private static List<FramedTcpServer> servers(ApplicationContext context) {
		if (context instanceof ConfigurableApplicationContext configurable && !configurable.isActive()) {
			return List.of();
		}
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(context, TestServerConnectionDetails.class)
			.values()
			.stream()
			.map(TestServerConnectionDetails::server)
			.toList();
	}

	private static void runAll(List<Runnable> tasks) {
		AssertionError failure = null;
		for (Runnable task : tasks) {
			failure = run(task, failure);
		}
		if (failure != null) {
			throw failure;
		}
	}

	private static @Nullable AssertionError run(Runnable task, @Nullable AssertionError before) {
		try {
			task.run();
			return before;
		}
		catch (AssertionError ex) {
			if (before == null) {
				return ex;
			}
			before.addSuppressed(ex);
			return before;
		}
	}

}
