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

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ObjectUtils;

/**
 * Finds settings under {@code framed-tcp} that nothing reads: unknown names, values of
 * groups, and environment variables in a form that Spring Boot ignores.
 */
final class UnreadProperties {

	private static final ConfigurationPropertyName CLIENTS = FramedTcpClients.ROOT.append("clients");

	private final KnownProperties known = new KnownProperties();

	private final Map<ConfigurationPropertyName, Unread> unread = new LinkedHashMap<>();

	private final List<ConfigurationPropertySource> sources;

	private final FramedTcpClients clients;

	/**
	 * Creates a search.
	 * @param environment environment with the properties
	 */
	UnreadProperties(Environment environment) {
		this.sources = StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
			.toList();
		this.clients = new FramedTcpClients(environment);
	}

	/**
	 * Finds the properties.
	 * @return the properties and variables that nothing reads
	 * @throws ClientConfigurationException if a group is empty or has a value, and none
	 * of its properties is set; Spring Boot cannot bind such a group
	 */
	List<Unread> find() {
		for (ConfigurationPropertySource source : this.sources) {
			if (source instanceof IterableConfigurationPropertySource properties) {
				properties.stream()
					.filter(FramedTcpClients.ROOT::isAncestorOf)
					.filter((name) -> !PropertyNamesCheck.STRICT.equals(name))
					.forEach((name) -> check(properties, name));
			}
		}
		List<Unread> found = new ArrayList<>(this.unread.values());
		EnvironmentVariables variables = new EnvironmentVariables(this.known, this.clients.getNames());
		this.sources.stream()
			.map(ConfigurationPropertySource::getUnderlyingSource)
			.filter(SystemEnvironmentPropertySource.class::isInstance)
			.map(SystemEnvironmentPropertySource.class::cast)
			.forEach((source) -> found.addAll(variables.unread(source)));
		return found;
	}

	private void check(IterableConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		if (isGroup(name)) {
			if (!hasDescendants(name)) {
				throw unusable(name, property);
			}
			if (property != null && !ObjectUtils.isEmpty(property.getValue())) {
				this.unread.putIfAbsent(name, unread(name, property, null));
			}
		}
		else if (!this.known.isValue(relative(name))) {
			this.unread.putIfAbsent(name, unread(name, property, meant(name)));
		}
	}

	private static Unread unread(ConfigurationPropertyName name, @Nullable ConfigurationProperty property,
			@Nullable String meant) {
		return new Unread(name.toString(), (property != null) ? property.getOrigin() : null, meant);
	}

	private boolean isGroup(ConfigurationPropertyName name) {
		return name.equals(CLIENTS) || CLIENTS.isParentOf(name) || this.known.isGroup(relative(name));
	}

