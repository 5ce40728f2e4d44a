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
import java.util.Optional;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

import io.framedtcp.FramedTcpConnectException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Has Redis echo messages, and keep values. It closes connections that have been idle for
 * three seconds.
 */
@Tag(DebianServer.TAG)
@RecipeFor("Redis")
class RedisTests extends ServerContract<DebianServer> {

	private static final ParameterizedTypeReference<Optional<String>> VALUE = new ParameterizedTypeReference<>() {
	};

	RedisTests() {
		super(DebianServer.closingIdleConnections("redis"));
	}

	@Override
	byte[] request(int number) {
		return RedisCommands.echo(number);
	}

	@Override
	void check(byte[] reply, int number) {
		RedisCommands.checkEcho(reply, number);
	}

	@Test
	void valueThatIsSetComesBack() {
		String value = "caf\u00e9 \r\n" + "x".repeat(100_000);
		client().run(server().port(), (template, pool) -> {
			assertThat(template.convertSendAndReceive(parts("SET", "interop:value", value), VALUE)).hasValue("OK");
			assertThat(template.convertSendAndReceive(parts("GET", "interop:value"), VALUE)).hasValue(value);
			assertThat(template.convertSendAndReceive(parts("DEL", "interop:value"), VALUE)).hasValue("1");
			assertThat(template.convertSendAndReceive(parts("GET", "interop:value"), VALUE)).isEmpty();
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void errorIsAReplyBehindWhichTheConnectionGoesOn() {
		client().run(server().port(), (template, pool) -> {
			assertThat(RedisCommands.text(template.sendAndReceive(RedisCommands.command("NONSENSE"))))
				.startsWith("-ERR unknown command");
			assertThatIllegalStateException().isThrownBy(() -> template.convertSendAndReceive(parts("INCR"), VALUE))
				.withMessageContaining("ERR wrong number of arguments");
			call(template, 1);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void commandsOfAPipelineAreAnsweredInTheirOrder() {
		client().run(server().port(), (template, pool) -> {
			List<byte[]> replies = template.sendAndReceiveAll(IntStream.range(0, 200).mapToObj(this::request).toList());
			assertThat(replies).hasSize(200);
			for (int i = 0; i < replies.size(); i++) {
				check(replies.get(i), i);
			}
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void connectionHasAName() {
		client().run(server().port(),
				(template, pool) -> assertThat(template.convertSendAndReceive(parts("CLIENT", "GETNAME"), VALUE))
					.hasValue("orders"));
	}

	@Test
	void pingKeepsTheServerFromClosing() {
		try (Relay relay = Relay.asItComes(server()::port)) {
			client().run(relay.port(), (template, pool) -> {
				call(template, 1);
				long passed = relay.passedToClients();
				Awaitility.await()
					.atMost(Duration.ofSeconds(20))
					.until(() -> relay.passedToClients() >= passed + 5 * "+PONG\r\n".length());
				call(template, 2);
				assertThat(pool.statistics().opened()).isOne();
				assertThat(pool.statistics().closed()).isEmpty();
			}, "framed-tcp.ping.interval=200ms", "framed-tcp.pool.housekeeping-interval=50ms");
		}
	}

	@Test
	void wrongPasswordIsToldWithTheAnswerOfTheServer() {
		client().run(server().port(),
				(template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> call(template, 1))
					.withMessageContaining("framed-tcp.initializer.steps[1]: ")
					.withMessageContaining("The server answered '-WRONGPASS "),
				"REDIS_PASSWORD=wrong");
	}

	private static String[] parts(String... parts) {
		return parts;
	}

}
