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
import java.util.TreeSet;

/**
 * A bean that only clients use has a qualifier that is the name of no client.
 */
class UnknownQualifierException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param beanName name of the bean
	 * @param type what it is used as
	 * @param qualifier its qualifier
	 * @param clients the names of all clients
	 */
	UnknownQualifierException(String beanName, Class<?> type, String qualifier, Set<String> clients) {
		super("The bean '" + beanName + "', of type " + type.getName() + ", has the qualifier '" + qualifier
				+ "', which is the name of no client. The names are: " + String.join(", ", new TreeSet<>(clients)));
	}

}
