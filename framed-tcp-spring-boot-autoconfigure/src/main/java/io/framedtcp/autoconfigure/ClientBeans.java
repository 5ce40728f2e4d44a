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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that the application defines for a client: those qualified with its
 * name, and those for all clients, which have no qualifier.
 */
final class ClientBeans {

	private static final String SPRING = "org.springframework.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final String client;

	private final Set<String> clients;

	/**
	 * Create a finder.
	 * @param beanFactory where to look
	 * @param client the client's name
	 * @param clients the names of all clients
	 */
	ClientBeans(ConfigurableListableBeanFactory beanFactory, String client, Set<String> clients) {
		this.beanFactory = beanFactory;
		this.client = client;
		this.clients = clients;
	}

	/**
	 * Find the bean for this client only.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is primary
	 */
	<T> @Nullable T own(Class<T> type) {
		return only(type, names(type, this::isOwn));
	}

	/**
	 * Find the bean for all clients.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is primary
	 */
	<T> @Nullable T common(Class<T> type) {
		return only(type, names(type, this::isCommon));
	}

	/**
	 * Find a bean by a qualifier or its name.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @param qualifier the qualifier or name
	 * @return the bean, if there is one
	 */
	<T> @Nullable T qualified(Class<T> type, String qualifier) {
		return only(type, names(type, (name) -> isQualified(name, qualifier)));
	}

	/**
	 * Find the bean for all clients, if it is the only or the primary one of those that
	 * the application itself defines.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, if there is one
	 */
	<T> @Nullable T uniqueOfApplication(Class<T> type) {
		return unique(type, names(type, (name) -> isCommon(name) && !isOfSpring(type, name)));
	}

	/**
	 * Find the bean that the application uses wherever it needs one, whatever qualifier
	 * it has but the name of a client: the only or the primary one.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, if there is one
	 */
	<T> @Nullable T unique(Class<T> type) {
		return unique(type, names(type, this::isOfNoClient));
	}

	/**
	 * Find all beans for this client only, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> allOwn(Class<T> type) {
		return ordered(type, names(type, this::isOwn));
	}

	/**
	 * Find all beans for all clients, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> allCommon(Class<T> type) {
		return ordered(type, names(type, this::isCommon));
	}

	/**
	 * Find all beans for this client or for all clients, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> all(Class<T> type) {
		return ordered(type, names(type, (name) -> isOwn(name) || isCommon(name)));
	}

	/**
	 * Find the bean for this client only, without making any bean.
	 * @param type type of the bean
	 * @return the name of the bean, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is primary
	 */
	@Nullable String ownName(Class<?> type) {
		return onlyName(type, names(type, false, this::isOwn));
	}

	/**
	 * Find the bean that has no qualifier at all, not even one that is the name of no
	 * client, without making any bean.
	 * @param type type of the bean
	 * @return the name of the bean, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is primary
	 */
	@Nullable String unqualifiedName(Class<?> type) {
		return onlyName(type, names(type, false, this::isUnqualified));
	}

	/**
	 * Refuse beans whose qualifier is the name of no client. Of a type that nothing but
	 * clients use, such a bean is meant for a client whose name is misspelled. Beans of a
	 * parent context may be for clients there.
	 * @param type type of the beans
	 * @throws UnknownQualifierException if there is such a bean
	 */
	void requireKnownQualifiers(Class<?> type) {
		names(type, (name) -> this.beanFactory.containsLocalBean(name) && isOfNoClient(name))
			.forEach((name) -> requireNoQualifier(type, name));
	}

	private void requireNoQualifier(Class<?> type, String name) {
		Set<String> qualifiers = qualifiers(name);
		if (!qualifiers.isEmpty()) {
			throw new UnknownQualifierException(name, type, String.join(", ", qualifiers), this.clients);
		}
	}

	private List<String> names(Class<?> type, Predicate<String> filter) {
		return names(type, true, filter);
	}

