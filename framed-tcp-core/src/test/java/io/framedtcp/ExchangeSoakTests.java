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

package io.framedtcp;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many callers, few connections, no faults: every reply carries its request's id, no
 * permit is lost and no connection is one too many.
 */
class ExchangeSoakTests {

	private static final int CALLERS = 32;

	private static final int EXCHANGES = 10_000;

	private static final int CONNECTIONS = 8;

	@Test
	void everyCallerGetsItsOwnReplies() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedConnectionPool pool = pool(server);
				Callers callers = new Callers()) {
			FramedTcpTemplate template = new FramedTcpTemplate(pool, Duration.ofSeconds(30),
					FramedTcpTemplateBuilder.defaultMessageConverter(), false, null);
			List<Integer> mismatches = callers.callAll(CALLERS, (caller) -> mismatches(template, caller));
			assertThat(mismatches).containsOnly(0);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(pool.counts()).isEqualTo(new PoolCounts(CONNECTIONS, 0, server.open(), 0)));
			assertThat(server.accepted()).isLessThanOrEqualTo(CONNECTIONS);
			assertThat(pool.statistics().closed()).isEmpty();
		}
	}

	private static int mismatches(FramedTcpTemplate template, int caller) {
		int mismatches = 0;
		for (int i = 0; i < EXCHANGES; i++) {
			long id = ((long) caller << Integer.SIZE) + i;
			byte[] reply = template.sendAndReceive(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
			mismatches += (ByteBuffer.wrap(reply).getLong() == id) ? 0 : 1;
		}
		return mismatches;
	}

	private static FramedConnectionPool pool(FramedTcpServer server) {
		return new ExclusivePool("soak", ConnectionSettings.builder().address(server.host(), server.port()).build(),
				PoolSettings.builder().maxTotal(CONNECTIONS).acquireTimeout(Duration.ofSeconds(30)).build(), List.of());
	}

}
