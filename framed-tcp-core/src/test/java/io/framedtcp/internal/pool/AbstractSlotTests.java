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

package io.framedtcp.internal.pool;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterEach;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.test.FramedTcpServer;

/**
 * An echo server, and what opens connections to it for slots.
 */
abstract class AbstractSlotTests {

	final FramedTcpServer server = FramedTcpServer.echo();

	final PoolEvents events = new PoolEvents("slots", List.of());

	final ClientConnections register = new ClientConnections();

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	ConnectionOpener opener(ConnectionSettings settings) {
		return new ConnectionOpener("slots", settings, new Lifespan(Duration.ZERO, 0), this.events, this.register,
				(thread) -> {
				});
	}

}
