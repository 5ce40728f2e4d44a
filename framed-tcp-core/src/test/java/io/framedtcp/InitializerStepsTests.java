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
import java.util.regex.Pattern;

import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExpectedAnswer;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * The steps of a dialogue before the first exchange, one behind the other.
 */
class InitializerStepsTests {

	private static final byte[] ANY = {};

	@Test
	void stepsAreTakenInTheOrderInWhichTheyAreGiven() {
		ConnectionHandler handler = (connection) -> {
			connection.writeBytes(bytes("nonce-17"));
			assertThat(text(connection.readFrame())).isEqualTo("login");
			connection.writeFrame(bytes("notice 1"));
			connection.writeFrame(bytes("notice 2"));
			connection.writeFrame(bytes("OK, come in"));
			assertThat(text(connection.readBytes(3))).isEqualTo("raw");
			connection.writeFrame(bytes("ready"));
			echo(connection);
		};
		ConnectionInitializer steps = ConnectionInitializer.read(8, bytes("nonce-"))
			.andThen(ConnectionInitializer.send(bytes("login")))
			.andThen(ConnectionInitializer.receiveUntil(bytes("OK")))
			.andThen(ConnectionInitializer.preamble(bytes("raw")))
			.andThen(ConnectionInitializer.receive(ANY));
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, steps)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
			assertThat(exchange(template, "2")).isEqualTo("2");
		}
	}

	@Test
	void frameMayBeSentThatHasNoAnswer() {
		ConnectionHandler handler = (connection) -> {
			assertThat(text(connection.readFrame())).isEqualTo("hello");
			echo(connection);
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, ConnectionInitializer.send(bytes("hello")))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void otherBytesAreRefusedAndNotShown() {
		assertRefused(ConnectionInitializer.read(6, bytes("220")),
				(connection) -> connection.writeBytes(bytes("250 no")),
				"6 bytes came and did not begin as expected: the first byte that differs is at index 1");
	}

	@Test
	void otherFrameIsRefusedAndNotShown() {
		assertRefused(ConnectionInitializer.receive(bytes("220")),
				(connection) -> connection.writeFrame(bytes("221 no")),
				"a frame of 6 bytes came and did not begin as expected: the first byte that differs is at index 2");
	}

	@Test
	void shorterFrameIsRefused() {
		assertRefused(ConnectionInitializer.receive(bytes("220")), (connection) -> connection.writeFrame(bytes("22")),
				"a frame of 2 bytes came and did not begin as expected: it must have 3 bytes at least");
	}

	@Test
	void lineIsReadBeforeFramesThatAreNoLines() {
		ConnectionHandler handler = (connection) -> {
			connection.writeBytes(bytes("HELLO 1.2\r\n"));
			connection.writeFrame(bytes("ready"));
			echo(connection);
		};
		ConnectionInitializer steps = ConnectionInitializer.readUntil(bytes("\r\n"), bytes("HELLO"))
			.andThen(ConnectionInitializer.receive(bytes("ready")));
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, steps)) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void answerMayBeRecognizedByAPattern() {
		ConnectionHandler handler = (connection) -> {
			connection.writeFrame(bytes("\0\u00e9 code=0"));
			echo(connection);
		};
		Pattern accepted = Pattern.compile("^\\x00.*code=0$");
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server,
						ConnectionInitializer.receive(ExpectedAnswer.matching(accepted)))) {
			assertThat(exchange(template, "1")).isEqualTo("1");
		}
	}

	@Test
	void answerThatNoPatternFindsIsRefusedAndNotShown() {
		assertRefused(ConnectionInitializer.receive(ExpectedAnswer.matching(Pattern.compile("^OK"))),
				(connection) -> connection.writeFrame(bytes("s3cr3t")),
				"a frame of 6 bytes came and did not match the pattern that was expected")
			.withMessageNotContaining("s3cr3t");
	}

	@Test
	void otherAnswerIsShownIfItIsNoSecret() {
		assertRefused(ConnectionInitializer.receive(ExpectedAnswer.beginningWith(bytes("+OK")).shown()),
				(connection) -> connection.writeFrame(bytes("-ERR wrong password\r\n")),
				"the first byte that differs is at index 0. The server answered '-ERR wrong password'");
		assertRefused(ConnectionInitializer.read(4, ExpectedAnswer.beginningWith(bytes("+")).shown()),
				(connection) -> connection.writeBytes(new byte[] { 1, 'n', 'o', 49 }),
				"The server answered '.no1', which begins with 01 6e 6f 31");
	}

	@Test
	void shownAnswerIsCutAndIsNotForEverybody() {
		assertRefused(ConnectionInitializer.receive(ExpectedAnswer.beginningWith(bytes("+OK")).shown()),
				(connection) -> connection.writeFrame(bytes("\0" + "x".repeat(1000))),
				"The server answered '." + "x".repeat(199) + "…', which begins with 00" + " 78".repeat(31) + " …")
			.satisfies((ex) -> assertThat(ex.getCause()).isInstanceOfSatisfying(ConnectFailedException.class,
					(failure) -> assertThat(failure.getSummary()).contains("index 0").doesNotContain("xx")));
	}

	@Test
	void otherLineIsRefusedAndNotShown() {
		assertRefused(ConnectionInitializer.readUntil(bytes("\n"), bytes("220")),
				(connection) -> connection.writeBytes(bytes("250 no\n")),
				"6 bytes and their end came and did not begin as expected: the first byte that differs is at index 1");
	}

	@Test
	void stepsThatCannotBeMeantAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionInitializer.read(0, ANY))
			.withMessage("'count' must be at least 1");
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionInitializer.read(2, bytes("220")))
			.withMessage("'beginning' must not be longer than 'count'");
		assertThatIllegalArgumentException().isThrownBy(() -> ConnectionInitializer.receiveUntil(ANY))
			.withMessage("'beginning' must not be empty");
	}

	private static ThrowableAssertAlternative<FramedTcpConnectException> assertRefused(ConnectionInitializer step,
			ConnectionHandler speech, String reason) {
		ConnectionHandler handler = (connection) -> {
			speech.serve(connection);
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = template(server, step)) {
			return assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "1"))
				.withMessageContaining(reason)
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
		}
	}

	private static FramedTcpTemplate template(FramedTcpServer server, ConnectionInitializer initializer) {
		return FramedTcpTemplate.builder(server.host(), server.port()).initializer(initializer).build();
	}

	private static void echo(ServerConnection connection) throws IOException {
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			connection.writeFrame(request);
		}
	}

}
