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

package io.framedtcp.test.autoconfigure;

import java.util.Set;

import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Gives clients of the application under test their servers. The details of connections
 * are there before the application's own configuration is read, since its conditions
 * depend on them; the servers come after it, which may have servers of its own.
 *
 * @param clients names of the clients
 */
record FramedTcpServerContextCustomizer(Set<String> clients) implements ContextCustomizer {

	@Override
	public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
		if (AotDetector.useGeneratedArtifacts()) {
			return;
		}
		BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
		for (String client : this.clients) {
			registry.registerBeanDefinition(client + "FramedTcpTestServerConnectionDetails", details(client));
			registry.registerBeanDefinition(client + "FramedTcpServerRegistrar", registrar(client));
		}
	}

	private static RootBeanDefinition details(String client) {
		RootBeanDefinition details = definition(TestServerConnectionDetails.class, client);
		details.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client));
		details.setDefaultCandidate(false);
		details.setPrimary(true);
		return details;
	}

	private static RootBeanDefinition registrar(String client) {
		return definition(FramedTcpServerRegistrar.class, client);
	}

	private static RootBeanDefinition definition(Class<?> type, String client) {
		RootBeanDefinition definition = new RootBeanDefinition(type);
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		definition.setAutowireMode(RootBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, client);
		return definition;
	}

}
