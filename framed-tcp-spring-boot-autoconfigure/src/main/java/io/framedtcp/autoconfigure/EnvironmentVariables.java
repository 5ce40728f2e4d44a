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
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.framedtcp.autoconfigure.UnreadProperties.Unread;

/**
 * Finds environment variables that are meant for a client, and that Spring Boot does not
 * read: it drops the hyphen of {@code framed-tcp} where users write an underscore. Others
 * that begin so are left alone. Kubernetes, for example, sets some for a service named
 * framed-tcp.
 */
final class EnvironmentVariables {

	private static final String UNDERSCORED = "FRAMED_TCP_";

	private static final String PREFIX = "FRAMEDTCP_";

	private static final String CLIENTS = "CLIENTS_";

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
	 * @param source the variables that are set
	 * @return those that are meant for a client, and not read
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
		// With an underscore for each hyphen, Spring Boot does read names that it asks
		// for, and so those of a client that other properties name.
		String withoutIndex = variable.replaceFirst("_\\d+$", "");
		return Stream.concat(Stream.of(""), this.clients.stream().map((client) -> CLIENTS + client + "_"))
			.flatMap((prefix) -> this.values.stream().map((value) -> UNDERSCORED + prefix + value))
			.map((name) -> name.replace('-', '_').replace('.', '_'))
			.anyMatch(withoutIndex::equalsIgnoreCase);
	}

	private @Nullable String meant(String variable) {
		String rest = variable.substring(UNDERSCORED.length());
		String letters = letters(rest);
		if (!rest.startsWith(CLIENTS)) {
			return this.values.stream()
				.filter((value) -> letters(value).equals(letters))
				.findFirst()
				.map((value) -> PREFIX + asVariable(value))
				.orElse(null);
		}
		String client = letters(CLIENTS);
		return this.values.stream()
			.filter((value) -> letters.endsWith(letters(value)))
			.filter((value) -> letters.length() > client.length() + letters(value).length())
			.max(Comparator.comparingInt(String::length))
			.map((value) -> PREFIX + CLIENTS
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
