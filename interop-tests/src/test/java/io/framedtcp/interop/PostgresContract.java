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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;

import io.framedtcp.FramedTcpWrongReplyException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Sends queries to PostgreSQL.
 */
abstract class PostgresContract extends ServerContract<DebianServer> {

	static final ParameterizedTypeReference<List<List<String>>> ROWS = new ParameterizedTypeReference<>() {
	};

	private static final ParameterizedTypeReference<List<byte[]>> FRAMES = new ParameterizedTypeReference<>() {
	};

	private final String user;

	PostgresContract(String user) {
		super(new DebianServer("postgresql"));
		this.user = user;
	}

	@Override
	byte[] request(int number) {
		return ("QSELECT " + number + ", 'text " + number + "'\0").getBytes(StandardCharsets.US_ASCII);
	}

	/** A description of the row, the row, the end of the command, and Z. */
	@Override
	void check(byte[] reply, int number) {
		byte[] columns = ByteBuffer.allocate(100)
			.putShort((short) 2)
			.putInt(Integer.toString(number).length())
			.put(bytes(Integer.toString(number)))
			.putInt(5 + Integer.toString(number).length())
			.put(bytes("text " + number))
			.array();
		int size = 2 + 4 + 4 + 5 + 2 * Integer.toString(number).length();
		ByteBuffer row = ByteBuffer.allocate(5 + size).put((byte) 'D').putInt(4 + size).put(columns, 0, size);
		assertThat(reply).startsWith('T')
			.containsSequence(row.array())
			.endsWith(bytes("C\0\0\0\rSELECT 1\0Z\0\0\0\5I"));
	}

	@Test
	void converterReturnsRows() {
		client().run(server().port(), (template, pool) -> {
			assertThat(template.convertSendAndReceive("SELECT current_user, NULL, 'caf\u00e9'", ROWS).get(0))
				.containsExactly(this.user, null, "caf\u00e9");
			assertThat(template.convertSendAndReceive("SELECT n FROM generate_series(1, 20000) n", ROWS))
				.hasSize(20_000)
				.last()
				.isEqualTo(List.of("20000"));
			assertThat(template.convertSendAndReceive("SELECT 1 WHERE false", ROWS)).isEmpty();
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void messagesAreGivenOneByOne() {
		client().run(server().port(), (template, pool) -> {
			List<byte[]> messages = template.convertSendAndReceive("SELECT 1", FRAMES);
			assertThat(messages).extracting((message) -> (char) message[0]).containsExactly('T', 'D', 'C', 'Z');
			assertThat(messages.get(3)).containsExactly('Z', 'I');
		});
	}

	@Test
	void errorIsAReplyBehindWhichTheConnectionGoesOn() {
		client().run(server().port(), (template, pool) -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> template.convertSendAndReceive("SELECT * FROM nowhere", ROWS))
				.withMessage("The query failed: 42P01: relation \"nowhere\" does not exist");
			call(template, 1);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void queriesOfOneListAreAnsweredInTheirOrder() {
		client().run(server().port(), (template, pool) -> {
			List<byte[]> replies = template.sendAndReceiveAll(IntStream.range(0, 50).mapToObj(this::request).toList());
			for (int i = 0; i < replies.size(); i++) {
				check(replies.get(i), i);
			}
			assertThat(pool.statistics().opened()).isOne();
		});
	}

	@Test
	void errorThatEndsTheSessionIsToldAndTheConnectionReplaced() {
		client().run(server().port(), (template, pool) -> {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> template.convertSendAndReceive("SELECT pg_terminate_backend(pg_backend_pid())", ROWS))
				.withMessageContaining("the server has ended the session: 57P01: terminating connection");
			call(template, 1);
			assertThat(pool.statistics().opened()).isEqualTo(2);
		});
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.US_ASCII);
	}

}
