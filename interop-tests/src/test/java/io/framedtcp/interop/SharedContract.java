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

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must go well with a server whose recipe shares a connection.
 *
 * @param <S> the server
 */
abstract class SharedContract<S extends Server> extends RecipeContract<S> {

	private static final int CALLERS = 50;

	private static final int CALLS_OF_CALLER = 5;

	/** For machines that are busy with something else. */
	private static final String PATIENCE = "framed-tcp.pool.acquire-timeout=20s";

	SharedContract(S server) {
		super(server);
	}

	/**
	 * Start an application with the recipe, and use its client.
	 * @param port where the server is
	 * @param use what to do with the client
	 */
	final void run(int port, RecipeClient.Use use) {
		client().run(port, use, PATIENCE);
	}

	@Test
	void eachOfFiftyCallersAtOnceGetsItsOwnRepliesOnOneConnection() {
		run(server().port(), (template, pool) -> {
			callFromManyThreads(template, CALLS_OF_CALLER);
			assertNothingIsLeft(pool);
			SharingStatus sharing = pool.sharing();
			assertThat(sharing.frames()).isGreaterThanOrEqualTo(CALLERS * CALLS_OF_CALLER);
			assertThat(sharing.writes()).isLessThanOrEqualTo(sharing.frames());
		});
	}

	@Test
	void repliesMayComeByteByByte() {
		try (Relay relay = Relay.byteByByte(0, server()::port)) {
			run(relay.port(), (template, pool) -> {
				callFromManyThreads(template, 1);
				assertNothingIsLeft(pool);
			});
		}
	}

	@Test
	void requestsOfOneCallerAreInFlightTogether() {
		run(server().port(), (template, pool) -> {
			List<byte[]> replies = template
				.sendAndReceiveAll(IntStream.range(0, CALLERS).mapToObj(this::request).toList());
			assertThat(replies).hasSize(CALLERS);
			for (int i = 0; i < CALLERS; i++) {
				check(replies.get(i), i);
			}
			assertNothingIsLeft(pool);
		});
	}

	@Test
	void connectionThatServerClosedIsReplaced() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			run(relay.port(), (template, pool) -> {
				callFromManyThreads(template, 1);
				server().closeConnections(relay);
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !relay.isConnected());
				callFromManyThreads(template, 1);
				assertThat(pool.statistics().opened()).isEqualTo(2);
				assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.PEER_CLOSED);
			});
		}
	}

	private void callFromManyThreads(FramedTcpOperations template, int calls) throws Exception {
		Callers.run(CALLERS, (caller) -> {
			for (int number = calls * caller; number < calls * (caller + 1); number++) {
				call(template, number);
			}
		});
	}

	static void assertNothingIsLeft(FramedConnectionPool pool) {
		assertThat(pool.statistics().opened()).isOne();
		assertThat(pool.statistics().closed()).isEmpty();
		assertThat(pool.sharing().inFlight()).isZero();
		assertThat(pool.sharing().orphans()).isZero();
		assertThat(pool.sharing().drained()).isEmpty();
	}

}
