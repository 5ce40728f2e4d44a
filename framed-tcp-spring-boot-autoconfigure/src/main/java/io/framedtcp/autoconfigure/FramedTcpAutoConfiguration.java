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

import com.google.protobuf.Message;
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
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.framing.Framing;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for pooled, framed TCP clients:
 * <ul>
 * <li>the default client of {@code framed-tcp.host} or {@code framed-tcp.addresses}</li>
 * <li>the clients of {@code framed-tcp.clients}, each injected by its name as the
 * {@link Qualifier}</li>
 * </ul>
 * Beans of {@link FramedTcpConnectionDetails} may provide the servers instead.
 * <p>
 * Payloads are converted by the first of these that exists:
 * <ol>
 * <li>the bean {@value #MESSAGE_CONVERTER}</li>
 * <li>the only or primary {@link MessageConverter} of the application itself</li>
 * <li>the library's converters: for byte arrays and strings, for protobuf messages if
 * that library is present, and for other objects as JSON with a {@code JsonMapper}
 * bean</li>
 * </ol>
 */
@AutoConfiguration(after = SslAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnClass(FramedTcpTemplate.class)
@EnableConfigurationProperties(FramedTcpProperties.class)
@Import(NamedClientRegistrar.class)
public final class FramedTcpAutoConfiguration {

	/**
	 * Name of the bean that converts payloads, for applications with several message
	 * converters.
	 */
	public static final String MESSAGE_CONVERTER = "framedTcpMessageConverter";

	/**
	 * Name of the bean that decides whether to repeat a failed call. A
	 * {@link RetryPolicy} with another name is ignored, because it may have another
	 * purpose.
	 */
	public static final String RETRY_POLICY = "framedTcpRetryPolicy";

	/**
	 * Name of the bean that runs asynchronous calls. Without it, they run on the
	 * {@code applicationTaskExecutor}.
	 */
	public static final String TASK_EXECUTOR = "framedTcpTaskExecutor";

	static final String CLIENT_FACTORY = "framedTcpClientFactory";

	@Bean
	static PropertyNamesCheck framedTcpPropertyNamesCheck(Environment environment) {
		return new PropertyNamesCheck(environment);
	}

	@Bean(CLIENT_FACTORY)
	FramedTcpClientFactory framedTcpClientFactory(ConfigurableListableBeanFactory beanFactory, Environment environment,
			FramedTcpProperties properties) {
		return new FramedTcpClientFactory(beanFactory, environment, properties);
	}

	@Bean
	@Qualifier(FramedTcpClients.DEFAULT)
	@Conditional(OnServerConfiguredCondition.class)
	@ConditionalOnMissingBean
	Framing framedTcpFraming(FramedTcpClientFactory factory) {
		return factory.defaultFraming();
	}

	@Bean
	@Qualifier(FramedTcpClients.DEFAULT)
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
	@Qualifier(FramedTcpClients.DEFAULT)
	@ConditionalOnSingleCandidate(FramedConnectionPool.class)
	@ConditionalOnMissingBean(FramedTcpOperations.class)
	FramedTcpTemplate framedTcpTemplate(FramedTcpClientFactory factory, FramedConnectionPool pool) {
		return factory.defaultTemplate(pool);
	}

	/**
	 * Conversion of protobuf messages. It comes before JSON, which accepts any object.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Message.class)
	static class ProtobufConverterConfiguration {

		@Bean
		@Order(0)
		PayloadConverter framedTcpProtobufConverter() {
			return new PayloadConverter(new ProtobufMessageConverter());
		}

	}

	/**
	 * Conversion of any object to JSON and back, by the application's mapper. A mapper is
	 * required, because Jackson may be present for another purpose.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnSingleCandidate(JsonMapper.class)
	static class JsonConverterConfiguration {

		@Bean
		@Order(1)
		PayloadConverter framedTcpJsonConverter(JsonMapper mapper) {
			return new PayloadConverter(new JacksonJsonMessageConverter(mapper));
		}

	}

	/**
	 * Holder of a converter for an optional library. It hides the converter from other
	 * users of {@link MessageConverter} beans.
	 *
	 * @param converter the converter, which ignores payloads of other types
	 */
	record PayloadConverter(MessageConverter converter) {

	}

}
