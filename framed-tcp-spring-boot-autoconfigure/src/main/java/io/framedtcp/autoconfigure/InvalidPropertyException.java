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
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The value of a property is not valid, for a reason that another exception has told. In
 * Spring Boot 4.0 the super class has no public constructor that takes a cause.
 */
final class InvalidPropertyException extends InvalidConfigurationPropertyValueException {

	private static final long serialVersionUID = 1L;

	private final Throwable cause;

	InvalidPropertyException(String name, @Nullable Object value, String reason, Throwable cause) {
		super(name, value, reason);
		this.cause = cause;
	}

	@Override
	public synchronized Throwable getCause() {
		return this.cause;
	}

}
