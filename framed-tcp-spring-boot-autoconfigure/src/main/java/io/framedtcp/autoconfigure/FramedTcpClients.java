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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The clients named in an application's properties, and the properties of each client.
 * For tools that need them before the clients are created, such as test support. Safe for
 * use by many threads.
 */
public final class FramedTcpClients {

	/** Name of the client of {@code framed-tcp.host} or {@code framed-tcp.addresses}. */
	static final String DEFAULT = "default";

	static final String DEFAULT_PREFIX = "framed-tcp.";

	static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("framed-tcp");

	private static final ConfigurationPropertyName CLIENTS = ROOT.append("clients");

	private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

	private static final PropertyCheck CHECK = new PropertyCheck(DEFAULT_PREFIX);

	private final Environment environment;

	private final Map<String, ConfigurationPropertyName> clients = new TreeMap<>();

	/**
	 * Finds the clients.
	 * @param environment environment with the properties
	 */
	public FramedTcpClients(Environment environment) {
		this.environment = environment;
		find().forEach((property, spellings) -> this.clients.put(checked(property, spellings), property));
	}

	/**
	 * Returns the clients under {@code framed-tcp.clients}.
	 * @return their names, in the spelling used there
	 */
	public Set<String> getNames() {
		return Collections.unmodifiableSet(this.clients.keySet());
	}

	/**
	 * Returns the properties of a client, inherited ones included.
	 * @param client name of the client; {@code default} for the one without a name
	 * @return the properties
	 */
	public FramedTcpProperties getProperties(String client) {
		boolean named = !client.equals(DEFAULT) || this.clients.containsKey(client);
		ConfigurationPropertyName name = named ? property(client) : ROOT;
		Stream<ConfigurationPropertySource> sources = named ? Stream.concat(sources(), inherited(client, name))
				: sources();
		return new Binder(sources.toList(), new PropertySourcesPlaceholdersResolver(this.environment))
			.bindOrCreate(name, Bindable.of(FramedTcpProperties.class), null);
	}

	/**
	 * Returns the checks of a named client's properties. Their messages name the origin
	 * of inherited values.
	 * @param client name of the client
	 * @return the checks
	 */
	PropertyCheck check(String client) {
		ConfigurationPropertyName property = property(client);
		return new PropertyCheck(property + ".",
				(name) -> values(Stream.concat(sources(), inherited(client, property)), name));
	}

	/**
	 * Returns the checks of the properties of the client without a name.
	 * @return the checks
	 */
	PropertyCheck defaultCheck() {
		return new PropertyCheck(DEFAULT_PREFIX, (name) -> values(sources(), name));
	}

	/**
	 * Returns whether a property belongs to a named client.
	 * @param name name of the property
	 * @return {@code false} if named clients inherit it
	 */
	static boolean isOfNamedClient(ConfigurationPropertyName name) {
		return CLIENTS.isAncestorOf(name);
	}

	/**
	 * Returns whether any client has a property of its own.
	 * @param property the property, relative to the client
	 * @return whether a named client sets it, or it is set for all
	 */
	boolean isSetAnywhere(String property) {
		return isSet(ROOT.append(property), false)
				|| this.clients.values().stream().anyMatch((client) -> isSet(client.append(property), false));
	}

	/**
	 * Returns whether a client has a property, or properties of a group, of its own.
	 * @param client name of the client
	 * @param property the property or group, relative to the client
	 * @return {@code false} if there are none, or if all are inherited
	 */
	boolean hasOwn(String client, String property) {
		return this.clients.containsKey(client) && isSet(property(client).append(property), true);
	}

	private Stream<ConfigurationPropertySource> inherited(String client, ConfigurationPropertyName property) {
		List<ConfigurationPropertyName> excluded = InheritedPropertySource.excluded((name) -> hasOwn(client, name));
		return sources().map((source) -> new InheritedPropertySource(source, property, excluded));
	}

	private static List<ConfigurationProperty> values(Stream<ConfigurationPropertySource> sources, String name) {
		ConfigurationPropertyName property = ConfigurationPropertyName.adapt(name, '.');
		return sources.map((source) -> source.getConfigurationProperty(property)).filter(Objects::nonNull).toList();
	}

	private ConfigurationPropertyName property(String client) {
		ConfigurationPropertyName property = this.clients.get(client);
		if (property == null) {
			throw CHECK.invalid("clients." + client, null,
					"There is no such client; there "
							+ (this.clients.isEmpty() ? "are none." : "are " + String.join(", ", getNames()) + ".")
							+ " A client that was configured when the application was built must be configured when"
							+ " it runs.");
		}
		return property;
	}

	private boolean isSet(ConfigurationPropertyName name, boolean group) {
		return sources().anyMatch((source) -> source.getConfigurationProperty(name) != null
				|| (group && source.containsDescendantOf(name) == ConfigurationPropertyState.PRESENT));
	}

