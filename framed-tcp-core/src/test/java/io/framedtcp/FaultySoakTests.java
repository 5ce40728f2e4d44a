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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolSettings;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many callers, few connections, and a server that breaks one exchange in ten: a caller
 * gets its own reply or a typed exception, and afterwards nothing is lost.
 */
class FaultySoakTests {

	private static final int CALLERS = 32;

	private static final int EXCHANGES = 300;

	private static final int CONNECTIONS = 8;

	private static final Duration TIMEOUT = Duration.ofMillis(250);

	private final long seed = System.nanoTime();

	private final AtomicLong requests = new AtomicLong();

	@Test
	void noCallerGetsAnothersReplyAndNothingIsLost() {
		try (FramedTcpServer server = FramedTcpServer.handling(this::answerOrNot);
				FramedConnectionPool pool = pool(server);
				Callers callers = new Callers()) {
			FramedTcpTemplate template = new FramedTcpTemplate(pool, TIMEOUT,
					FramedTcpTemplateBuilder.defaultMessageConverter());
			AtomicInteger replies = new AtomicInteger();
			AtomicInteger failures = new AtomicInteger();
			callers.callAll(CALLERS, (caller) -> {
				for (int i = 0; i < EXCHANGES; i++) {
					exchange(template, caller * EXCHANGES + i, replies, failures);
				}
				return null;
			});
			assertThat(replies.get() + failures.get()).isEqualTo(CALLERS * EXCHANGES);
			assertThat(replies.get()).as("seed %d", this.seed).isGreaterThan(CALLERS * EXCHANGES / 2);
			assertThat(failures.get()).as("seed %d", this.seed).isPositive();
			Awaitility.await().untilAsserted(() -> {
				assertThat(pool.counts().active()).isZero();
				assertThat(pool.counts().idle()).isEqualTo(server.open()).isLessThanOrEqualTo(CONNECTIONS);
			});
		}
	}

	private void exchange(FramedTcpTemplate template, long id, AtomicInteger replies, AtomicInteger failures) {
		try {
			byte[] reply = template.sendAndReceive(ByteBuffer.allocate(Long.BYTES).putLong(id).array());
			assertThat(ByteBuffer.wrap(reply).getLong()).as("seed %d", this.seed).isEqualTo(id);
			replies.incrementAndGet();
		}
		catch (FramedTcpTimeoutException | FramedTcpConnectionLostException | FramedTcpMalformedReplyException ex) {
			failures.incrementAndGet();
		}
	}

	private void answerOrNot(byte[] request, ServerConnection connection) throws IOException, InterruptedException {
		byte[] reply = ServerConnection.frame(request);
		switch (new Random(this.seed + this.requests.incrementAndGet()).nextInt(80)) {
			case 0 -> connection.close();
			case 1 -> connection.reset();
			case 2 -> {
				connection.writeBytes(Arrays.copyOf(reply, 6));
				connection.close();
			}
			case 3 -> connection.writeBytes(Arrays.copyOf(reply, 2));
			case 4 -> connection.writeBytes((byte) -1, (byte) -1, (byte) -1, (byte) -1);
			case 5 -> {
				connection.writeBytes(reply);
				connection.reset();
			}
			case 6 -> connection.writeBytes(ByteBuffer.allocate(2 * reply.length).put(reply).put(reply).array());
			case 7 -> writeLate(connection, reply);
			default -> connection.writeBytes(reply);
		}
	}

	/**
	 * Answer when the client has given up, if the wait for it is not cut short by the
	 * client's closing of the connection.
	 * @param connection the connection
	 * @param reply what to answer
	 * @throws IOException if the client has closed the connection
	 */
	private static void writeLate(ServerConnection connection, byte[] reply) throws IOException {
		connection.awaitClose();
		connection.writeBytes(reply);
	}

	private static FramedConnectionPool pool(FramedTcpServer server) {
		return new FramedConnectionPool("faulty",
				ConnectionSettings.builder().address(server.host(), server.port()).build(),
				PoolSettings.builder().maxTotal(CONNECTIONS).acquireTimeout(Duration.ofSeconds(60)).build(), List.of());
	}

}
