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

package io.framedtcp.autoconfigure.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.SynchronousPoolListener;

/**
 * Measures the time to acquire a connection, and the time to open one. As a listener it
 * also receives the pool's first connection. It is called in the caller's thread, because
 * it only counts.
 */
public class FramedTcpTimers implements SynchronousPoolListener {

	private final MeterRegistry registry;

	private final Map<String, Timer> acquire = new ConcurrentHashMap<>();

	private final Map<String, Timer> connect = new ConcurrentHashMap<>();

	/**
	 * Creates a listener.
	 * @param registry registry of the timers, one of each kind for each client
	 */
	public FramedTcpTimers(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
		this.acquire
			.computeIfAbsent(connection.client(),
					(client) -> timer("framedtcp.connections.acquire",
							"Time to get a connection: the wait for a free one, its test, and opening it", client))
			.record(elapsed);
	}

	@Override
	public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
		this.connect
			.computeIfAbsent(connection.client(),
					(client) -> timer("framedtcp.connections.connect",
							"Time to open a connection, TLS and the initializer included", client))
			.record(elapsed);
	}

	private Timer timer(String name, String description, String client) {
		return Timer.builder(name).description(description).tag("client", client).register(this.registry);
	}

}
