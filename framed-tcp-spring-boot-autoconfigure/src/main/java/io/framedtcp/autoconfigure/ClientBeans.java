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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.config.NamedBeanHolder;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;
import org.springframework.util.ClassUtils;

/**
 * Finds the beans that the application defines for a client: those qualified with its
 * name, and those without a qualifier, which are for all clients. Among several, Spring
 * chooses and orders as it does for any injection point.
 */
final class ClientBeans {

	private static final String SPRING = "org.springframework.";

	private final ConfigurableListableBeanFactory beanFactory;

	private final String client;

	private final Set<String> clients;

	/**
	 * Creates a finder.
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
	 * Finds the bean for this client only.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean and its name, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is preferred
	 */
	<T> @Nullable NamedBeanHolder<T> own(Class<T> type) {
		return one(type, this::isOwn);
	}

	/**
	 * Finds the bean for all clients.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean and its name, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is preferred
	 */
	<T> @Nullable NamedBeanHolder<T> common(Class<T> type) {
		return one(type, this::isCommon);
	}

	/**
	 * Finds the bean for this client only, or else a bean by its name or qualifier.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @param qualifiers names or qualifiers, in the order in which they are tried
	 * @return the bean, if there is one
	 * @throws NoUniqueBeanDefinitionException if there are several and none is preferred
	 */
	<T> @Nullable T ownOrQualified(Class<T> type, String... qualifiers) {
		return Stream.concat(Stream.of(this.client), Arrays.stream(qualifiers))
			.flatMap((qualifier) -> Stream.ofNullable(one(type, (name) -> isQualified(name, qualifier))))
			.map(NamedBeanHolder::getBeanInstance)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Finds the bean that the application uses wherever it needs one. Any qualifier but
	 * the name of a client is ignored.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, or {@code null} if none is the only or the preferred one
	 */
	<T> @Nullable T unique(Class<T> type) {
		return preferred(type, this::isOfNoClient);
	}

	/**
	 * Finds the bean for all clients among those that the application itself defines.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the bean, or {@code null} if none is the only or the preferred one
	 */
	<T> @Nullable T uniqueOfApplication(Class<T> type) {
		return preferred(type, (name) -> isCommon(name) && !isOfSpring(type, name));
	}

	/**
	 * Finds all beans for this client only, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> allOwn(Class<T> type) {
		return ordered(type, this::isOwn);
	}

	/**
	 * Finds all beans for all clients, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> allCommon(Class<T> type) {
		return ordered(type, this::isCommon);
	}

	/**
	 * Finds all beans for this client or for all clients, in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> all(Class<T> type) {
		return ordered(type, (name) -> isOwn(name) || isCommon(name));
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
	 * Refuses beans whose qualifier is the name of no client. Such a bean is meant for a
	 * client whose name is misspelled, if only clients use its type. Beans of a parent
	 * context may be for clients there.
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
		return this.clients.stream().noneMatch((client) -> isQualified(name, client)) && this.beanFactory
			.isAutowireCandidate(name, new Dependency(ResolvableType.forClass(Object.class), true));
	}

	private boolean isQualified(String name, String qualifier) {
		BeanDefinition definition = definition(name);
		return (definition == null || definition.isAutowireCandidate())
				&& BeanFactoryAnnotationUtils.isQualifierMatch(qualifier::equals, name, this.beanFactory);
	}

	/**
	 * Finds the qualifiers of a bean by letting Spring try them all. It also tries the
	 * names of the bean, which are no qualifiers.
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
	 * Returns whether Spring itself has defined a bean for its own purposes: by a method
	 * of its configuration, or as an instance of a class outside the package of the type.
	 * An application may well define an instance of a class in that package.
	 * @param type type of the bean
	 * @param name name of the bean
	 * @return whether the bean is not meant for us
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
			// An instance that was registered without a definition.
			return null;
		}
	}

	private <T> @Nullable NamedBeanHolder<T> one(Class<T> type, Predicate<String> filter) {
		Set<String> names = new LinkedHashSet<>();
		T bean = resolve(new Dependency(ResolvableType.forClass(type), true), filter, names);
		return (bean != null) ? new NamedBeanHolder<>(names.iterator().next(), bean) : null;
	}

	private <T> @Nullable T preferred(Class<T> type, Predicate<String> filter) {
		return resolve(new Dependency(ResolvableType.forClass(type), false), filter, new LinkedHashSet<>());
	}

	private <T> List<T> ordered(Class<T> type, Predicate<String> filter) {
		List<T> beans = resolve(new Dependency(ResolvableType.forClassWithGenerics(List.class, type), true), filter,
				new LinkedHashSet<>());
		return (beans != null) ? beans : List.of();
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T resolve(Dependency dependency, Predicate<String> filter, Set<String> names) {
		return (T) new Selection(this.beanFactory, filter).resolveDependency(dependency, null, names, null);
	}

	/**
	 * Resolves dependencies by some beans of another bean factory.
	 */
	private static final class Selection extends DefaultListableBeanFactory {

		private static final long serialVersionUID = 1L;

		private final transient Predicate<String> filter;

		Selection(BeanFactory beanFactory, Predicate<String> filter) {
			super(beanFactory);
			this.filter = filter;
			setDependencyComparator(AnnotationAwareOrderComparator.INSTANCE);
		}

		@Override
		public boolean isAutowireCandidate(String beanName, DependencyDescriptor descriptor) {
			return this.filter.test(beanName);
		}

	}

	/**
	 * An optional dependency, which belongs to no field and no parameter.
	 */
	private static final class Dependency extends DependencyDescriptor {

		private static final long serialVersionUID = 1L;

		private static final MethodParameter NO_PARAMETER = new MethodParameter(
				ClassUtils.getMethod(Object.class, "toString"), -1);

		private final ResolvableType type;

		private final boolean unique;

		Dependency(ResolvableType type, boolean unique) {
			super(NO_PARAMETER, false);
			this.type = type;
			this.unique = unique;
		}

		@Override
		public Class<?> getDependencyType() {
			return this.type.toClass();
		}

		@Override
		public ResolvableType getResolvableType() {
			return this.type;
		}

		@Override
		public @Nullable Object resolveNotUnique(ResolvableType type, Map<String, Object> matchingBeans) {
			return this.unique ? super.resolveNotUnique(type, matchingBeans) : null;
		}

	}

}
