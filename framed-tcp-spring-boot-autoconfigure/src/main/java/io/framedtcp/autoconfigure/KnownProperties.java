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

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;

/**
 * The properties of a client, by their names without {@code framed-tcp}. These are all
 * names that Spring Boot requests when it binds {@link FramedTcpProperties}.
 */
final class KnownProperties {

	/** The number of wrong letters that is always allowed. */
	private static final int MIN_DISTANCE = 2;

	/** Longer names may have one wrong letter in so many. */
	private static final int LETTERS_FOR_ONE = 3;

	private final Set<ConfigurationPropertyName> values = new LinkedHashSet<>();

	private final Set<ConfigurationPropertyName> groups = new LinkedHashSet<>();

	/**
	 * Finds the properties, by binding to an empty source.
	 */
	KnownProperties() {
		new Binder((name) -> null).bind(FramedTcpClients.ROOT, Bindable.of(FramedTcpProperties.class), new Recorder());
	}

	/**
	 * Returns whether the value of a property is read.
	 * @param property name of the property; indices of lists do not matter
	 * @return whether it is a known value
	 */
	boolean isValue(ConfigurationPropertyName property) {
		return this.values.contains(property.hasIndexedElement() ? withFirstIndices(property) : property);
	}

	/**
	 * Returns whether a property is a group, with other properties below it.
	 * @param property name of the property
	 * @return whether it is
	 */
	boolean isGroup(ConfigurationPropertyName property) {
		return this.groups.contains(property.hasIndexedElement() ? withFirstIndices(property) : property);
	}

	/**
	 * Returns the names of all values.
	 * @return the names, without elements of lists
	 */
	List<String> values() {
		return this.values.stream()
			.filter((name) -> !name.hasIndexedElement())
			.map(ConfigurationPropertyName::toString)
			.toList();
	}

	/**
	 * Returns the names directly below a group.
	 * @param group name of the group
	 * @return the names
	 */
	List<String> below(ConfigurationPropertyName group) {
		return Stream.concat(this.values.stream(), this.groups.stream())
			.filter(group::isParentOf)
			.filter((name) -> !name.isLastElementIndexed())
			.map((name) -> name.getLastElement(Form.DASHED))
			.toList();
	}

	/**
	 * Finds the name that the user probably meant.
	 * @param property an unknown name
	 * @return the known value with the most similar name; {@code null} if none is similar
	 */
	@Nullable String nearest(ConfigurationPropertyName property) {
		String unknown = uniform(property.toString());
		String group = isGroup(property.chop(1)) ? uniform(property.chop(1).toString()) + "." : "";
		int limit = Math.max(MIN_DISTANCE, last(unknown).length() / LETTERS_FOR_ONE);
		ToIntFunction<String> distance = (known) -> distance(unknown, uniform(known), group);
		return this.values.stream()
			.filter((known) -> !known.isLastElementIndexed())
			.map(ConfigurationPropertyName::toString)
			.filter((known) -> distance.applyAsInt(known) <= limit)
			.min(Comparator.comparingInt(distance).thenComparingInt((known) -> mistakes(unknown, uniform(known))))
			.orElse(null);
	}

	private static int distance(String unknown, String known, String group) {
		int distance = mistakes(unknown, known);
		// A correct key in the wrong group is one mistake, if the groups are related.
		boolean related = known.startsWith(group) || known.indexOf('.') < 0;
		return related ? Math.min(distance, 1 + mistakes(last(unknown), last(known))) : distance;
	}

	// The number of letters that are missing, superfluous, wrong or swapped with a
	// neighbour.
	private static int mistakes(String first, String second) {
		int[][] mistakes = new int[first.length() + 1][second.length() + 1];
		for (int i = 0; i <= first.length(); i++) {
			for (int j = 0; j <= second.length(); j++) {
				mistakes[i][j] = mistakes(mistakes, first, i, second, j);
			}
		}
		return mistakes[first.length()][second.length()];
	}

	private static int mistakes(int[][] mistakes, String first, int i, String second, int j) {
		if (i == 0 || j == 0) {
			return i + j;
		}
		boolean same = first.charAt(i - 1) == second.charAt(j - 1);
		int least = Math.min(mistakes[i - 1][j - 1] + (same ? 0 : 1),
				1 + Math.min(mistakes[i - 1][j], mistakes[i][j - 1]));
		boolean swapped = i > 1 && j > 1 && first.charAt(i - 1) == second.charAt(j - 2)
				&& first.charAt(i - 2) == second.charAt(j - 1);
		return swapped ? Math.min(least, 1 + mistakes[i - 2][j - 2]) : least;
	}

	private static String last(String name) {
		return name.substring(name.lastIndexOf('.') + 1);
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
	}

	private static @Nullable ConfigurationPropertyName withFirstIndices(ConfigurationPropertyName property) {
		StringBuilder name = new StringBuilder();
		for (int i = 0; i < property.getNumberOfElements(); i++) {
			boolean indexed = property.chop(i + 1).isLastElementIndexed();
			String element = property.isNumericIndex(i) ? "0" : property.getElement(i, Form.DASHED);
			name.append(indexed ? "[" : (i > 0) ? "." : "").append(element).append(indexed ? "]" : "");
		}
		return ConfigurationPropertyName.ofIfValid(name);
	}

	/**
	 * Records the name of each requested property. It enters only records and lists.
	 * Spring Boot would otherwise look into other types too, such as sizes.
	 */
	private final class Recorder implements BindHandler {

		@Override
		public <T> @Nullable Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target,
				BindContext context) {
			ConfigurationPropertyName relative = name.subName(FramedTcpClients.ROOT.getNumberOfElements());
			Class<?> type = target.getType().toClass();
			if (type.isRecord()) {
				KnownProperties.this.groups.add(relative);
				return target;
			}
			if (Map.class.isAssignableFrom(type)) {
				// The clients, each of which has the same properties again.
				return null;
			}
			KnownProperties.this.values.add(relative);
			return Collection.class.isAssignableFrom(type) ? target : null;
		}

	}

}
