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

import org.jspecify.annotations.Nullable;

/**
 * A bean of connection details does not say where the server is.
 */
class InvalidConnectionDetailsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param beanName name of the bean
	 * @param beanType its type
	 * @param reason what is wrong with it, in the plural
	 * @param cause why, if known
	 */
	InvalidConnectionDetailsException(String beanName, Class<?> beanType, String reason, @Nullable Throwable cause) {
		super("The connection details '" + beanName + "', of type " + beanType.getName() + ", cannot be used: "
				+ reason, cause);
	}

}
