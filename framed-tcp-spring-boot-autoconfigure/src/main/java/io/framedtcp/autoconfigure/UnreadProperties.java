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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.ObjectUtils;

/**
 * Finds what is set under {@code framed-tcp} and not read: names that nobody knows,
 * values of groups, and environment variables in a form that Spring Boot does not read.
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
	 * of its properties is set; Spring Boot could not bind it
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
			// The group of the clients may be missing, or be misspelled itself.
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
	 * A property or variable that is set, and that nothing reads.
	 *
	 * @param name its name
	 * @param origin where it is set, if known
	 * @param meant the name that was probably meant, if there is one
	 */
	record Unread(String name, @Nullable Origin origin, @Nullable String meant) {

		@Override
		public String toString() {
			return this.name + ((this.origin != null) ? " (" + this.origin + ")" : "")
					+ ((this.meant != null) ? ": did you mean " + this.meant + "?" : "");
		}

	}

}
