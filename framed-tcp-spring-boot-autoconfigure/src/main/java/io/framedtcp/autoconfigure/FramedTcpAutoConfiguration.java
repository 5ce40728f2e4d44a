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

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.MessageConverter;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for pooled, framed TCP clients: that
 * of {@code framed-tcp.host} or {@code framed-tcp.addresses}, and those of
 * {@code framed-tcp.clients}, each of which is injected where its name is the
 * {@link Qualifier}. Beans of {@link FramedTcpConnectionDetails} may name the servers
 * instead.
 * <p>
 * Payloads are converted by the bean {@value #MESSAGE_CONVERTER}, or else by the only or
 * primary {@link MessageConverter} that the application itself defines, or else by ours:
 * for byte arrays, for strings, for protobuf messages if that library is there, and for
 * all else as JSON if there is a {@code JsonMapper} bean.
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(FramedTcpTemplate.class)
@EnableConfigurationProperties(FramedTcpProperties.class)
@Import({ NamedClientRegistrar.class, ProtobufConverterConfiguration.class, JsonConverterConfiguration.class })
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

	/**
	 * Name of the bean that runs asynchronous calls, for applications in which that is
	 * not to be the {@code applicationTaskExecutor}.
	 */
	public static final String TASK_EXECUTOR = "framedTcpTaskExecutor";

	static final String CLIENT_FACTORY = "framedTcpClientFactory";

	@Bean(CLIENT_FACTORY)
	FramedTcpClientFactory framedTcpClientFactory(ConfigurableListableBeanFactory beanFactory, Environment environment,
			FramedTcpProperties properties) {
		return new FramedTcpClientFactory(beanFactory, environment, properties);
	}

	@Bean
	@Qualifier(NamedClients.DEFAULT)
	@Conditional(OnServerConfiguredCondition.class)
	@ConditionalOnMissingBean
	Framing framedTcpFraming(FramedTcpProperties properties) {
		return new SettingsMapper(NamedClients.DEFAULT_PREFIX, properties).framing();
	}

	@Bean
	@Qualifier(NamedClients.DEFAULT)
	@Conditional(OnServerConfiguredCondition.class)
	@ConditionalOnMissingBean
	FramedConnectionPool framedTcpConnectionPool(FramedTcpClientFactory factory) {
		return factory.defaultPool();
	}

	@Bean
	@ConditionalOnSingleCandidate(value = FramedConnectionPool.class, search = SearchStrategy.CURRENT)
	PoolLifecycle framedTcpPoolLifecycle(FramedConnectionPool pool) {
		return new PoolLifecycle(pool);
	}

	@Bean
	@Qualifier(NamedClients.DEFAULT)
	@ConditionalOnSingleCandidate(FramedConnectionPool.class)
	@ConditionalOnMissingBean(FramedTcpOperations.class)
	FramedTcpTemplate framedTcpTemplate(FramedTcpClientFactory factory, FramedConnectionPool pool) {
		return factory.defaultTemplate(pool);
	}

}
