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

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Sends queries to a PostgreSQL that trusts its clients.
 */
@Tag(DebianServer.TAG)
@RecipeFor("PostgreSQL")
class PostgresTests extends PostgresContract {

	PostgresTests() {
		super("app");
	}

	@Test
	void sessionEndsWhenItsConnectionIsClosed() {
		client().run(server().port(), (observer, own) -> {
			client().run(server().port(), (template, pool) -> {
				call(template, 1);
				awaitSessions(observer, 2);
			});
			awaitSessions(observer, 1);
		});
	}

	@Test
	void refusedStartIsToldWithTheAnswerOfTheServer() {
		String nobody = "000000150003000075736572006e6f626f64790000";
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("framed-tcp.initializer.steps[1]: ")
					.withMessageContaining("The server answered 'E")
					.withMessageContaining("28000"),
				"framed-tcp.initializer.steps[0].write=" + nobody, "framed-tcp.initializer.steps[1].receive=true",
				"framed-tcp.initializer.steps[1].expect=520000000800000000",
				"framed-tcp.initializer.steps[1].show-answer=true");
	}

	private static void awaitSessions(FramedTcpOperations observer, int count) {
		String sessions = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app'";
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.untilAsserted(() -> assertThat(observer.convertSendAndReceive(sessions, ROWS))
				.containsExactly(List.of(Integer.toString(count))));
	}

}
