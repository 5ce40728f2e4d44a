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

package io.framedtcp.autoconfigure.endpoint;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.autoconfigure.FramedTcpPools;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link FramedTcpEndpoint}.
 */
@AutoConfiguration(after = FramedTcpAutoConfiguration.class)
@ConditionalOnClass({ FramedConnectionPool.class, ConditionalOnAvailableEndpoint.class })
@Conditional(FramedTcpPools.OnPoolCondition.class)
@ConditionalOnAvailableEndpoint(FramedTcpEndpoint.class)
public final class FramedTcpEndpointAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FramedTcpEndpoint framedTcpEndpoint(ConfigurableListableBeanFactory beanFactory) {
		return new FramedTcpEndpoint(() -> FramedTcpPools.byClient(beanFactory));
	}

}