	private boolean hasDescendants(ConfigurationPropertyName name) {
		return this.sources.stream()
			.anyMatch((source) -> source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
	}

	private @Nullable String meant(ConfigurationPropertyName name) {
		ConfigurationPropertyName relative = relative(name);
		if (!CLIENTS.isAncestorOf(name) && !this.known.isGroup(relative.chop(1))) {
			// The element "clients" may be missing or misspelled.
			for (int missing = 0; missing + 1 < relative.getNumberOfElements() && missing <= 1; missing++) {
				if (this.known.isValue(relative.subName(missing + 1))) {
					return CLIENTS.append(relative.subName(missing)).toString();
				}
			}
		}
		String nearest = this.known.nearest(relative);
		return (nearest != null) ? prefix(name) + "." + nearest : null;
	}

	private static ConfigurationPropertyName prefix(ConfigurationPropertyName name) {
		return CLIENTS.isAncestorOf(name) ? name.chop(CLIENTS.getNumberOfElements() + 1) : FramedTcpClients.ROOT;
	}

	private static ConfigurationPropertyName relative(ConfigurationPropertyName name) {
		return name.subName(prefix(name).getNumberOfElements());
	}

	private ClientConfigurationException unusable(ConfigurationPropertyName group,
			@Nullable ConfigurationProperty property) {
		boolean empty = property == null || ObjectUtils.isEmpty(property.getValue());
		String origin = (property != null && property.getOrigin() != null) ? " (" + property.getOrigin() + ")" : "";
		return new ClientConfigurationException(
				"The configuration property '" + group + "'" + origin
						+ (empty ? " is empty." : " has a value, which is not shown as it may be a secret.") + " It is "
						+ describe(group) + ", and none of its properties is set.",
				"Remove it, or set " + below(group) + ".", null);
	}

	private static String describe(ConfigurationPropertyName group) {
		if (group.equals(CLIENTS)) {
			return "the group of all named clients";
		}
		return (CLIENTS.isParentOf(group) ? "the group" : "a group of properties") + " of the client '" + client(group)
				+ "'";
	}

	private static String client(ConfigurationPropertyName name) {
		return CLIENTS.isAncestorOf(name) ? prefix(name).getLastElement(Form.ORIGINAL) : FramedTcpClients.DEFAULT;
	}

	private String below(ConfigurationPropertyName group) {
		if (group.equals(CLIENTS)) {
			return "the server of a client below it, as in " + CLIENTS + ".payments.addresses";
		}
		if (CLIENTS.isParentOf(group)) {
			return group + ".host and " + group + ".port, or " + group + ".addresses";
		}
		return "one of " + this.known.below(relative(group))
			.stream()
			.map((name) -> group + "." + name)
			.collect(Collectors.joining(", "));
	}

	/**
	 * A property or variable that is set but not read.
	 *
	 * @param name its name
	 * @param origin the place where it is set, if known
	 * @param meant the probably intended name, if there is one
	 */
	record Unread(String name, @Nullable Origin origin, @Nullable String meant) {

		@Override
		public String toString() {
			return this.name + ((this.origin != null) ? " (" + this.origin + ")" : "")
					+ ((this.meant != null) ? ": did you mean " + this.meant + "?" : "");
		}

	}

	/**
	 * Finds environment variables that are meant for a client, but ignored by Spring
	 * Boot. Spring Boot drops the hyphen of {@code framed-tcp}, where users write an
	 * underscore. Other variables with this prefix are left alone. Kubernetes, for
	 * example, sets some for a service named framed-tcp.
	 */
	private static final class EnvironmentVariables {

		private static final String UNDERSCORED = "FRAMED_TCP_";

		private static final String PREFIX = "FRAMEDTCP_";

		private static final String NAMED = "CLIENTS_";

		private final List<String> values;

		private final Set<String> clients;

		/**
		 * Creates a search.
		 * @param known properties that a client may have
		 * @param clients names of the clients
		 */
		EnvironmentVariables(KnownProperties known, Set<String> clients) {
			this.values = known.values();
			this.clients = clients;
		}

		/**
		 * Finds the variables.
		 * @param source the environment variables
		 * @return the variables that are meant for a client but not read
		 */
		List<Unread> unread(SystemEnvironmentPropertySource source) {
			List<Unread> unread = new ArrayList<>();
			for (String variable : source.getPropertyNames()) {
				String name = variable.toUpperCase(Locale.ROOT);
				String meant = (name.startsWith(UNDERSCORED) && !isRead(name)) ? meant(name) : null;
				if (meant != null) {
					unread.add(new Unread(variable, new PropertySourceOrigin(source, variable), meant));
				}
			}
			return unread;
		}

		private boolean isRead(String variable) {
			// With an underscore for each hyphen, Spring Boot does read the names that it
			// requests. They include those of clients named by other properties.
			String withoutIndex = variable.replaceFirst("_\\d+$", "");
			return Stream.concat(Stream.of(""), this.clients.stream().map((client) -> NAMED + client + "_"))
				.flatMap((prefix) -> this.values.stream().map((value) -> UNDERSCORED + prefix + value))
				.map((name) -> name.replace('-', '_').replace('.', '_'))
				.anyMatch(withoutIndex::equalsIgnoreCase);
		}

		private @Nullable String meant(String variable) {
			String rest = variable.substring(UNDERSCORED.length());
			String letters = letters(rest);
			if (!rest.startsWith(NAMED)) {
				return this.values.stream()
					.filter((value) -> letters(value).equals(letters))
					.findFirst()
					.map((value) -> PREFIX + asVariable(value))
					.orElse(null);
			}
			String client = letters(NAMED);
			return this.values.stream()
				.filter((value) -> letters.endsWith(letters(value)))
				.filter((value) -> letters.length() > client.length() + letters(value).length())
				.max(Comparator.comparingInt(String::length))
				.map((value) -> PREFIX + NAMED
						+ letters.substring(client.length(), letters.length() - letters(value).length()) + "_"
						+ asVariable(value))
				.orElse(PREFIX + rest);
		}

		private static String letters(String name) {
			return name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
		}

		private static String asVariable(String property) {
			return property.toUpperCase(Locale.ROOT).replace("-", "").replace('.', '_');
		}

	}

}
