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
import java.util.Set;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Which clients an application's properties name, and what is set for each. For tools
 * that have to know it before there are clients, such as support for tests. Safe for use
 * by many threads.
 */
public final class FramedTcpClients {

	private final Environment environment;

	private final NamedClients named;

	/**
	 * Find the clients.
	 * @param environment where the properties are
	 */
	public FramedTcpClients(Environment environment) {
		this.environment = environment;
		this.named = new NamedClients(environment);
	}

	/**
	 * Return the clients under {@code framed-tcp.clients}.
	 * @return their names, as they are spelled there
	 */
	public Set<String> getNames() {
		return Collections.unmodifiableSet(this.named.names());
	}

	/**
	 * Return what is set for a client.
	 * @param client name of the client; {@code default} for that without a name
	 * @return the properties, inherited ones included
	 */
	public ClientProperties getProperties(String client) {
		if (this.named.names().contains(client) || !client.equals(NamedClients.DEFAULT)) {
			return this.named.properties(client);
		}
		ClientProperties properties = new ClientProperties();
		Binder.get(this.environment).bind("framed-tcp", Bindable.ofInstance(properties));
		return properties;
	}

}
