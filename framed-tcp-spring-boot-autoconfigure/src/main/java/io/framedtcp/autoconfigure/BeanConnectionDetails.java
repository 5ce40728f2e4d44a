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

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.SslBundle;

import io.framedtcp.connection.ServerAddress;

/**
 * The connection details that a bean has, once checked.
 */
final class BeanConnectionDetails implements FramedTcpConnectionDetails {

	private final String beanName;

	private final FramedTcpConnectionDetails bean;

	private BeanConnectionDetails(String beanName, FramedTcpConnectionDetails bean) {
		this.beanName = beanName;
		this.bean = bean;
	}

	/**
	 * Find the bean that is for a client.
	 * @param client name of the client
	 * @param beanFactory where to look
	 * @return its details, if there is one
	 */
	static @Nullable FramedTcpConnectionDetails find(String client, ConfigurableListableBeanFactory beanFactory) {
		String name = name(client, beanFactory);
		return (name != null)
				? new BeanConnectionDetails(name, beanFactory.getBean(name, FramedTcpConnectionDetails.class)) : null;
	}

	/**
	 * Tell whether there is a bean that is for the default client, without making it.
	 * @param beanFactory where to look
	 * @return whether there is one
	 */
	static boolean existForDefaultClient(ConfigurableListableBeanFactory beanFactory) {
		return name(NamedClients.DEFAULT, beanFactory) != null;
	}

	@Override
	public List<ServerAddress> getAddresses() {
		List<ServerAddress> addresses = addressesOfBean();
		if (addresses == null || addresses.isEmpty()) {
			throw invalid("they have no address", null);
		}
		if (addresses.stream().anyMatch((address) -> address == null)) {
			throw invalid("one of their addresses is null", null);
		}
		return addresses;
	}

	@Override
	public @Nullable SslBundle getSslBundle() {
		return this.bean.getSslBundle();
	}

	private @Nullable List<ServerAddress> addressesOfBean() {
		try {
			return this.bean.getAddresses();
		}
		catch (IllegalArgumentException ex) {
			throw invalid("an address is not valid: " + ex.getMessage(), ex);
		}
	}

	private InvalidConnectionDetailsException invalid(String reason, @Nullable Throwable cause) {
		return new InvalidConnectionDetailsException(this.beanName, this.bean.getClass(), reason, cause);
	}

	private static @Nullable String name(String client, ConfigurableListableBeanFactory beanFactory) {
		ClientBeans beans = new ClientBeans(beanFactory, client, Set.of(client));
		String own = beans.ownName(FramedTcpConnectionDetails.class);
		return (own != null || !client.equals(NamedClients.DEFAULT)) ? own
				: beans.unqualifiedName(FramedTcpConnectionDetails.class);
	}

}
