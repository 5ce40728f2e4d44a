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

import java.time.Duration;
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Refuses property values that are out of range, by an exception that Spring Boot reports
 * with the property, its origin and the bound. Done in code since {@code @Validated} does
 * nothing where no validation provider is present.
 */
final class PropertyCheck {

	static final String HEX = "It must consist of pairs of hexadecimal digits; in YAML, in quotation marks.";

	private PropertyCheck() {
	}

	static int inRange(String name, int value, int min, int max) {
		require(value >= min && value <= max, name, value, "It must be " + min + " to " + max + ".");
		return value;
	}

	static int atLeast(String name, int value, int min) {
		require(value >= min, name, value, "It must be at least " + min + ".");
		return value;
	}

	static Duration positive(String name, Duration value) {
		require(!value.isNegative() && !value.isZero(), name, value, "It must be longer than zero.");
		return value;
	}

	static Duration notNegative(String name, Duration value) {
		require(!value.isNegative(), name, value, "It must not be negative.");
		return value;
	}

	static int bytes(String name, DataSize value) {
		require(value.toBytes() >= 1 && value.toBytes() <= Integer.MAX_VALUE, name, value,
				"It must be 1 to " + Integer.MAX_VALUE + " bytes.");
		return (int) value.toBytes();
	}

	static byte[] hex(String name, String value) {
		try {
			return HexFormat.of().parseHex(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidPropertyException(name, value, HEX, ex);
		}
	}

	static void require(boolean condition, String name, @Nullable Object value, String reason) {
		if (!condition) {
			throw invalid(name, value, reason);
		}
	}

	static InvalidConfigurationPropertyValueException invalid(String name, @Nullable Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(name, value, reason);
	}

}
