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

package io.framedtcp.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

import io.moquette.BrokerConstants;
import io.moquette.broker.config.IConfig;
import io.moquette.broker.config.MemoryConfig;
import io.moquette.interception.AbstractInterceptHandler;
import io.moquette.interception.messages.InterceptDisconnectMessage;

/**
 * A broker of MQTT: Moquette. Clients may come without a user name, but not with a wrong
 * password.
 */
final class MqttBroker implements Server {

	private static final byte[] PASSWORD = "secret".getBytes(StandardCharsets.UTF_8);

	private final int port = Ports.free();

	private final io.moquette.broker.Server broker = new io.moquette.broker.Server();

	private final AtomicInteger farewells = new AtomicInteger();

	MqttBroker() {
		Properties properties = new Properties();
		properties.setProperty(IConfig.HOST_PROPERTY_NAME, "127.0.0.1");
		properties.setProperty(IConfig.PORT_PROPERTY_NAME, Integer.toString(this.port));
		properties.setProperty(IConfig.PERSISTENCE_ENABLED_PROPERTY_NAME, "false");
		properties.setProperty(IConfig.ENABLE_TELEMETRY_NAME, "false");
		properties.setProperty(BrokerConstants.ALLOW_ZERO_BYTE_CLIENT_ID_PROPERTY_NAME, "true");
		try {
			this.broker.startServer(new MemoryConfig(properties), List.of(new Farewells()), null,
					(client, user, password) -> Arrays.equals(password, PASSWORD), null);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public int port() {
		return this.port;
	}

	/**
	 * Return how many clients have said that they leave.
	 * @return how many DISCONNECT packets have come
	 */
	int farewells() {
		return this.farewells.get();
	}

	/**
	 * Its threads take two seconds to end, and nobody has to wait for that.
	 */
	@Override
	public void close() {
		Thread closing = new Thread(this.broker::stopServer, "mqtt-broker-closing");
		closing.setDaemon(true);
		closing.start();
	}

	/**
	 * Counts the clients that say that they leave.
	 */
	private final class Farewells extends AbstractInterceptHandler {

		@Override
		public String getID() {
			return "farewells";
		}

		@Override
		public void onDisconnect(InterceptDisconnectMessage message) {
			MqttBroker.this.farewells.incrementAndGet();
		}

		@Override
		public void onSessionLoopError(Throwable error) {
			throw new IllegalStateException(error);
		}

	}

}
