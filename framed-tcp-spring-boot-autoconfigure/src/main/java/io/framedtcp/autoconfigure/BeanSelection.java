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
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * A selection of the beans of another bean factory. Spring chooses and orders them as for
 * an injection point: primary and fallback beans, priorities and {@code @Order} count.
 */
final class BeanSelection extends DefaultListableBeanFactory {

	private static final long serialVersionUID = 1L;

	private final transient Predicate<String> filter;

	/**
	 * Creates a selection.
	 * @param beanFactory the bean factory with the beans
	 * @param filter returns whether the bean with a name is selected
	 */
	BeanSelection(BeanFactory beanFactory, Predicate<String> filter) {
		super(beanFactory);
		this.filter = filter;
		setDependencyComparator(AnnotationAwareOrderComparator.INSTANCE);
	}

	/**
	 * Returns the bean of a type.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the only or the preferred bean, or {@code null} if there is none
	 * @throws NoUniqueBeanDefinitionException if there are several and none is preferred
	 */
	<T> @Nullable T one(Class<T> type) {
		return resolve(new Dependency(ResolvableType.forClass(type), true));
	}

	/**
	 * Returns the bean of a type, if the choice is unambiguous.
	 * @param <T> type of the bean
	 * @param type type of the bean
	 * @return the only or the preferred bean; {@code null} if there is none, or several
	 * and none is preferred
	 */
	<T> @Nullable T unique(Class<T> type) {
		return resolve(new Dependency(ResolvableType.forClass(type), false));
	}

	/**
	 * Returns all beans of a type in their order.
	 * @param <T> type of the beans
	 * @param type type of the beans
	 * @return the beans
	 */
	<T> List<T> ordered(Class<T> type) {
		List<T> beans = resolve(new Dependency(ResolvableType.forClassWithGenerics(List.class, type), true));
		return (beans != null) ? beans : List.of();
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable T resolve(Dependency dependency) {
		return (T) resolveDependency(dependency, null);
	}

	/**
	 * Returns whether a bean is selected. A bean that is itself a {@code List} is never
	 * injected as the list of selected beans, because it may contain something else.
	 */
	@Override
	public boolean isAutowireCandidate(String beanName, DependencyDescriptor descriptor) {
		boolean list = descriptor instanceof Dependency && descriptor.getDependencyType() == List.class;
		return !list && this.filter.test(beanName);
	}

	/**
	 * An optional dependency without a declaring field or parameter.
	 */
	static final class Dependency extends DependencyDescriptor {

		private static final long serialVersionUID = 1L;

		private final ResolvableType type;

		private final boolean unambiguous;

		/**
		 * Creates a dependency.
		 * @param type type of the bean
		 * @param unambiguous whether to fail if there are several and none is preferred
		 */
		Dependency(ResolvableType type, boolean unambiguous) {
			super(new MethodParameter(Object.class.getConstructors()[0], -1), false);
			this.type = type;
			this.unambiguous = unambiguous;
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
			return this.unambiguous ? super.resolveNotUnique(type, matchingBeans) : null;
		}

	}

}
