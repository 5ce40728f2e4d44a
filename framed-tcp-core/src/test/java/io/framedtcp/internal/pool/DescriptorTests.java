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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.support.OpenSockets;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * No descriptor is left behind, whatever became of its connection.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Descriptors are counted in /proc")
class DescriptorTests {

	private static final int ROUNDS = 50;

	@Test
	void noneIsLeftByConnectionsUsedRetiredAndRefused() throws Exception {
		// The JDK keeps some of its own from the first time on.
		useRetireAndRefuse();
		long before = OpenSockets.count();
		for (int i = 0; i < ROUNDS; i++) {
			useRetireAndRefuse();
		}
		Awaitility.await().until(() -> OpenSockets.count() <= before);
	}

	private static void useRetireAndRefuse() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				ExclusivePool pool = pool(server.port());
				Callers callers = new Callers()) {
			Lease kept = acquire(pool);
			Lease retired = acquire(pool);
			callers.callAll(2, (caller) -> {
				retired.retire(CloseReason.BROKEN);
				return null;
			});
			server.resetConnections();
			kept.close();
		}
		try (ExclusivePool pool = pool(Ports.unused())) {
			assertThatExceptionOfType(ConnectFailedException.class).isThrownBy(() -> acquire(pool));
		}
	}

	@Test
	void noneIsLeftByConnectionsThatWereNeverOpen() throws Exception {
		try (BlackHole blackHole = new BlackHole(); ExclusivePool pool = pool(blackHole.port())) {
			long before = OpenSockets.count();
			for (int i = 0; i < ROUNDS; i++) {
				assertThatExceptionOfType(ConnectFailedException.class)
					.isThrownBy(() -> pool.acquire(Deadline.after(Duration.ofMillis(2))));
			}
			Awaitility.await().until(() -> OpenSockets.count() <= before);
		}
	}

	private static ExclusivePool pool(int port) {
		return new ExclusivePool("descriptors", ConnectionSettings.builder().address("127.0.0.1", port).build(),
				PoolSettings.builder().build(), List.of());
	}

	private static Lease acquire(ExclusivePool pool) throws Exception {
		return pool.acquire(Deadline.after(Duration.ofSeconds(10)));
	}

}
