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
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

import io.framedtcp.framing.Framing;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Refuses property values out of range. Spring Boot reports the exception with the
 * property, its origin and the bound. {@code @Validated} would do nothing without a
 * validation provider.
 */
final class PropertyCheck {

	private static final String HEX = "It must consist of pairs of hexadecimal digits, without spaces; in YAML, in "
			+ "quotation marks.";

	private final String prefix;

	/** The common prefix of all properties of the client. */
	private final String clientPrefix;

	private final Function<String, List<ConfigurationProperty>> sources;

	private final boolean hidden;

	/**
	 * Creates checks of properties with unknown sources.
	 * @param prefix common beginning of the names of the properties, up to a dot
	 */
	PropertyCheck(String prefix) {
		this(prefix, (name) -> List.of());
	}

	/**
	 * Creates checks.
	 * @param prefix common beginning of the names of the properties, up to a dot
	 * @param sources returns the settings of a property, the effective one first;
	 * inherited ones come last, under their own names
	 */
	PropertyCheck(String prefix, Function<String, List<ConfigurationProperty>> sources) {
		this(prefix, prefix, sources, false);
	}

	private PropertyCheck(String prefix, String clientPrefix, Function<String, List<ConfigurationProperty>> sources,
			boolean hidden) {
		this.prefix = prefix;
		this.clientPrefix = clientPrefix;
		this.sources = sources;
		this.hidden = hidden;
	}

	/**
	 * Returns the checks of a group of properties.
	 * @param group name of the group
	 * @return the checks
	 */
	PropertyCheck group(String group) {
		return new PropertyCheck(name(group) + ".", this.clientPrefix, this.sources, this.hidden);
	}

	/**
	 * Returns checks that do not show values, which may be secrets.
	 * @return the checks
	 */
	PropertyCheck hidden() {
		return new PropertyCheck(this.prefix, this.clientPrefix, this.sources, true);
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
		requireNoNumber(property, value);
		try {
			return HexFormat.of().parseHex(value);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(property, value, HEX, ex);
		}
	}

	Pattern pattern(String property, @Nullable String value) {
		try {
			return Pattern.compile((value != null) ? value : "");
		}
		catch (PatternSyntaxException ex) {
			throw invalid(property, value,
					"It is no regular expression: " + ex.getDescription() + " near index " + ex.getIndex() + ".", ex);
		}
	}

	void requireBit(String property, @Nullable Object value, byte[] mask) {
		boolean any = false;
		for (byte bits : mask) {
			any |= bits != 0;
		}
		require(any, property, value, "It must have a bit that is set.");
	}

	/**
	 * Refuses bytes with a bit outside their mask.
	 * @param mask the mask, of the same length
	 * @param property name of the property, without the prefix
	 * @param value value of the property
	 * @param bytes the bytes
	 */
	void requireWithin(byte[] mask, String property, Object value, byte[] bytes) {
		for (int i = 0; i < mask.length; i++) {
			require((bytes[i] & ~mask[i]) == 0, property, value,
					"It has a bit that the mask has not, so no frame could be equal to it.");
		}
	}

	/**
	 * Refuses an empty value, unless it is intended: to cancel another value, or as a
	 * placeholder for an optional variable.
	 * @param property name of the property, without the prefix
	 * @param reason the reason for the refusal
	 */
	void requireMeantIfEmpty(String property, String reason) {
		List<ConfigurationProperty> sources = this.sources.apply(name(property));
		boolean meant = sources.size() > 1 || sources.stream().anyMatch((each) -> !"".equals(each.getValue()));
		require(meant, property, "", reason);
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
			String reason = PropertyNames.of(String.valueOf(ex.getMessage()), this.clientPrefix);
			throw invalid(property, value, "It cannot be sent: " + reason + ".");
		}
	}

	void require(boolean condition, String property, @Nullable Object value, String reason) {
		if (!condition) {
			throw invalid(property, value, reason);
		}
	}

	/**
	 * Creates the exception for a missing property that another one requires.
	 * @param property name of the property, without the prefix
	 * @param by name of the property that requires it, without the prefix
	 * @param meaning the end of the advice: the value to set
	 * @return the exception
	 */
	RuntimeException missing(String property, String by, String meaning) {
		return new ClientConfigurationException("The configuration property '" + name(property)
				+ "' is not set, or empty, but '" + name(by) + "' is set." + inherited(name(by)),
				"Set " + name(property) + " " + meaning, null);
	}

	RuntimeException invalid(String property, @Nullable Object value, String reason) {
		return invalid(property, value, reason, null);
	}

	RuntimeException invalid(String property, @Nullable Object value, String reason, @Nullable Throwable cause) {
		String name = name(property);
		String whole = reason + inherited(name);
		return this.hidden
				? new ClientConfigurationException(
						"The value of configuration property '" + name
								+ "', which is not shown as it may be a secret, is not valid. Reason: " + whole,
						"Review the value of the property.", null)
				: new InvalidPropertyException(name, value, whole, cause);
	}

	/**
	 * Returns the name under which a property is set.
	 * @param property name of the property, without the prefix
	 * @return its own name, or the name of the property that it inherits; {@code null} if
	 * it is not set
	 */
	@Nullable ConfigurationPropertyName setBy(String property) {
		return this.sources.apply(name(property)).stream().findFirst().map(ConfigurationProperty::getName).orElse(null);
	}

	/**
	 * Returns the name under which an element of a list is set. One property may hold all
	 * elements, separated by commas.
	 * @param list name of the list, without the prefix
	 * @param index index of the element
	 * @return the name of the element or of the list, without the prefix
	 */
	String element(String list, int index) {
		String element = list + "[" + index + "]";
		return (setBy(element) != null) ? element : list;
	}

	private void requireNoNumber(String property, String value) {
		String written = this.sources.apply(name(property)).stream().findFirst().map(YamlNumber::misread).orElse(null);
		require(written == null, property, value,
				"It is not in quotation marks, and YAML has read it as a number"
						+ (this.hidden ? "" : ", " + written + " as " + value)
						+ ". Put its hexadecimal digits in quotation marks.");
	}

	private String inherited(String name) {
		return this.sources.apply(name)
			.stream()
			.findFirst()
			.map(ConfigurationProperty::getName)
			.filter((source) -> !source.equals(ConfigurationPropertyName.adapt(name, '.')))
			.map((source) -> " It is inherited from " + source + ".")
			.orElse("");
	}

	/**
	 * Adds a cause, for which Spring Boot 4.0 has no public constructor.
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
