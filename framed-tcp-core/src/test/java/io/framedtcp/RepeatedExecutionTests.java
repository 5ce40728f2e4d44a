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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.support.Callers;
import io.framedtcp.support.ConnectionCount;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that closes connections at random counts how often it has executed each
 * request: once at most, or twice at most where that is allowed.
 */
class RepeatedExecutionTests {

	private static final int CALLERS = 16;

	private static final int EXCHANGES = 150;

	private static final int CONNECTIONS = 4;

	private final long seed = System.nanoTime();

	private final AtomicLong requests = new AtomicLong();

	private final Map<Long, AtomicInteger> executions = new ConcurrentHashMap<>();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void requestIsExecutedOnceAtMostOrTwiceIfItIsIdempotent(boolean idempotent) {
		ConnectionCount connections = new ConnectionCount();
		AtomicInteger replies = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.handling(this::serve);
				FramedTcpTemplate template = template(server, idempotent, connections);
				Callers callers = new Callers()) {
			callers.callAll(CALLERS, (caller) -> {
				for (int i = 0; i < EXCHANGES; i++) {
					exchange(template, caller * EXCHANGES + i, replies);
				}
				return null;
			});
			assertThat(this.executions.values()).as("seed %d", this.seed)
				.allSatisfy((count) -> assertThat(count.get()).isBetween(1, idempotent ? 2 : 1));
			long retried = template.getPool().statistics().retried();
			long executed = this.executions.values().stream().mapToLong(AtomicInteger::get).sum();
			assertThat(executed).isLessThanOrEqualTo(CALLERS * EXCHANGES + retried);
			assertThat(replies.get()).as("seed %d", this.seed).isGreaterThan(CALLERS * EXCHANGES / 2);
			if (idempotent) {
				assertThat(retried).isPositive();
				assertThat(this.executions.values()).anySatisfy((count) -> assertThat(count).hasValue(2));
			}
			assertThat(connections.max()).isLessThanOrEqualTo(CONNECTIONS);
			Awaitility.await().untilAsserted(() -> {
				assertThat(template.getPool().counts().active()).isZero();
				assertThat(template.getPool().counts().idle()).isLessThanOrEqualTo(CONNECTIONS);
			});
		}
	}

	private void exchange(FramedTcpTemplate template, long id, AtomicInteger replies) {
		try {
			byte[] reply = template.sendAndReceive(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
			assertThat(ByteBuffer.wrap(reply).getLong()).as("seed %d", this.seed).isEqualTo(id);
			replies.incrementAndGet();
		}
		catch (FramedTcpConnectionLostException ex) {
			assertThat(ex.isRequestMaybeSent() || !this.executions.containsKey(id)).as("seed %d", this.seed).isTrue();
		}
	}

	private void serve(byte[] request, ServerConnection connection) throws IOException {
		long id = ByteBuffer.wrap(request).getLong();
		this.executions.computeIfAbsent(id, (key) -> new AtomicInteger()).incrementAndGet();
		switch (new Random(this.seed + this.requests.incrementAndGet()).nextInt(20)) {
			case 0 -> connection.close();
			case 1 -> connection.reset();
			case 2 -> {
				connection.writeFrame(request);
				connection.close();
			}
			case 3 -> {
				connection.writeBytes((byte) 0, (byte) 0);
				connection.close();
			}
			default -> connection.writeFrame(request);
		}
	}

	private static FramedTcpTemplate template(FramedTcpServer server, boolean idempotent,
			SynchronousPoolListener listener) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.idempotent(idempotent)
			.responseTimeout(Duration.ofSeconds(30))
			.listener(listener)
			.pool((pool) -> pool.maxTotal(CONNECTIONS).acquireTimeout(Duration.ofSeconds(30)))
			.build();
	}

}
