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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionAcceptor}.
 */
class ConnectionAcceptorTests {

	private static final String THREAD = "connection-acceptor-tests";

	@Test
	void acceptThatKeepsFailingDoesNotSpin() throws IOException {
		long begin = System.nanoTime();
		FailingPort port = new FailingPort(Integer.MAX_VALUE);
		try (ConnectionAcceptor acceptor = new ConnectionAcceptor(port, THREAD, answer())) {
			Awaitility.await().until(() -> port.failures.get() >= 5);
			assertThat(acceptor).isNotNull();
			// The first four pauses are 10, 20, 40 and 80 ms.
			assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(140));
		}
	}

	@Test
	void connectionAfterSomeFailuresIsServed() throws IOException {
		FailingPort port = new FailingPort(3);
		try (ConnectionAcceptor acceptor = new ConnectionAcceptor(port, THREAD, answer());
				Socket client = new Socket(port.getInetAddress(), port.getLocalPort())) {
			client.setSoTimeout(10_000);
			assertThat(client.getInputStream().read()).isEqualTo('!');
			assertThat(acceptor).isNotNull();
		}
	}

	@Test
	void closeEndsTheThread() throws IOException {
		new ConnectionAcceptor(new FailingPort(0), "waits-for-a-client", answer()).close();
		FailingPort port = new FailingPort(Integer.MAX_VALUE);
		ConnectionAcceptor acceptor = new ConnectionAcceptor(port, "pauses", answer());
		Awaitility.await().until(() -> port.failures.get() >= 3);
		acceptor.close();
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("waits-for-a-client", "pauses"));
	}

	private static Consumer<Socket> answer() {
		return (socket) -> {
			try (socket) {
				socket.getOutputStream().write('!');
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		};
	}

	/**
	 * A port whose first accepts fail, as with no descriptor left.
	 */
	private static final class FailingPort extends ServerSocket {

		private final AtomicInteger failures = new AtomicInteger();

		private final int failing;

		FailingPort(int failing) throws IOException {
			super(0, 50, InetAddress.getLoopbackAddress());
			this.failing = failing;
		}

		@Override
		public Socket accept() throws IOException {
			if (this.failures.get() < this.failing) {
				this.failures.incrementAndGet();
				throw new SocketException("Too many open files");
			}
			return super.accept();
		}

	}

}
