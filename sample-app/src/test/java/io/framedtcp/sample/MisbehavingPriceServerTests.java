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

package io.framedtcp.sample;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link PriceServer} that has been told to misbehave, by plain sockets.
 */
class MisbehavingPriceServerTests {

	private static final int LATENESS_MILLIS = 300;

	private PriceServer server;

	@BeforeEach
	void start() throws IOException {
		this.server = new PriceServer(new FaultInjector(Duration.ofMillis(LATENESS_MILLIS)));
	}

	@AfterEach
	void stop() throws IOException {
		this.server.close();
	}

	@Test
	void behavesWellUntilItIsToldOtherwise() throws IOException {
		assertThat(this.server.behaviour()).isEqualTo(Behaviour.GOOD);
		assertThat(ask()).isEqualTo("ACME");
	}

	@Test
	void stallAnswersNothingUntilItBehavesAgain() throws IOException {
		this.server.behave(Behaviour.STALL);
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> ask(LATENESS_MILLIS));
		this.server.behave(Behaviour.GOOD);
		assertThat(ask()).isEqualTo("ACME");
	}

	@Test
	void lateReplyIsLateAndRight() {
		this.server.behave(Behaviour.LATE);
		await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
			long start = System.nanoTime();
			assertThat(ask()).isEqualTo("ACME");
			return System.nanoTime() - start >= Duration.ofMillis(LATENESS_MILLIS).toNanos();
		});
	}

	@Test
	void closeBreaksOffInTheMiddleOfAReply() {
		this.server.behave(Behaviour.CLOSE);
		await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
			try {
				assertThat(ask()).isEqualTo("ACME");
				return false;
			}
			catch (EOFException ex) {
				return true;
			}
		});
	}

	@Test
	void garbageIsNoFrame() {
		this.server.behave(Behaviour.GARBAGE);
		await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> ask().equals("garbage"));
	}

	private String ask() throws IOException {
		return ask(10_000);
	}

	private String ask(int timeoutMillis) throws IOException {
		try (Socket socket = new Socket(this.server.host(), this.server.port())) {
			socket.setSoTimeout(timeoutMillis);
			byte[] symbol = "ACME".getBytes(StandardCharsets.UTF_8);
			socket.getOutputStream()
				.write(ByteBuffer.allocate(Integer.BYTES + symbol.length).putInt(symbol.length).put(symbol).array());
			DataInputStream in = new DataInputStream(socket.getInputStream());
			int length = in.readInt();
			if (length < 0 || length > 1_000_000) {
				return "garbage";
			}
			byte[] reply = new byte[length];
			in.readFully(reply);
			return new String(reply, StandardCharsets.UTF_8).split(" ")[0];
		}
	}

}
