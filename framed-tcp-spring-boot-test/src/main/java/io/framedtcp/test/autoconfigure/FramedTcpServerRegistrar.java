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

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;
import org.springframework.util.Assert;

import io.framedtcp.autoconfigure.FramedTcpClients;
import io.framedtcp.test.FramedTcpServer;

/**
 * Registers the server of a client, unless the test has one for it.
 */
class FramedTcpServerRegistrar implements BeanDefinitionRegistryPostProcessor {

	private final String client;

	private final Environment environment;

	/**
	 * Creates a registrar, as Spring does.
	 * @param client name of the client
	 * @param environment where the clients are
	 */
	FramedTcpServerRegistrar(String client, Environment environment) {
		this.client = client;
		this.environment = environment;
	}

	@Override
	public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
		requireClient();
		if (TestBeans.find(FramedTcpServer.class, this.client, (ConfigurableListableBeanFactory) registry) == null) {
			boolean isDefault = this.client.equals(TestBeans.DEFAULT_CLIENT);
			registry.registerBeanDefinition(isDefault ? "framedTcpServer" : this.client + "FramedTcpServer",
					server(isDefault));
		}
	}

	private RootBeanDefinition server(boolean isDefault) {
		RootBeanDefinition server = new RootBeanDefinition(TestServerFactory.class);
		server.setTargetType(FramedTcpServer.class);
		server.setFactoryMethodName("scripted");
		server.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
		server.getConstructorArgumentValues().addIndexedArgumentValue(0, this.client);
		server.addQualifier(new AutowireCandidateQualifier(Qualifier.class, this.client));
		server.setDefaultCandidate(isDefault);
		server.setDestroyMethodName("close");
		return server;
	}

	private void requireClient() {
		Set<String> clients = new FramedTcpClients(this.environment).getNames();
		Assert.state(this.client.equals(TestBeans.DEFAULT_CLIENT) || clients.contains(this.client),
				() -> "@AutoConfigureFramedTcpServer is for the client '" + this.client
						+ "', but the application's properties have " + (clients.isEmpty() ? "no client by name"
								: "only these clients by name: " + String.join(", ", clients)));
	}

}
