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

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * Registers a pool, its lifecycle and a template for each named client. They are injected
 * only by a qualifier. Other injection points get the default client or nothing. The
 * definitions use factory methods, because instance suppliers cannot be processed ahead
 * of time.
 */
class NamedClientRegistrar implements ImportBeanDefinitionRegistrar {

	static final String TEMPLATE_SUFFIX = "FramedTcpTemplate";

	static final String POOL_SUFFIX = "FramedTcpPool";

	static final String LIFECYCLE_SUFFIX = "FramedTcpPoolLifecycle";

	private static final PropertyCheck CHECK = new PropertyCheck(FramedTcpClients.DEFAULT_PREFIX);

	private final Environment environment;

	private final ConfigurableListableBeanFactory beanFactory;

	/**
	 * Creates a registrar. Spring calls this constructor.
	 * @param environment environment with the properties
	 * @param beanFactory bean factory of the application
	 */
	NamedClientRegistrar(Environment environment, BeanFactory beanFactory) {
		this.environment = environment;
		this.beanFactory = (ConfigurableListableBeanFactory) beanFactory;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Set<String> clients = new FramedTcpClients(this.environment).getNames();
		clients.forEach(this::requireUnambiguous);
		clients.forEach((client) -> register(client, registry));
	}

	private void requireUnambiguous(String client) {
		CHECK.require(
				!client.equalsIgnoreCase(FramedTcpClients.DEFAULT)
						|| !OnServerConfiguredCondition.isServerInBeans(this.beanFactory),
				"clients", client,
				"The client of the FramedTcpConnectionDetails bean that is for no other client has this name.");
	}

	private void register(String client, BeanDefinitionRegistry registry) {
		String pool = client + POOL_SUFFIX;
		requireType(client, pool, FramedConnectionPool.class);
		requireType(client, client + TEMPLATE_SUFFIX, FramedTcpOperations.class);
		register(registry, client, pool, definition(FramedConnectionPool.class, "namedPool", client));
		if (this.beanFactory.containsLocalBean(pool)) {
			register(registry, client, client + LIFECYCLE_SUFFIX,
					definition(PoolLifecycle.class, "lifecycle", new RuntimeBeanReference(pool)));
		}
		register(registry, client, client + TEMPLATE_SUFFIX,
				definition(FramedTcpTemplate.class, "namedTemplate", client, new RuntimeBeanReference(pool)));
	}

	/**
	 * Refuses a client if a bean of the application has the name of its pool or template,
	 * but another type. Such a client could not be injected.
	 * @param client name of the client
	 * @param name name of the bean
	 * @param required type that the bean must have
	 */
	private void requireType(String client, String name, Class<?> required) {
		Class<?> type = this.beanFactory.containsBean(name) ? this.beanFactory.getType(name, false) : null;
		CHECK.require(type == null || required.isAssignableFrom(type), "clients", client,
				"The client needs a bean '" + name + "', but the application has one of that name which is no "
						+ required.getSimpleName() + ", of type " + ((type != null) ? type.getName() : null)
						+ ": rename the bean or the client.");
	}

	private void register(BeanDefinitionRegistry registry, String client, String name, RootBeanDefinition definition) {
		if (!this.beanFactory.containsBean(name)) {
			definition.setDefaultCandidate(false);
			definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, client));
			registry.registerBeanDefinition(name, definition);
		}
	}

	private static RootBeanDefinition definition(Class<?> type, String factoryMethod, Object... arguments) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FramedTcpAutoConfiguration.CLIENT_FACTORY);
		definition.setFactoryMethodName(factoryMethod);
		for (int i = 0; i < arguments.length; i++) {
			definition.getConstructorArgumentValues().addIndexedArgumentValue(i, arguments[i]);
		}
		definition.setDestroyMethodName(AbstractBeanDefinition.INFER_METHOD);
		return definition;
	}

}
