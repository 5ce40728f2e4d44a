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

package io.framedtcp.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.framedtcp.pool.FramedConnectionPool;

/**
 * {@link Endpoint} that shows the clients and their connections, and lets an operator
 * evict, pause and resume them. It shows no payload, no key and no password.
 */
@Endpoint(id = "framedtcp")
public class FramedTcpEndpoint {

	private final Supplier<Map<String, FramedConnectionPool>> pools;

	/**
	 * Create an endpoint.
	 * @param pools tells the pools by the names of their clients
	 */
	public FramedTcpEndpoint(Supplier<Map<String, FramedConnectionPool>> pools) {
		this.pools = pools;
	}

	/**
	 * Show all clients.
	 * @return what is known of each, by its name
	 */
	@ReadOperation
	public ClientsDescriptor clients() {
		Map<String, ClientDescriptor> clients = new LinkedHashMap<>();
		this.pools.get().forEach((name, pool) -> clients.put(name, ClientDescriptor.of(pool)));
		return new ClientsDescriptor(clients);
	}

	/**
	 * Show a client.
	 * @param client name of the client
	 * @return what is known of it, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable ClientDescriptor client(@Selector String client) {
		FramedConnectionPool pool = this.pools.get().get(client);
		return (pool != null) ? ClientDescriptor.of(pool) : null;
	}

	/**
	 * Do something to a client's connections.
	 * @param client name of the client
	 * @param action what to do
	 * @throws InvalidEndpointRequestException if there is no client of that name
	 */
	@WriteOperation
	public void act(@Selector String client, Action action) {
		Map<String, FramedConnectionPool> pools = this.pools.get();
		FramedConnectionPool pool = pools.get(client);
		if (pool == null) {
			String message = "There is no client '" + client + "', but there are " + new TreeSet<>(pools.keySet());
			throw new InvalidEndpointRequestException(message, message);
		}
		switch (action) {
			case EVICT_IDLE -> pool.evictIdle();
			case EVICT_ALL -> pool.evictAll();
			case PAUSE -> pool.pause();
			case RESUME -> pool.resume();
		}
	}

	/**
	 * What an operator can do to a client's connections.
	 */
	public enum Action {

		/**
		 * Close the idle connections.
		 */
		EVICT_IDLE,

		/**
		 * Close the idle connections, and those in use when they are returned.
		 */
		EVICT_ALL,

		/**
		 * Let callers wait, and open nothing.
		 */
		PAUSE,

		/**
		 * Let callers go on.
		 */
		RESUME

	}

	/**
	 * All clients.
	 *
	 * @param clients what is known of each, by its name
	 */
	public record ClientsDescriptor(Map<String, ClientDescriptor> clients) {

	}

}
