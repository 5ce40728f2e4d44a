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

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The clients that {@code framed-tcp.clients} names, and their properties.
 */
final class NamedClients {

	/** What the client without a name is called in failures, health and meters. */
	static final String DEFAULT = "default";

	static final String DEFAULT_PREFIX = "framed-tcp.";

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("framed-tcp");

	private static final ConfigurationPropertyName CLIENTS = ROOT.append("clients");

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

	private final Environment environment;

	private final Map<String, ConfigurationPropertyName> clients = new TreeMap<>();

	/**
	 * Find the clients.
	 * @param environment where their properties are
	 */
	NamedClients(Environment environment) {
		this.environment = environment;
		find().forEach((property, spellings) -> this.clients.put(checked(property, spellings), property));
	}

	Set<String> names() {
		return this.clients.keySet();
	}

	/**
	 * Return what the names of a client's properties begin with.
	 * @param client the client
	 * @return the prefix, up to a dot
	 */
	String prefix(String client) {
		return property(client) + ".";
	}

	/**
	 * Bind the properties of a client, inherited ones included.
	 * @param client the client
	 * @return the properties
	 */
	ClientProperties properties(String client) {
		ClientProperties properties = new ClientProperties();
		Bindable<ClientProperties> target = Bindable.ofInstance(properties);
		Binder binder = Binder.get(this.environment);
		binder.bind(ROOT, target, new Inheritance(ROOT, (name) -> hasOwn(client, name)));
		binder.bind(property(client), target);
		return properties;
	}

	/**
	 * Tell whether a client has a property, or properties of a group, that it does not
	 * inherit.
	 * @param client the client
	 * @param property the property or group, relative to the client
	 * @return whether there are any
	 */
	boolean hasOwn(String client, String property) {
		ConfigurationPropertyName name = property(client).append(property);
		return isSet(name) || sources()
			.anyMatch((source) -> source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT);
	}

	/**
	 * Say where the value of a property comes from, if the client does not set it itself.
	 * @param client the client
	 * @param name full name of the property
	 * @return a sentence to add to the reason of a failure, or nothing
	 */
	String origin(String client, String name) {
		ConfigurationPropertyName own = ConfigurationPropertyName.of(name);
		if (!property(client).isAncestorOf(own) || isSet(own)) {
			return "";
		}
		ConfigurationPropertyName inherited = ROOT
			.append(own.subName(property(client).getNumberOfElements()).toString());
		return isSet(inherited) ? " It is inherited from " + inherited + "." : "";
	}

	private ConfigurationPropertyName property(String client) {
		ConfigurationPropertyName property = this.clients.get(client);
		if (property == null) {
			throw PropertyCheck.invalid(CLIENTS + "." + client, null,
					"There is no such client; there "
							+ (names().isEmpty() ? "are none." : "are " + String.join(", ", names()) + ".")
							+ " One that was configured when the application was built must be when it runs.");
		}
		return property;
	}

	private boolean isSet(ConfigurationPropertyName name) {
		return sources().anyMatch((source) -> source.getConfigurationProperty(name) != null);
	}

	/**
	 * Find the clients and how their names are spelled. Environment variables come last
	 * since they cannot tell: what they set belongs to the client of the same letters.
	 * @return the spellings, by the clients' properties
	 */
	private Map<ConfigurationPropertyName, Set<String>> find() {
		Map<ConfigurationPropertyName, Set<String>> spellings = new LinkedHashMap<>();
		sources().filter((source) -> !isVariables(source))
			.flatMap(NamedClients::clientsIn)
			.forEach((client) -> spellings.computeIfAbsent(client, (name) -> new LinkedHashSet<>())
				.add(spelling(client)));
		sources().filter(NamedClients::isVariables)
			.flatMap(NamedClients::clientsIn)
			.forEach((client) -> spellings.computeIfAbsent(client, (name) -> Set.of(spelling(client))));
		return spellings;
	}

	private Stream<ConfigurationPropertySource> sources() {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false);
	}

	private static Stream<ConfigurationPropertyName> clientsIn(ConfigurationPropertySource source) {
		return (source instanceof IterableConfigurationPropertySource properties) ? properties.stream()
			.filter(CLIENTS::isAncestorOf)
			.map((property) -> property.chop(CLIENTS.getNumberOfElements() + 1)) : Stream.empty();
	}

	private static boolean isVariables(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
	}

	private static String spelling(ConfigurationPropertyName client) {
		return client.getLastElement(Form.ORIGINAL);
	}

	private String checked(ConfigurationPropertyName property, Set<String> spellings) {
		String name = spellings.iterator().next();
		PropertyCheck.require(spellings.size() == 1, CLIENTS.toString(), String.join(", ", spellings),
				"To Spring Boot these are one name, so that they cannot be two clients; spell it in one way.");
		PropertyCheck.require(NAME.matcher(name).matches(), CLIENTS.toString(), name,
				"The name of a client must begin with a letter and consist of letters, digits, '-' and '_'.");
		PropertyCheck.require(
				!name.equalsIgnoreCase(DEFAULT) || !OnServerConfiguredCondition.isServerInProperties(this.environment),
				CLIENTS.toString(), name, "The client of framed-tcp.host or framed-tcp.addresses has this name.");
		return name;
	}

}
