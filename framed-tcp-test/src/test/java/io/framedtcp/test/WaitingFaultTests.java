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

package io.framedtcp.test;

import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Faults that take time.
 */
@SuppressWarnings("try")
class WaitingFaultTests {

	@ParameterizedTest
	@EnumSource
	void delayPassesBeforeTheServerGoesOn(Point point) throws Exception {
		long begin = System.nanoTime();
		try (Scene scene = new Scene(Fault.delay(Duration.ofMillis(60)), point)) {
			scene.play();
			if (point == Point.ON_ACCEPT) {
				scene.client.send(Scene.ABCD);
			}
			assertThat(scene.client.receive(Scene.length(scene.after()))).isEqualTo(scene.after());
			scene.client.send(Scene.EFGH);
			assertThat(scene.client.receive(8)).isEqualTo(Scene.EFGH);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(60));
		}
	}

	@ParameterizedTest
	@EnumSource
	void delayEndsWithTheClient(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.delay(Duration.ofHours(1)), point)) {
			scene.play();
			scene.client.assertSilent();
			scene.client.close();
			scene.awaitOpen(0);
		}
	}

	@ParameterizedTest
	@EnumSource
	void delayEndsWithTheServer(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.delay(Duration.ofHours(1)), point)) {
			scene.play();
			scene.server.close();
			assertThat(scene.server.open()).isZero();
		}
	}

	@ParameterizedTest
	@MethodSource
	void throttleLetsOnlySoManyBytesPass(Point point) throws Exception {
		long begin = System.nanoTime();
		try (Scene scene = new Scene(Fault.throttle(1), point)) {
			String payload = "61 ".repeat(100).strip();
			String frame = "00 00 00 64 " + payload;
			scene.client.send(frame);
			assertThat(scene.client.receive(104)).isEqualTo(frame);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(49));
		}
	}

	static Stream<Point> throttleLetsOnlySoManyBytesPass() {
		return Scene.pointsOf(Fault.throttle(1));
	}

	@Test
	void throttleHoldsForOneExchange() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.throttle(1)).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.receive(8);
			client.send("00 04 00 00" + " 61".repeat(0x40000));
			long begin = System.nanoTime();
			client.receive(0x40004);
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
		}
	}

	@ParameterizedTest
	@MethodSource("refusing")
	void refusalToReadBlocksAWriter(Point point) throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				Socket socket = new Socket(server.host(), server.port())) {
			InjectedFault fault = server.inject(Fault.refuseToRead())
				.onConnection((point == Point.ON_ACCEPT) ? 2 : 1)
				.at(point);
			try (Socket writer = (point == Point.ON_ACCEPT) ? new Socket(server.host(), server.port()) : socket) {
				if (point == Point.AFTER_REPLY || point == Point.WHILE_IDLE) {
					writer.getOutputStream().write(HexFormat.ofDelimiter(" ").parseHex(Scene.ABCD));
					fault.awaitFired(Duration.ofSeconds(10));
				}
				CompletableFuture<Void> written = CompletableFuture.runAsync(() -> writeMuch(writer));
				fault.awaitFired(Duration.ofSeconds(10));
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> written.get(200, TimeUnit.MILLISECONDS));
				server.close();
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> written.get(10, TimeUnit.SECONDS));
			}
		}
	}

	@ParameterizedTest
	@MethodSource("refusing")
	void refusalToReadEndsWithAClientThatSentLittle(Point point) throws Exception {
		try (Scene scene = new Scene(Fault.refuseToRead(), point)) {
			scene.play();
			scene.client.send(Scene.EFGH);
			scene.client.assertSilent();
			assertThat(scene.server.requestCount()).isEqualTo(scene.requestsBefore());
			scene.client.close();
			scene.awaitOpen(0);
		}
	}

	static Stream<Point> refusing() {
		return Scene.pointsOf(Fault.refuseToRead());
	}

	private static void writeMuch(Socket socket) {
		try {
			OutputStream out = socket.getOutputStream();
			byte[] frame = new byte[1 << 20];
			Arrays.fill(frame, (byte) 1);
			for (int i = 0; i < 64; i++) {
				out.write(frame);
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
