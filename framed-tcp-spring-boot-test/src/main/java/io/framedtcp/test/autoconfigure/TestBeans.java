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

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.Assert;

/**
 * Finds the beans that a test defines for a client, without making any.
 */
final class TestBeans {

	static final String DEFAULT_CLIENT = "default";

	private TestBeans() {
	}

	/**
	 * Finds the bean for a client: that with its name as the qualifier; for the default
	 * client also that without any qualifier.
	 * @param type type of the bean
	 * @param client name of the client
	 * @param beanFactory where to look
	 * @return name of the bean, if there is one
	 */
	static @Nullable String find(Class<?> type, String client, ConfigurableListableBeanFactory beanFactory) {
		String own = only(type, client, beanFactory, (name) -> isQualified(name, client::equals, beanFactory));
		return (own != null || !client.equals(DEFAULT_CLIENT)) ? own : findForAll(type, client, beanFactory);
	}

	/**
	 * Finds the bean that has no qualifier.
	 * @param type type of the bean
	 * @param client name of the client that it is wanted for
	 * @param beanFactory where to look
	 * @return name of the bean, if there is one
	 */
	static @Nullable String findForAll(Class<?> type, String client, ConfigurableListableBeanFactory beanFactory) {
		return only(type, client, beanFactory, (name) -> {
			Set<String> names = new HashSet<>(List.of(beanFactory.getAliases(name)));
			names.add(name);
			return !isQualified(name, (qualifier) -> !names.contains(qualifier), beanFactory);
		});
	}

	private static @Nullable String only(Class<?> type, String client, ConfigurableListableBeanFactory beanFactory,
			Predicate<String> filter) {
		List<String> names = Arrays
			.stream(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beanFactory, type, true, false))
			.filter(filter)
			.toList();
		Assert.state(names.size() <= 1, () -> "There must be one bean of type " + type.getName() + " for the client '"
				+ client + "', but there are: " + String.join(", ", names));
		return names.isEmpty() ? null : names.get(0);
	}

	private static boolean isQualified(String name, Predicate<String> qualifier,
			ConfigurableListableBeanFactory beanFactory) {
		return BeanFactoryAnnotationUtils.isQualifierMatch(qualifier, name, beanFactory);
	}

}
