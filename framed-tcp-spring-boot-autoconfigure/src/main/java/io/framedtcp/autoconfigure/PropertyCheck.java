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
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.Framing;

/**
 * Refuses property values that are out of range. Spring Boot reports the exception with
 * the property, its origin and the bound. {@code @Validated} would do nothing where no
 * validation provider is present.
 */
final class PropertyCheck {

	private static final String HEX = "It must consist of pairs of hexadecimal digits; in YAML, in quotation marks.";

	private final String prefix;

	private final UnaryOperator<String> origin;

	private final boolean hidden;

	/**
	 * Creates checks of properties that no client inherits.
	 * @param prefix common beginning of the names of the properties, up to a dot
	 */
	PropertyCheck(String prefix) {
		this(prefix, (name) -> "");
	}

	/**
	 * Creates checks.
	 * @param prefix common beginning of the names of the properties, up to a dot
	 * @param origin returns a sentence that says where a property is inherited from, or
	 * an empty string
	 */
	PropertyCheck(String prefix, UnaryOperator<String> origin) {
		this(prefix, origin, false);
	}

	private PropertyCheck(String prefix, UnaryOperator<String> origin, boolean hidden) {
		this.prefix = prefix;
		this.origin = origin;
		this.hidden = hidden;
	}

	/**
	 * Returns the checks of a group of properties.
	 * @param group name of the group
	 * @return the checks
	 */
	PropertyCheck group(String group) {
		return new PropertyCheck(name(group) + ".", this.origin, this.hidden);
	}

	/**
	 * Returns checks that do not show values, which may be secrets.
	 * @return the checks
	 */
	PropertyCheck hidden() {
		return new PropertyCheck(this.prefix, this.origin, true);
	}

	String name(String property) {
		return this.prefix + property;
	}

	int inRange(String property, int value, int min, int max) {
		require(value >= min && value <= max, property, value, "It must be " + min + " to " + max + ".");
		return value;
	}

	int atLeast(String property, int value, int min) {
		require(value >= min, property, value, "It must be at least " + min + ".");
		return value;
	}

	Duration positive(String property, Duration value) {
		require(!value.isNegative() && !value.isZero(), property, value, "It must be longer than zero.");
		return value;
	}

	Duration notNegative(String property, Duration value) {
		require(!value.isNegative(), property, value, "It must not be negative.");
		return value;
	}

	int bytes(String property, DataSize value) {
		require(value.toBytes() >= 1 && value.toBytes() <= Integer.MAX_VALUE, property, value,
				"It must be 1 to " + Integer.MAX_VALUE + " bytes.");
		return (int) value.toBytes();
	}

	long longBytes(String property, DataSize value) {
		require(value.toBytes() >= 1, property, value, "It must be at least 1 byte.");
		return value.toBytes();
	}

	byte[] hex(String property, String value) {
		try {
			return HexFormat.of().parseHex(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, value, HEX, ex);
		}
	}

	/**
	 * Refuses a payload that cannot be sent in one frame.
	 * @param property name of the property, without the prefix
	 * @param value value of the property
	 * @param payload the payload
	 * @param framing framing of the client
	 * @param maxFrameSize largest frame in bytes
	 */
	void requireSendable(String property, @Nullable String value, byte[] payload, Framing framing, int maxFrameSize) {
		try {
			EncodedFrame.of(payload, framing, maxFrameSize);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, value, "It cannot be sent: " + ex.getMessage() + ".");
		}
	}

	void require(boolean condition, String property, @Nullable Object value, String reason) {
		if (!condition) {
			throw invalid(property, value, reason);
		}
	}

	RuntimeException invalid(String property, @Nullable Object value, String reason) {
		return invalid(property, value, reason, null);
	}

	RuntimeException invalid(String property, @Nullable Object value, String reason, @Nullable Throwable cause) {
		String name = name(property);
		String whole = reason + this.origin.apply(name);
		return this.hidden
				? new ClientConfigurationException(
						"The value of configuration property '" + name
								+ "', which is not shown as it may be a secret, is not valid. Reason: " + whole,
						"Review the value of the property.", null)
				: new InvalidPropertyException(name, value, whole, cause);
	}

	/**
	 * Keeps a cause, for which Spring Boot 4.0 has no public constructor.
	 */
	private static final class InvalidPropertyException extends InvalidConfigurationPropertyValueException {

		private static final long serialVersionUID = 1L;

		private final @Nullable Throwable cause;

		InvalidPropertyException(String name, @Nullable Object value, String reason, @Nullable Throwable cause) {
			super(name, value, reason);
			this.cause = cause;
		}

		@Override
		public synchronized @Nullable Throwable getCause() {
			return this.cause;
		}

	}

}
