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

package io.framedtcp.connection;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * Makes a connection of frames out of a TCP connection, or closes it: the TLS handshake,
 * then the initializer.
 */
final class LinkOpener {

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	LinkOpener(ConnectionSettings settings, Watchdog watchdog) {
		this.settings = settings;
		this.watchdog = watchdog;
	}

	/**
	 * Opens a connection.
	 * @param route its route; the certificate must have the name of its server
	 * @param channel the TCP connection
	 * @param deadline by when all must be done
	 * @return the connection
	 * @throws IOException if that fails, or the thread is interrupted, which leaves its
	 * flag set
	 */
	Link open(Route route, SocketChannel channel, Deadline deadline) throws IOException {
		return open(route, channel, deadline, this.settings.initializer());
	}

	/**
	 * Opens a connection, but leaves the initializer out.
	 * @param route its route; the certificate must have the name of its server
	 * @param channel the TCP connection
	 * @param deadline by when all must be done
	 * @return the connection
	 * @throws IOException if that fails, or the thread is interrupted, which leaves its
	 * flag set
	 */
	Link openOnly(Route route, SocketChannel channel, Deadline deadline) throws IOException {
		return open(route, channel, deadline, null);
	}

	private Link open(Route route, SocketChannel channel, Deadline deadline,
			@Nullable ConnectionInitializer initializer) throws IOException {
		SocketIo socket = SocketIo.over(channel);
		Attempt attempt = new Attempt(route, this.watchdog.guard(socket));
		attempt.guard.set(deadline);
		boolean opened = false;
		try {
			channel.configureBlocking(true);
			InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
			FrameChannel frames = new FrameChannel(transport(socket, route.server().host(), attempt),
					this.settings.framing(), this.settings.maxFrameSize());
			initialize(initializer, frames, attempt);
			attempt.complete();
			opened = true;
			return new Link(channel, frames, attempt.guard, route, local.getPort());
		}
		catch (IOException | RuntimeException ex) {
			// First, as the watchdog may have interrupted this thread.
			attempt.guard.leave();
			Connector.throwIfInterrupted(ex);
			throw attempt.failed(ex, channel.isOpen());
		}
		finally {
			if (!opened) {
				attempt.guard.close();
			}
		}
	}

	private Transport transport(SocketIo socket, String host, Attempt attempt) throws IOException {
		TlsSettings tls = this.settings.tls();
		if (tls == null) {
			return socket;
		}
		attempt.step = ConnectStep.HANDSHAKE;
		TlsTransport transport = new TlsTransport(socket, tls.createEngine(host, attempt.route.target().getPort()));
		transport.handshake();
		return transport;
	}

	private void initialize(@Nullable ConnectionInitializer initializer, FrameChannel frames, Attempt attempt)
			throws IOException {
		if (initializer != null) {
			attempt.step = ConnectStep.INITIALIZE;
			ConnectionSetup.run(initializer, frames, attempt.route.target());
			// What has been said so far belongs to no request.
			frames.startLease();
		}
	}

	/**
	 * How far an attempt has come.
	 */
	private static final class Attempt {

		private final long start = System.nanoTime();

		private final Route route;

		private final Guard guard;

		private ConnectStep step = ConnectStep.CONNECT;

		Attempt(Route route, Guard guard) {
			this.route = route;
			this.guard = guard;
		}

		void complete() throws ClosedChannelException {
			if (!this.guard.clear()) {
				throw new ClosedChannelException();
			}
		}

		AttemptFailedException failed(Exception ex, boolean open) {
			if (this.guard.isExpired()) {
				return AttemptFailedException.timedOut(this.route, this.step, this.start, ex);
			}
			// TLS throws it as well, once the peer has closed the connection.
			boolean peerClosed = open && ex instanceof ClosedChannelException;
			return AttemptFailedException.failed(this.route, this.step,
					peerClosed ? new EOFException("the server closed the connection") : ex, false);
		}

	}

}
