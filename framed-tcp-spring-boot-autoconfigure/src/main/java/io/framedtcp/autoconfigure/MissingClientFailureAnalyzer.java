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

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.analyzer.AbstractInjectionFailureAnalyzer;
import org.springframework.context.annotation.AnnotationConfigUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * Reports that the application needs a client without a configured server. Lists the
 * properties to set and the existing clients. Runs before Spring Boot's own analyzer,
 * which no longer knows the conditions and only advises to define a bean.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class MissingClientFailureAnalyzer extends AbstractInjectionFailureAnalyzer<NoSuchBeanDefinitionException> {

	private static final Set<Class<?>> CLIENT_TYPES = Set.of(FramedTcpOperations.class, FramedTcpTemplate.class,
			FramedConnectionPool.class);

	/** By name, because jakarta.inject is optional. */
	private static final List<String> QUALIFIERS = List.of(Qualifier.class.getName(), "jakarta.inject.Named");

	private final Environment environment;

	private final @Nullable ConfigurableListableBeanFactory beanFactory;

	MissingClientFailureAnalyzer(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (beanFactory instanceof ConfigurableListableBeanFactory configurable) ? configurable : null;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoSuchBeanDefinitionException cause,
			@Nullable String description) {
		Class<?> type = cause.getBeanType();
		InjectionPoint injectionPoint = injectionPoint(rootFailure, cause);
		if (type == null || !CLIENT_TYPES.contains(type) || cause.getNumberOfBeansFound() > 0
				|| injectionPoint == null) {
			return null;
		}
		String component = (description != null) ? description : "A component";
		String client = qualifier(injectionPoint);
		if (client == null || client.equals(FramedTcpClients.DEFAULT)) {
			return isServerConfigured() ? unknownWhenBuilt(component, FramedTcpClients.DEFAULT, "framed-tcp", cause)
					: withoutDefaultClient(component, type, cause);
		}
		return names().contains(client) ? unknownWhenBuilt(component, client, "framed-tcp.clients." + client, cause)
				: withoutNamedClient(component, client, cause);
	}

	private @Nullable FailureAnalysis unknownWhenBuilt(String component, String client, String prefix,
			NoSuchBeanDefinitionException cause) {
		if (!isProcessedAheadOfTime()) {
			// The client is missing for another reason, which Spring Boot reports better.
			return null;
		}
		return new FailureAnalysis(
				component + " required the client '" + client + "'. Its server is configured now, but was not when the "
						+ "application was processed ahead of time, so the application has no such client.",
				"Set " + prefix + ".host and " + prefix + ".port, or " + prefix
						+ ".addresses, for the build as well, for example in application.properties. Their values may"
						+ " be others when the application runs.",
				cause);
	}

	private boolean isProcessedAheadOfTime() {
		return this.beanFactory != null && this.beanFactory.containsBean(FramedTcpAutoConfiguration.CLIENT_FACTORY)
				&& !this.beanFactory.containsBean(AnnotationConfigUtils.CONFIGURATION_ANNOTATION_PROCESSOR_BEAN_NAME);
	}

	private FailureAnalysis withoutDefaultClient(String component, Class<?> type, NoSuchBeanDefinitionException cause) {
		Set<String> names = names();
		String because = names.isEmpty() ? "there is none since no server is configured."
				: "there is none without a name since no server is configured for it. By name there are "
						+ String.join(", ", names) + ".";
		String action = names.isEmpty() ? "In" : "Add @Qualifier with the name of one of them; or in";
		return new FailureAnalysis(component + " required a bean of type '" + type.getName() + "', but " + because,
				action + " the application's properties, " + OnServerConfiguredCondition.WHAT_TO_SET
						+ "; or else define a bean of type '" + type.getName() + "'.",
				cause);
	}

	private FailureAnalysis withoutNamedClient(String component, String client, NoSuchBeanDefinitionException cause) {
		List<String> known = new ArrayList<>(names());
		if (isServerConfigured()) {
			known.add(0, "that without a name");
		}
		return new FailureAnalysis(
				component + " required the client '" + client + "', but there is no such client. There "
						+ (known.isEmpty() ? "are none at all." : "are: " + String.join(", ", known) + "."),
				"Correct the name in @Qualifier; or in the application's properties, set framed-tcp.clients." + client
						+ ".host and framed-tcp.clients." + client + ".port, or framed-tcp.clients." + client
						+ ".addresses.",
				cause);
	}

	private boolean isServerConfigured() {
		return OnServerConfiguredCondition.isServerConfigured(this.environment, this.beanFactory);
	}

	private Set<String> names() {
		return new FramedTcpClients(this.environment).getNames();
	}

	/**
	 * Finds the injection point of the client. A call such as
	 * {@code ObjectProvider.getObject()} has no injection point, so its qualifier is
	 * unknown. Injection points further up in the failure belong to other beans.
	 * @param failure the whole failure
	 * @param cause the exception about the missing bean
	 * @return the injection point, if there is one
	 */
	private static @Nullable InjectionPoint injectionPoint(Throwable failure, NoSuchBeanDefinitionException cause) {
		for (Throwable each = failure; each != null; each = each.getCause()) {
			if (each instanceof UnsatisfiedDependencyException unsatisfied && each.getCause() == cause) {
				return unsatisfied.getInjectionPoint();
			}
		}
		return null;
	}

	private static @Nullable String qualifier(InjectionPoint injectionPoint) {
		MergedAnnotations annotations = MergedAnnotations.from(injectionPoint.getAnnotations());
		return QUALIFIERS.stream()
			.map(annotations::get)
			.filter(MergedAnnotation::isPresent)
			.map((qualifier) -> qualifier.getString(MergedAnnotation.VALUE))
			.findFirst()
			.orElse(null);
	}

}
