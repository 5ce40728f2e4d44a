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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpOperations;
import io.framedtcp.spi.CloseReason;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must go well with a real server for a client that is configured as the recipe in
 * docs/protocols.md says, and by nothing else but host and port.
 *
 * @param <S> the server
 */
abstract class ServerContract<S extends Server> extends RecipeContract<S> {

	private static final int CALLERS = 20;

	private static final int CALLS_OF_CALLER = 5;

	private static final int CALLS_IN_A_ROW = 50;

	ServerContract(S server) {
		super(server);
	}

	/**
	 * Return how much of a connection's beginning the server wants in one segment.
	 * @return so many bytes; none if the server is no worse than it should be
	 */
	int unsplit() {
		return 0;
	}

	@Test
	void answersCall() {
		client().run(server().port(), (template, pool) -> call(template, 1));
	}

	@Test
	void answersFiftyCallsInRowOnOneConnection() {
		client().run(server().port(), (template, pool) -> {
			for (int i = 0; i < CALLS_IN_A_ROW; i++) {
				call(template, i);
			}
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void eachOfTwentyCallersAtOnceGetsItsOwnReplies() {
		client().run(server().port(), (template, pool) -> {
			callFromManyThreads(template);
			assertThat(pool.statistics().opened()).isBetween(1L, (long) pool.counts().maxTotal());
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void requestsAndRepliesMayComeByteByByte() {
		try (Relay relay = Relay.byteByByte(unsplit(), server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				for (int i = 0; i < 5; i++) {
					call(template, i);
				}
				assertThat(pool.statistics().opened()).isOne();
				assertThat(pool.statistics().closed()).isEmpty();
			});
		}
	}

	@Test
	void connectionThatServerClosedIsReplaced() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				server().closeConnections(relay);
				Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !relay.isConnected());
				call(template, 2);
				assertThat(pool.statistics().opened()).isEqualTo(2);
				assertThat(pool.statistics().closed()).containsOnlyKeys(CloseReason.PEER_CLOSED);
			});
		}
	}

	private void callFromManyThreads(FramedTcpOperations template) throws Exception {
		Callers.run(CALLERS, (caller) -> {
			int first = 100 + CALLS_OF_CALLER * caller;
			for (int number = first; number < first + CALLS_OF_CALLER; number++) {
				call(template, number);
			}
		});
	}

}