	private List<String> names(Class<?> type, boolean allowEagerInit, Predicate<String> filter) {
		return Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, allowEagerInit))
			.filter((name) -> isCandidate(name, BeanDefinition::isAutowireCandidate))
			.filter(filter)
			.toList();
	}

	private boolean isOwn(String name) {
		return isQualified(name, this.client);
	}

	private boolean isCommon(String name) {
		return isOfNoClient(name) && qualifiers(name).isEmpty();
	}

	private boolean isOfNoClient(String name) {
		return this.clients.stream().noneMatch((client) -> isQualified(name, client))
				&& isCandidate(name, AbstractBeanDefinition::isDefaultCandidate);
	}

	/**
	 * Tell whether Spring itself has defined a bean, for purposes of its own: by a method
	 * of its configuration, or as an instance of a class that is not in the library which
	 * the type is from, and which an application may well define an instance of.
	 * @param type type of the bean
	 * @param name name of the bean
	 * @return whether it is not meant for us
	 */
	private boolean isOfSpring(Class<?> type, String name) {
		AbstractBeanDefinition definition = definition(name);
		Method method = factoryMethod(definition);
		if (method != null) {
			return method.getDeclaringClass().getName().startsWith(SPRING);
		}
		String className = (definition != null) ? definition.getBeanClassName() : null;
		return className != null && className.startsWith(SPRING)
				&& !ClassUtils.getPackageName(className).equals(type.getPackageName());
	}

	private boolean isUnqualified(String name) {
		return isCandidate(name, AbstractBeanDefinition::isDefaultCandidate) && qualifiers(name).isEmpty();
	}

	/**
	 * Find the qualifiers of a bean, by having Spring try them all. It tries the names of
	 * the bean as well, which are none.
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

	private boolean isQualified(String name, String qualifier) {
		return BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, name, this.beanFactory);
	}

	private boolean isCandidate(String name, Predicate<AbstractBeanDefinition> condition) {
		AbstractBeanDefinition definition = definition(name);
		return definition == null || condition.test(definition);
	}

	private <T> @Nullable T unique(Class<T> type, List<String> names) {
		List<String> preferred = preferred(names);
		return (preferred.size() == 1) ? this.beanFactory.getBean(preferred.get(0), type) : null;
	}

	private <T> @Nullable T only(Class<T> type, List<String> names) {
		String name = onlyName(type, names);
		return (name != null) ? this.beanFactory.getBean(name, type) : null;
	}

	private @Nullable String onlyName(Class<?> type, List<String> names) {
		List<String> preferred = preferred(names);
		if (preferred.size() > 1) {
			throw new NoUniqueBeanDefinitionException(type, preferred);
		}
		return preferred.isEmpty() ? null : preferred.get(0);
	}

	/**
	 * Choose among several beans as injection does.
	 * @param names the beans
	 * @return those among which no further choice can be made
	 */
	private List<String> preferred(List<String> names) {
		List<String> primary = names.stream().filter((name) -> isSaid(name, BeanDefinition::isPrimary)).toList();
		if (!primary.isEmpty()) {
			return primary;
		}
		List<String> regular = names.stream().filter((name) -> !isSaid(name, BeanDefinition::isFallback)).toList();
		return regular.isEmpty() ? names : regular;
	}

	private boolean isSaid(String name, Predicate<BeanDefinition> condition) {
		AbstractBeanDefinition definition = definition(name);
		return definition != null && condition.test(definition);
	}

	private <T> List<T> ordered(Class<T> type, List<String> names) {
		Map<String, T> beans = new LinkedHashMap<>();
		names.forEach((name) -> beans.put(name, this.beanFactory.getBean(name, type)));
		Comparator<Object> order = AnnotationAwareOrderComparator.INSTANCE
			.withSourceProvider((name) -> orderSources((String) name, beans.get(name)));
		return beans.entrySet().stream().sorted(Map.Entry.comparingByKey(order)).map(Map.Entry::getValue).toList();
	}

	private Object[] orderSources(String name, @Nullable Object bean) {
		return Stream.of(factoryMethod(definition(name)), bean).filter(Objects::nonNull).toArray();
	}

	private static @Nullable Method factoryMethod(@Nullable AbstractBeanDefinition definition) {
		return (definition instanceof RootBeanDefinition root) ? root.getResolvedFactoryMethod() : null;
	}

	private @Nullable AbstractBeanDefinition definition(String name) {
		return definition(this.beanFactory, name);
	}

	private static @Nullable AbstractBeanDefinition definition(@Nullable BeanFactory beanFactory, String name) {
		if (!(beanFactory instanceof ConfigurableListableBeanFactory configurable)) {
			return null;
		}
		if (!configurable.containsBeanDefinition(name)) {
			return configurable.containsLocalBean(name) ? null : definition(configurable.getParentBeanFactory(), name);
		}
		return (configurable.getMergedBeanDefinition(name) instanceof AbstractBeanDefinition definition) ? definition
				: null;
	}

}
