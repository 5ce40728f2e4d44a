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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.io.Resource;

/**
 * Detects values without quotation marks that YAML has read as numbers. For example, YAML
 * reads 0010 as an octal number, 8.
 */
final class YamlNumber {

	private YamlNumber() {
	}

	/**
	 * Returns the original text of a value, if YAML has changed its digits.
	 * @param property the property
	 * @return the text in the file, or {@code null} if the value is unchanged
	 */
	static @Nullable String misread(ConfigurationProperty property) {
		if (!(property.getValue() instanceof Number number)) {
			return null;
		}
		Origin origin = property.getOrigin();
		while (origin instanceof PropertySourceOrigin source) {
			origin = source.getOrigin();
		}
		String text = (origin instanceof TextResourceOrigin place) ? textAt(place) : null;
		return (text != null && !text.equals(number.toString())) ? text : null;
	}

	private static @Nullable String textAt(TextResourceOrigin place) {
		Resource resource = place.getResource();
		TextResourceOrigin.Location location = place.getLocation();
		if (resource == null || location == null) {
			return null;
		}
		try (BufferedReader reader = new BufferedReader(
				new InputStreamReader(resource.getInputStream(), StandardCharsets.UTF_8));
				Stream<String> lines = reader.lines()) {
			return lines.skip(location.getLine())
				.findFirst()
				.filter((line) -> line.length() > location.getColumn())
				.map((line) -> line.substring(location.getColumn()).split("[\\s,\\]}]", 2)[0])
				.orElse(null);
		}
		catch (IOException ex) {
			return null;
		}
	}

}
