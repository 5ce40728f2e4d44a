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
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/**
 * Matches if the default client has a server, from {@code framed-tcp.host},
 * {@code framed-tcp.addresses} or {@link FramedTcpConnectionDetails}.
 */
class OnServerConfiguredCondition extends SpringBootCondition implements ConfigurationCondition {

	static final String WHAT_TO_SET = "set framed-tcp.host and framed-tcp.port, or framed-tcp.addresses";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("framed-tcp server");
		return isServerConfigured(context.getEnvironment(), context.getBeanFactory())
				? ConditionOutcome.match(message.because("a server is configured"))
				: ConditionOutcome.noMatch(message.because("no server is configured: " + WHAT_TO_SET));
	}

	static boolean isServerConfigured(Environment environment, @Nullable ConfigurableListableBeanFactory beanFactory) {
		return isServerInProperties(environment) || (beanFactory != null && isServerInBeans(beanFactory));
	}

	static boolean isServerInBeans(ConfigurableListableBeanFactory beanFactory) {
		return new ClientBeans(beanFactory, FramedTcpClients.DEFAULT, Set.of(FramedTcpClients.DEFAULT))
			.exists(FramedTcpConnectionDetails.class);
	}

	static boolean isServerInProperties(Environment environment) {
		Binder binder = Binder.get(environment);
		return binder.bind("framed-tcp.host", String.class).map(StringUtils::hasText).orElse(false)
				|| binder.bind("framed-tcp.addresses", Bindable.listOf(String.class))
					.map((addresses) -> !addresses.isEmpty())
					.orElse(false);
	}

}