	/**
	 * Finds the clients and the spellings of their names. Environment variables come last
	 * because they do not preserve case: they apply to the client with the same letters.
	 * @return the spellings, by the common beginning of the clients' properties
	 */
	private Map<ConfigurationPropertyName, Set<String>> find() {
		Map<ConfigurationPropertyName, Set<String>> spellings = new LinkedHashMap<>();
		sources().filter((source) -> !isVariables(source))
			.flatMap(FramedTcpClients::clientsIn)
			.forEach((client) -> spellings.computeIfAbsent(client, (name) -> new LinkedHashSet<>())
				.add(spelling(client)));
		sources().filter(FramedTcpClients::isVariables)
			.flatMap(FramedTcpClients::clientsIn)
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
		CHECK.require(spellings.size() == 1, "clients", String.join(", ", spellings),
				"To Spring Boot these are one name, so that they cannot be two clients; spell it in one way.");
		CHECK.require(NAME.matcher(name).matches(), "clients", name,
				"The name of a client must begin with a letter and consist of letters, digits, '-' and '_'.");
		CHECK.require(
				!name.equalsIgnoreCase(DEFAULT) || !OnServerConfiguredCondition.isServerInProperties(this.environment),
				"clients", name, "The client of framed-tcp.host or framed-tcp.addresses has this name.");
		return name;
	}

	/**
	 * Offers a named client the properties of the default client. Excludes the server.
	 * Also excludes the rest of a group that the client redefines, such as the options of
	 * another framing.
	 */
	private static final class InheritedPropertySource implements ConfigurationPropertySource {

		private static final List<String> NEVER = List.of("host", "port", "addresses", "clients", "ssl.server-name");

		/** Properties that, once a client sets them, stop the inheritance of groups. */
		private static final Map<String, List<String>> ANEW = Map.of("framing.type",
				List.of("framing", "reply-framing", "reply-frames"), "reply-framing.type",
				List.of("reply-framing", "reply-frames"), "matcher.length", List.of("matcher"), "matcher.pattern",
				List.of("matcher"), "matcher.unsolicited", List.of("matcher.unsolicited"), "shared.assign-ids.length",
				List.of("shared.assign-ids"), "initializer.steps", List.of("initializer.steps"), "farewell",
				List.of("farewell"), "proxy.host", List.of("proxy"), "socket.keep-alive",
				List.of("socket.keep-alive-idle", "socket.keep-alive-interval", "socket.keep-alive-count"));

		private final ConfigurationPropertySource source;

		private final ConfigurationPropertyName client;

		private final List<ConfigurationPropertyName> excluded;

		/**
		 * Creates a source.
		 * @param source source of the properties
		 * @param client common beginning of the client's properties
		 * @param excluded properties and groups that are not inherited
		 */
		InheritedPropertySource(ConfigurationPropertySource source, ConfigurationPropertyName client,
				List<ConfigurationPropertyName> excluded) {
			this.source = source;
			this.client = client;
			this.excluded = excluded;
		}

		/**
		 * Returns the properties that a client does not inherit.
		 * @param isOwn returns whether the client sets a property itself
		 * @return the properties and groups, relative to the client
		 */
		static List<ConfigurationPropertyName> excluded(Predicate<String> isOwn) {
			Stream<String> anew = ANEW.entrySet()
				.stream()
				.filter((entry) -> isOwn.test(entry.getKey()))
				.flatMap((entry) -> entry.getValue().stream());
			return Stream.concat(NEVER.stream(), anew).map(ConfigurationPropertyName::of).toList();
		}

		@Override
		public @Nullable ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
			return isInherited(name) ? this.source.getConfigurationProperty(inherited(name)) : null;
		}

		@Override
		public ConfigurationPropertyState containsDescendantOf(ConfigurationPropertyName name) {
			return isInherited(name) ? this.source.containsDescendantOf(inherited(name))
					: ConfigurationPropertyState.ABSENT;
		}

		private boolean isInherited(ConfigurationPropertyName name) {
			if (!this.client.isAncestorOf(name)) {
				return false;
			}
			ConfigurationPropertyName relative = relative(name);
			return this.excluded.stream().noneMatch((each) -> each.equals(relative) || each.isAncestorOf(relative));
		}

		private ConfigurationPropertyName inherited(ConfigurationPropertyName name) {
			return FramedTcpClients.ROOT.append(relative(name));
		}

		private ConfigurationPropertyName relative(ConfigurationPropertyName name) {
			// Parsed anew: on a name with appended elements, subName() loses all elements
			// after the sixth, such as those of a list.
			return ConfigurationPropertyName.adapt(name.toString(), '.').subName(this.client.getNumberOfElements());
		}

	}

}
