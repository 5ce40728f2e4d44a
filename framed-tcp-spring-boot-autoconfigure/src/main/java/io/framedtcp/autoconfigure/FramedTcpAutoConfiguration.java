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

import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConverter;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.connection.ConnectionInitializer;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.ExchangeMatcher;
import io.framedtcp.connection.UnsolicitedFrameHandler;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.Ping;
import io.framedtcp.pool.PoolListener;
import io.framedtcp.pool.PoolSettings;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a pooled, framed TCP client.
 * <p>
 * Payloads are converted by the bean {@value #MESSAGE_CONVERTER}, or else by the
 * application's only or primary {@link MessageConverter}, or else by one for byte arrays
 * and strings.
 */
@AutoConfiguration(after = SslAutoConfiguration.class)
@ConditionalOnClass(FramedTcpTemplate.class)
@EnableConfigurationProperties(FramedTcpProperties.class)
public final class FramedTcpAutoConfiguration {

	/**
	 * Name of the bean that converts payloads, for applications with several message
	 * converters.
	 */
	public static final String MESSAGE_CONVERTER = "framedTcpMessageConverter";

	/**
	 * Name of the bean that says when to repeat a call that failed. A {@link RetryPolicy}
	 * of another name is taken to be meant for something else.
	 */
	public static final String RETRY_POLICY = "framedTcpRetryPolicy";

	private static final String DEFAULT_CLIENT = "default";

	@Bean
	@Conditional(OnServerConfiguredCondition.class)
	@ConditionalOnMissingBean
	Framing framedTcpFraming(FramedTcpProperties properties) {
		return new SettingsMapper(properties).framing();
	}

	@Bean
	@Conditional(OnServerConfiguredCondition.class)
	@ConditionalOnMissingBean
	FramedConnectionPool framedTcpConnectionPool(FramedTcpProperties properties, Framing framing,
			ObjectProvider<ConnectionInitializer> initializer, ObjectProvider<ExchangeMatcher> matcher,
			ObjectProvider<UnsolicitedFrameHandler> unsolicitedFrameHandler, ObjectProvider<Ping> ping,
			ObjectProvider<PoolListener> listeners, ObjectProvider<SslBundles> sslBundles) {
		SettingsMapper settings = new SettingsMapper(properties);
		BundleTls bundle = BundleTls.of(properties.getSsl(), sslBundles.getIfAvailable());
		ConnectionSettings connectionSettings = settings.connectionSettings(framing,
				BundleTls.settings(properties.getSsl(), bundle),
				initializer(initializer, () -> settings.initializer(framing)),
				matcher.getIfAvailable(settings::matcher), unsolicitedFrameHandler.getIfAvailable());
		PoolSettings poolSettings = settings.poolSettings(ping.getIfAvailable(() -> settings.ping(framing)));
		FramedConnectionPool pool = new FramedConnectionPool(DEFAULT_CLIENT, connectionSettings, poolSettings,
				listeners.orderedStream().toList());
		if (bundle != null) {
			bundle.renewConnectionsOf(pool);
		}
		return pool;
	}

	@Bean
	@ConditionalOnSingleCandidate(value = FramedConnectionPool.class, search = SearchStrategy.CURRENT)
	PoolLifecycle framedTcpPoolLifecycle(FramedConnectionPool pool) {
		return new PoolLifecycle(pool);
	}

	@Bean
	@ConditionalOnSingleCandidate(FramedConnectionPool.class)
	@ConditionalOnMissingBean(FramedTcpOperations.class)
	FramedTcpTemplate framedTcpTemplate(FramedTcpProperties properties, FramedConnectionPool pool,
			@Qualifier(MESSAGE_CONVERTER) ObjectProvider<MessageConverter> namedConverter,
			ObjectProvider<MessageConverter> converters,
			@Qualifier(RETRY_POLICY) ObjectProvider<RetryPolicy> retryPolicy) {
		MessageConverter converter = namedConverter
			.getIfAvailable(() -> converters.getIfUnique(FramedTcpTemplateBuilder::defaultMessageConverter));
		return new FramedTcpTemplate(pool,
				PropertyCheck.positive("framed-tcp.response-timeout", properties.getResponseTimeout()), converter,
				properties.isIdempotent(), retryPolicy.getIfAvailable());
	}

	/**
	 * Let all initializers run, in their order.
	 * @param beans those of the application
	 * @param otherwise makes that of the properties
	 * @return the initializer, if there is one
	 */
	private static @Nullable ConnectionInitializer initializer(ObjectProvider<ConnectionInitializer> beans,
			Supplier<@Nullable ConnectionInitializer> otherwise) {
		return beans.orderedStream().reduce(ConnectionInitializer::andThen).orElseGet(otherwise);
	}

}
