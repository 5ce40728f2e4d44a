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

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests that {@link NaivePool} is as good as what is often written, and not worse.
 */
class NaivePoolTests {

	private static final RequestHandler ANSWERING = (request, connection) -> connection
		.writeFrame((new String(request, StandardCharsets.UTF_8) + " 1.00").getBytes(StandardCharsets.UTF_8));

	@Test
	void asksOneRequestAfterTheOtherOnOneConnection() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.handling(ANSWERING); NaivePool pool = pool(server, 10_000)) {
			assertThat(pool.ask("Q1")).isEqualTo("Q1 1.00");
			assertThat(pool.ask("Q2")).isEqualTo("Q2 1.00");
			assertThat(server.connections()).hasSize(1);
		}
	}

	@Test
	void givesTheNextCallerTheReplyThatCameLate() throws Exception {
		CountDownLatch late = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			late.await();
			ANSWERING.handle(request, connection);
		}); NaivePool pool = pool(server, 1_000)) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> pool.ask("Q1"));
			late.countDown();
			assertThat(pool.ask("Q2")).isEqualTo("Q1 1.00");
			assertThat(pool.ask("Q3")).isEqualTo("Q2 1.00");
		}
	}

	@Test
	void closesASocketThatEndsInTheMiddleOfAReply() throws Exception {
		assertGoesOnAfter((request, connection) -> {
			connection.writeBytes((byte) 0, (byte) 0);
			connection.close();
		});
	}

	@Test
	void closesASocketThatBringsGarbage() throws Exception {
		assertGoesOnAfter((request, connection) -> connection.writeBytes(new byte[] { 0x7F, 1, 2, 3, 4, 5 }));
	}

	private void assertGoesOnAfter(RequestHandler fault) throws Exception {
		AtomicInteger requests = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.handling((request,
				connection) -> ((requests.getAndIncrement() == 0) ? fault : ANSWERING).handle(request, connection));
				NaivePool pool = pool(server, 10_000)) {
			assertThatIOException().isThrownBy(() -> pool.ask("Q1"));
			assertThat(pool.ask("Q2")).isEqualTo("Q2 1.00");
			assertThat(server.connections()).hasSize(2);
		}
	}

	private NaivePool pool(FramedTcpServer server, int timeoutMillis) {
		return new NaivePool(new InetSocketAddress(server.host(), server.port()), 1, Duration.ofMillis(timeoutMillis));
	}

}
