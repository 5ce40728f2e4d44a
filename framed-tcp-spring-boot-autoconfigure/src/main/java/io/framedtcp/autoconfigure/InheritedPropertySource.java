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

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;

/**
 * Offers a named client the properties of the default one. It leaves out the server, and
 * the rest of a group that the client sets anew, such as the options of another framing.
 */
final class InheritedPropertySource implements ConfigurationPropertySource {

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
	 * Returns what a client does not inherit.
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
		// Parsed anew: of a name that was appended to, subName() loses all beyond six
		// elements, such as those of a list.
		return ConfigurationPropertyName.adapt(name.toString(), '.').subName(this.client.getNumberOfElements());
	}

}
