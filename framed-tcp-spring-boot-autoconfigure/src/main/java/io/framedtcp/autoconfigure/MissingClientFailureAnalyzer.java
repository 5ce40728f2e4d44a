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

import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * Says what to set if the application needs a client and has not named a server. Before
 * Spring Boot's own analyzer, which by then has lost sight of the conditions and so only
 * advises to define a bean.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MissingClientFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final Set<Class<?>> CLIENT_TYPES = Set.of(FramedTcpOperations.class, FramedTcpTemplate.class,
			FramedConnectionPool.class);

	private final Environment environment;

	MissingClientFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = cause.getBeanType();
		if (type == null || !CLIENT_TYPES.contains(type) || cause.getNumberOfBeansFound() > 0
				|| OnServerConfiguredCondition.isServerConfigured(this.environment)) {
			return null;
		}
		return new FailureAnalysis(
				((description != null) ? description : "A component") + " required a bean of type '" + type.getName()
						+ "', but there is none since no server is configured.",
				"In the application's properties, " + OnServerConfiguredCondition.WHAT_TO_SET
						+ "; or else define a bean of type '" + type.getName() + "'.",
				cause);
	}

}
