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

import java.util.Objects;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

import io.framedtcp.pool.FramedConnectionPool;

/**
 * Matches if there is a pool, the application's own or ours for the configured server.
 * Says what to set otherwise, since that is what the application is told when it lacks
 * the template.
 */
class OnPoolOrServerConfiguredCondition extends SpringBootCondition implements ConfigurationCondition {

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("framed-tcp pool");
		boolean poolExists = Objects.requireNonNull(context.getBeanFactory())
			.getBeanNamesForType(FramedConnectionPool.class, true, false).length > 0;
		if (poolExists || OnServerConfiguredCondition.isServerConfigured(context.getEnvironment())) {
			return ConditionOutcome.match(message.because("there is a pool"));
		}
		return ConditionOutcome.noMatch(message.because(OnServerConfiguredCondition.WHAT_TO_SET));
	}

}
