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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connect.ConnectionOpener;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.test.FramedTcpServer;

/**
 * An open connection outside of any pool. Its server sends a notice when it is told to.
 */
final class NotifiedConnection implements AutoCloseable {

	static final String NOTICE = "notice";

	private final CountDownLatch asked = new CountDownLatch(1);

	private final CountDownLatch notified = new CountDownLatch(1);

	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		this.asked.await();
		connection.writeFrame(NOTICE.getBytes(StandardCharsets.UTF_8));
		this.notified.countDown();
		connection.awaitClose();
	});

	private final ConnectionOpener opener;

	private final FramedConnection connection;

	/**
	 * Opens the connection.
	 * @param name name of the client
	 * @param settings adds to its settings
	 * @throws IOException if that fails
	 */
	NotifiedConnection(String name, Consumer<ConnectionSettingsBuilder> settings) throws IOException {
		ConnectionSettingsBuilder builder = ConnectionSettings.builder().address("127.0.0.1", this.server.port());
		settings.accept(builder);
		this.opener = new ConnectionOpener(name, builder.build(), new Lifespan(Duration.ZERO, 0),
				new ConnectionListener() {
				}, new ClientConnections(), (thread) -> {
				});
		ConnectionStateMachine state = new ConnectionStateMachine(1);
		state.open();
		this.connection = this.opener.open(state, Deadline.never(), new ConnectCancellation(), (thread) -> {
		});
		state.opened();
	}

	FramedConnection get() {
		return this.connection;
	}

	ConnectionOpener opener() {
		return this.opener;
	}

	/**
	 * Lets the server send its notice, and waits until it has.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void notice() throws InterruptedException {
		this.asked.countDown();
		this.notified.await();
	}

	boolean mayBeKept() {
		return this.opener.livenessCheck().mayBeKept(this.connection);
	}

	boolean mayBeLent(Deadline deadline) {
		return this.opener.livenessCheck().mayBeLent(this.connection, deadline);
	}

	@Override
	public void close() {
		this.asked.countDown();
		this.opener.close();
		this.server.close();
	}

}
