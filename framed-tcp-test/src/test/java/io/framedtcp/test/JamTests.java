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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.EnumSet;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Backlogs that cannot be filled up.
 */
class JamTests {

	@Test
	void backlogWithoutALimitIsToldAndLeftEmpty() throws IOException {
		try (ServerSocket large = new ServerSocket(0, 100, InetAddress.getLoopbackAddress())) {
			InetSocketAddress address = (InetSocketAddress) large.getLocalSocketAddress();
			assertThatIllegalStateException().isThrownBy(() -> new Jam(address))
				.withMessage("This system does not limit the backlog of a port");
			assertThat(closedInBacklog(large)).isGreaterThan(64);
		}
	}

	@Test
	void portThatRefusesIsTold() throws IOException {
		InetSocketAddress closed;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			closed = (InetSocketAddress) socket.getLocalSocketAddress();
		}
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> new Jam(closed))
			.withMessageStartingWith("Cannot fill the backlog of ")
			.withCauseInstanceOf(ConnectException.class);
	}

	@Test
	void portThatCouldNotBeJammedIsClosedUntilItIsOpenedAgain() throws IOException {
		IllegalStateException failure = new IllegalStateException("No limit");
		Connections connections = new Connections(ServerConnection::awaitClose, LengthField.DEFAULT,
				new Script(EnumSet.noneOf(Point.class), true));
		Listener listener = new Listener(0, connections, (address) -> {
			throw failure;
		});
		listener.open();
		assertThatIllegalStateException().isThrownBy(listener::jam).isSameAs(failure);
		assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> connect(listener).close());
		listener.open();
		try (Socket socket = connect(listener)) {
			Awaitility.await().until(() -> connections.accepted() == 1);
			connections.close();
			assertThat(socket.getInputStream().read()).isEqualTo(-1);
		}
		finally {
			listener.close();
		}
	}

	private static int closedInBacklog(ServerSocket from) throws IOException {
		int closed = 0;
		from.setSoTimeout(200);
		try {
			while (true) {
				try (Socket accepted = from.accept()) {
					accepted.setSoTimeout(10_000);
					assertThat(accepted.getInputStream().read()).isEqualTo(-1);
					closed++;
				}
			}
		}
		catch (SocketTimeoutException ex) {
			return closed;
		}
	}

	private static Socket connect(Listener listener) throws IOException {
		return new Socket(listener.address(), listener.port());
	}

}
