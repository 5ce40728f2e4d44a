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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;

import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration.PayloadConverter;
import io.framedtcp.framing.Framing;
import io.framedtcp.observation.FramedTcpObservationConvention;
import io.framedtcp.observation.FramedTcpObservations;
import io.framedtcp.observation.TraceContextWriter;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * Finds the parts of a client, each of which may be a bean. The first of these counts: a
 * bean qualified with the client's name, the client's own properties, a bean for all
 * clients, the properties for all clients.
 */
final class ClientParts {

	/**
	 * The types that only clients use. Beans of other types may have qualifiers for other
	 * purposes.
	 */
	private static final List<Class<?>> OURS = List.of(Framing.class, ConnectionInitializer.class,
			ExchangeMatcher.class, RequestStamper.class, UnsolicitedFrameHandler.class, PayloadRedactor.class,
			Ping.class, FramedTcpObservationConvention.class, TraceContextWriter.class, PoolListener.class,
			FramedTcpClientCustomizer.class);

	private final ClientBeans beans;

	private final SettingsMapper settings;

	private final Predicate<String> hasOwnProperties;

	/**
	 * Creates a finder.
	 * @param beans beans of the client
	 * @param settings properties of the client, inherited ones included
	 * @param hasOwnProperties returns whether the client sets properties of a group
	 * itself
	 * @throws ClientConfigurationException if a bean is for a client that does not exist
	 */
	ClientParts(ClientBeans beans, SettingsMapper settings, Predicate<String> hasOwnProperties) {
		this.beans = beans;
		this.settings = settings;
		this.hasOwnProperties = hasOwnProperties;
		OURS.forEach(beans::requireKnownQualifiers);
	}

	Framing framing() {
		Framing bean = bean(Framing.class, "framing", "reply-framing", "reply-frames");
		return (bean != null) ? bean : this.settings.framing();
	}

	/**
	 * Finds the initializer. Properties and beans of the same scope are combined, with
	 * the properties first. Those for this client alone replace those for all clients.
	 * @param framing how frames are delimited
	 * @return the initializer, or {@code null} if there is none
	 */
	@Nullable ConnectionInitializer initializer(Framing framing) {
		List<ConnectionInitializer> beans = this.beans.own().ordered(ConnectionInitializer.class);
		boolean ownProperties = this.beans.areOfDefaultClient() || hasOwnProperties("initializer");
		ConnectionInitializer properties = (beans.isEmpty() || ownProperties) ? this.settings.initializer(framing)
				: null;
		if (beans.isEmpty() && (this.beans.areOfDefaultClient() || !ownProperties)) {
			beans = this.beans.common().ordered(ConnectionInitializer.class);
		}
		return Stream.concat(Stream.ofNullable(properties), beans.stream())
			.reduce(ConnectionInitializer::andThen)
			.orElse(null);
	}

	@Nullable ExchangeMatcher matcher() {
		ExchangeMatcher bean = bean(ExchangeMatcher.class, "matcher");
		return (bean != null) ? bean : this.settings.matcher();
	}

	@Nullable RequestStamper requestStamper() {
		return bean(RequestStamper.class);
	}

	@Nullable UnsolicitedFrameHandler unsolicitedFrameHandler() {
		return bean(UnsolicitedFrameHandler.class);
	}

	@Nullable PayloadRedactor payloadRedactor() {
		return bean(PayloadRedactor.class);
	}

	@Nullable Ping ping(Framing framing) {
		Ping bean = bean(Ping.class, "ping.payload");
		return (bean != null) ? bean : this.settings.ping(framing);
	}

	MessageConverter messageConverter() {
		MessageConverter bean = ownOrQualified(MessageConverter.class, FramedTcpAutoConfiguration.MESSAGE_CONVERTER);
		if (bean == null) {
			bean = this.beans.commonOfApplication(MessageConverter.class).unique(MessageConverter.class);
		}
		return (bean != null) ? bean : defaultMessageConverter();
	}

	@Nullable RetryPolicy retryPolicy() {
		return ownOrQualified(RetryPolicy.class, FramedTcpAutoConfiguration.RETRY_POLICY);
	}

	/**
	 * Finds the executor of asynchronous calls.
	 * @return the executor of the client, the one for all clients, or the application's
	 */
	@Nullable Executor executor() {
		return ownOrQualified(Executor.class, FramedTcpAutoConfiguration.TASK_EXECUTOR,
				TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME);
	}

	List<PoolListener> listeners() {
		return this.beans.ownAndCommon().ordered(PoolListener.class);
	}

	List<FramedTcpClientCustomizer> customizers() {
		return this.beans.ownAndCommon().ordered(FramedTcpClientCustomizer.class);
	}

	/**
	 * Finds the observations of calls.
	 * @return the observations, if the application has an observation registry
	 */
	@Nullable FramedTcpObservations observations() {
		ObservationRegistry registry = this.beans.ofNoClient().unique(ObservationRegistry.class);
		return (registry != null) ? new FramedTcpObservations(registry, bean(FramedTcpObservationConvention.class),
				bean(TraceContextWriter.class)) : null;
	}

	private MessageConverter defaultMessageConverter() {
		List<MessageConverter> converters = new ArrayList<>();
		converters.add(FramedTcpTemplateBuilder.defaultMessageConverter());
		this.beans.common().ordered(PayloadConverter.class).forEach((each) -> converters.add(each.converter()));
		return (converters.size() > 1) ? new CompositeMessageConverter(converters) : converters.get(0);
	}

	private <T> @Nullable T bean(Class<T> type, String... groups) {
		T own = this.beans.own().one(type);
		return (own != null || hasOwnProperties(groups)) ? own : this.beans.common().one(type);
	}

	private <T> @Nullable T ownOrQualified(Class<T> type, String... qualifiers) {
		T bean = this.beans.own().one(type);
		for (int i = 0; bean == null && i < qualifiers.length; i++) {
			bean = this.beans.qualified(qualifiers[i]).one(type);
		}
		return bean;
	}

	private boolean hasOwnProperties(String... groups) {
		return Arrays.stream(groups).anyMatch(this.hasOwnProperties);
	}

}
