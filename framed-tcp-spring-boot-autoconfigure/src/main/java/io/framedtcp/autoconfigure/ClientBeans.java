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

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * The beans of the application for one client: beans qualified with its name, and beans
 * without a qualifier, which are for all clients.
 */
final class ClientBeans {

	private static final String SPRING = "org.springframework.";

	private static final DependencyDescriptor ANY = new BeanSelection.Dependency(ResolvableType.forClass(Object.class),
			true);

	private final ConfigurableListableBeanFactory beanFactory;

	private final String client;

	private final Set<String> clients;

	/**
	 * Creates the beans of a client.
	 * @param beanFactory bean factory of the application
	 * @param client name of the client
	 * @param clients names of all clients
	 */
	ClientBeans(ConfigurableListableBeanFactory beanFactory, String client, Set<String> clients) {
		this.beanFactory = beanFactory;
		this.client = client;
		this.clients = clients;
	}

	/**
	 * Returns whether the client is the default client. Its properties apply to all
	 * clients.
	 * @return whether it has no name
	 */
	boolean areOfDefaultClient() {
		return this.client.equals(FramedTcpClients.DEFAULT);
	}

	/**
	 * Returns the beans for this client only.
	 * @return the beans
	 */
	BeanSelection own() {
		return new BeanSelection(this.beanFactory, this::isOwn);
	}

	/**
	 * Returns the beans for all clients.
	 * @return the beans
	 */
	BeanSelection common() {
		return new BeanSelection(this.beanFactory, this::isCommon);
	}

	/**
	 * Returns the beans for all clients, without those of Spring itself.
	 * @param type type of the beans
	 * @return the beans
	 */
	BeanSelection commonOfApplication(Class<?> type) {
		return new BeanSelection(this.beanFactory, (name) -> isCommon(name) && !isOfSpring(type, name));
	}

	/**
	 * Returns the beans for this client and for all clients.
	 * @return the beans
	 */
	BeanSelection ownAndCommon() {
		return new BeanSelection(this.beanFactory, (name) -> isOwn(name) || isCommon(name));
	}

	/**
	 * Returns the beans without the name of a client as a qualifier. They may have other
	 * qualifiers.
	 * @return the beans
	 */
	BeanSelection ofNoClient() {
		return new BeanSelection(this.beanFactory, this::isOfNoClient);
	}

	/**
	 * Returns the beans with a qualifier or a name.
	 * @param qualifier the qualifier or name
	 * @return the beans
	 */
	BeanSelection qualified(String qualifier) {
		return new BeanSelection(this.beanFactory, (name) -> isQualified(name, qualifier));
	}

	/**
	 * Returns whether there is a bean for this client or for all clients. Creates none.
	 * @param type type of the bean
	 * @return whether there is one
	 */
	boolean exists(Class<?> type) {
		return names(type, false).anyMatch((name) -> isOwn(name) || isCommon(name));
	}

	/**
	 * Refuses beans with an unknown qualifier. If only clients use the type, the
	 * qualifier is a misspelled client name. Ignores beans of a parent context, which may
	 * be for clients there.
	 * @param type type of the beans
	 * @throws ClientConfigurationException if there is such a bean
	 */
	void requireKnownQualifiers(Class<?> type) {
		names(type, true).filter((name) -> this.beanFactory.containsLocalBean(name) && isOfNoClient(name))
			.filter((name) -> !qualifiers(name).isEmpty())
			.findFirst()
			.ifPresent((name) -> {
				throw unknownQualifier(type, name);
			});
	}

	private ClientConfigurationException unknownQualifier(Class<?> type, String name) {
		return new ClientConfigurationException(
				"The bean '" + name + "', of type " + type.getName() + ", has the qualifier '"
						+ String.join(", ", qualifiers(name)) + "', which is the name of no client. The names are: "
						+ String.join(", ", new TreeSet<>(this.clients)) + ".",
				"Correct the name in @Qualifier, or set the client's server in the application's properties; or "
						+ "remove the qualifier, if the bean is for all clients; or keep it from them by "
						+ "@Bean(defaultCandidate = false), if it is for the application's own use.",
				null);
	}

	private Stream<String> names(Class<?> type, boolean allowEagerInit) {
		return Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, allowEagerInit));
	}

	private boolean isOwn(String name) {
		return isQualified(name, this.client);
	}

	private boolean isCommon(String name) {
		return isOfNoClient(name) && qualifiers(name).isEmpty();
	}

	private boolean isOfNoClient(String name) {
		return this.clients.stream().noneMatch((client) -> isQualified(name, client))
				&& this.beanFactory.isAutowireCandidate(name, ANY);
	}

	private boolean isQualified(String name, String qualifier) {
		BeanDefinition definition = definition(name);
		return (definition == null || definition.isAutowireCandidate())
				&& BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, name, this.beanFactory);
	}

	/**
	 * Returns the qualifiers of a bean, by recording which ones Spring tries. Spring also
	 * tries the names of the bean, which are no qualifiers.
	 * @param name name of the bean
	 * @return its qualifiers
	 */
	private Set<String> qualifiers(String name) {
		Set<String> qualifiers = new LinkedHashSet<>();
		BeanFactoryAnnotationUtils.isQualifierMatch((qualifier) -> {
			qualifiers.add(qualifier);
			return false;
		}, name, this.beanFactory);
		qualifiers.remove(name);
		qualifiers.removeAll(List.of(this.beanFactory.getAliases(name)));
		return qualifiers;
	}

	/**
	 * Returns whether Spring itself has defined a bean: by a method of its configuration,
	 * or as an instance of its own class. A class in the package of the type does not
	 * count, because applications define instances of such classes.
	 * @param type type of the bean
	 * @param name name of the bean
	 * @return whether the bean is for Spring's own use
	 */
	private boolean isOfSpring(Class<?> type, String name) {
		BeanDefinition definition = definition(name);
		Method method = (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
		if (method != null) {
			return method.getDeclaringClass().getName().startsWith(SPRING);
		}
		String className = (definition != null) ? definition.getBeanClassName() : null;
		return className != null && className.startsWith(SPRING)
				&& !ClassUtils.getPackageName(className).equals(type.getPackageName());
	}

	private @Nullable BeanDefinition definition(String name) {
		try {
			return this.beanFactory.getMergedBeanDefinition(name);
		}
		catch (NoSuchBeanDefinitionException ex) {
			// An instance registered without a definition.
			return null;
		}
	}

}
