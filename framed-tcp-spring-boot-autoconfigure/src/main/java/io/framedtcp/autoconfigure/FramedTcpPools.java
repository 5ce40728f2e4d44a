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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.framedtcp.pool.FramedConnectionPool;

/**
 * Finds the pools of all clients, named ones included, for health, meters and the
 * endpoint.
 */
public final class FramedTcpPools {

	private FramedTcpPools() {
	}

	/**
	 * Finds the pools by the names of their clients. If pools defined by the application
	 * have the same client name, all pools are listed by the names of their beans.
	 * @param beanFactory bean factory with the pools
	 * @return the pools by the names to show
	 */
	public static Map<String, FramedConnectionPool> byClient(ConfigurableListableBeanFactory beanFactory) {
		Map<String, FramedConnectionPool> byBean = SimpleAutowireCandidateResolver
			.resolveAutowireCandidates(beanFactory, FramedConnectionPool.class);
		Map<String, FramedConnectionPool> byClient = new LinkedHashMap<>();
		byBean.values().forEach((pool) -> byClient.put(pool.client(), pool));
		return (byClient.size() == byBean.size()) ? byClient : byBean;
	}

	/**
	 * Matches if there is any pool, including pools that are injected only by a
	 * qualifier. {@code @ConditionalOnBean} does not find those. For auto-configuration
	 * after {@link FramedTcpAutoConfiguration}.
	 */
	public static final class OnPoolCondition extends SpringBootCondition implements ConfigurationCondition {

		@Override
		public ConfigurationPhase getConfigurationPhase() {
			return ConfigurationPhase.REGISTER_BEAN;
		}

		@Override
		public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
			ConditionMessage.Builder message = ConditionMessage.forCondition("framed-tcp client");
			ConfigurableListableBeanFactory beanFactory = context.getBeanFactory();
			String[] pools = (beanFactory != null) ? BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory,
					FramedConnectionPool.class, true, false) : new String[0];
			return (pools.length > 0) ? ConditionOutcome.match(message.found("pool", "pools").items((Object[]) pools))
					: ConditionOutcome.noMatch(message.didNotFind("pool").atAll());
		}

	}

}
