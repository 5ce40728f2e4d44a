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

package io.framedtcp.autoconfigure.health;

import java.net.ConnectException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.springframework.boot.health.contributor.Health;

import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

/**
 * Servers and pools that are closed behind a test of their health.
 */
abstract class AbstractHealthIndicatorTests {

	static final Duration LONG = Duration.ofMinutes(1);

	static final Duration SHORT = Duration.ofSeconds(5);

	final Deque<AutoCloseable> resources = new ArrayDeque<>();

	@AfterEach
	void closeResources() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	static void closeAndAwaitRefusal(FramedTcpServer server) {
		server.close();
		Awaitility.await().atMost(SHORT).until(() -> {
			try (Socket socket = new Socket(server.host(), server.port())) {
				return !socket.isConnected();
			}
			catch (ConnectException ex) {
				return true;
			}
		});
	}

	static Health health(FramedConnectionPool pool) {
		return new FramedTcpHealthIndicator(pool).health();
	}

	<T extends AutoCloseable> T open(T resource) {
		this.resources.push(resource);
		return resource;
	}

}
