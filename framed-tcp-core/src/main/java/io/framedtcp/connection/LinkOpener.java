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

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to one address and initializes it, or closes it again.
 */
final class LinkOpener {

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	LinkOpener(ConnectionSettings settings, Watchdog watchdog) {
		this.settings = settings;
		this.watchdog = watchdog;
	}

	/**
	 * Open a connection.
	 * @param server the server, whose name its certificate must have
	 * @param target one of its IP addresses
	 * @param connectBy by when the TCP connection must be open
	 * @param deadline by when all must be done
	 * @return the connection
	 * @throws IOException if that fails, or the thread is interrupted, which leaves its
	 * flag set
	 */
	Link open(ServerAddress server, InetSocketAddress target, Deadline connectBy, Deadline deadline)
			throws IOException {
		SocketChannel channel = SocketChannel.open();
		Wire wire = Wire.over(channel);
		Attempt attempt = new Attempt(target, this.watchdog.guard(wire));
		attempt.guard.set(connectBy);
		boolean opened = false;
		try {
			configure(channel);
			channel.connect(target);
			refuseItself(channel);
			attempt.extend(deadline);
			InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
			FrameChannel frames = new FrameChannel(transport(wire, server.host(), attempt), this.settings.framing(),
					this.settings.maxFrameSize());
			initialize(frames, attempt);
			attempt.complete();
			opened = true;
			return new Link(channel, frames, attempt.guard, server, target, local.getPort());
		}
		catch (IOException | RuntimeException ex) {
			// First, as the watchdog may have interrupted this thread.
			attempt.guard.leave();
			Connector.throwIfInterrupted(ex);
			throw attempt.failed(ex);
		}
		finally {
			if (!opened) {
				attempt.guard.close();
			}
		}
	}

	private void configure(SocketChannel channel) throws IOException {
		SocketSettings socket = this.settings.socket();
		channel.setOption(StandardSocketOptions.TCP_NODELAY, socket.tcpNoDelay());
		channel.setOption(StandardSocketOptions.SO_KEEPALIVE, socket.keepAlive());
		Integer sendBufferSize = socket.sendBufferSize();
		if (sendBufferSize != null) {
			channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferSize);
		}
		Integer receiveBufferSize = socket.receiveBufferSize();
		if (receiveBufferSize != null) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferSize);
		}
	}

	/**
	 * While nothing listens on a local port of the ephemeral range, TCP may connect a
	 * socket to itself (simultaneous open, RFC 9293 section 3.5): each request would come
	 * back as its own reply.
	 * @param channel a channel that has just been connected
	 * @throws ConnectException if it is connected to itself
	 */
	private void refuseItself(SocketChannel channel) throws IOException {
		if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
			throw new ConnectException("Connection refused (the socket had connected to itself)");
		}
	}

	private Transport transport(Wire wire, String host, Attempt attempt) throws IOException {
		TlsSettings tls = this.settings.tls();
		if (tls == null) {
			return new PlainTransport(wire);
		}
		attempt.step = ConnectStep.HANDSHAKE;
		TlsTransport transport = new TlsTransport(wire, tls.createEngine(host, attempt.target.getPort()));
		transport.handshake();
		return transport;
	}

	private void initialize(FrameChannel frames, Attempt attempt) throws IOException {
		ConnectionInitializer initializer = this.settings.initializer();
		if (initializer != null) {
			attempt.step = ConnectStep.INITIALIZE;
			ConnectionSetup.run(initializer, frames, attempt.target);
			// What has been said so far belongs to no request.
			frames.startLease();
		}
	}

	/**
	 * How far an attempt has come.
	 */
	private static final class Attempt {

		private final long start = System.nanoTime();

		private final InetSocketAddress target;

		private final Guard guard;

		private ConnectStep step = ConnectStep.CONNECT;

		Attempt(InetSocketAddress target, Guard guard) {
			this.target = target;
			this.guard = guard;
		}

		/**
		 * Give the steps behind the first more time.
		 * @param deadline by when they must be done
		 * @throws ClosedChannelException if the first has taken too long
		 */
		void extend(Deadline deadline) throws ClosedChannelException {
			complete();
			this.guard.set(deadline);
		}

		void complete() throws ClosedChannelException {
			if (!this.guard.clear()) {
				throw new ClosedChannelException();
			}
		}

		AttemptFailedException failed(Exception ex) {
			String ended = ended(ex);
			return new AttemptFailedException(describe((ended != null) ? ended : reason(ex)),
					describe((ended != null) ? ended : summary(ex)), this.step, this.guard.isExpired(), ex);
		}

		private String describe(String reason) {
			return ConnectionInfo.describe(this.target) + ": " + this.step.describe(reason);
		}

		/**
		 * Say what has ended the attempt from outside.
		 * @param ex what was thrown then
		 * @return what has, if anything
		 */
		private @Nullable String ended(Exception ex) {
			if (this.guard.isExpired()) {
				return "timed out after " + (System.nanoTime() - this.start) / 1_000_000 + " ms";
			}
			return (ex instanceof ClosedChannelException) ? "the client was closed" : null;
		}

		private String summary(Exception ex) {
			return (this.step == ConnectStep.INITIALIZE) ? SetupFailedException.summaryOf(ex) : reason(ex);
		}

		private String reason(Exception ex) {
			return (ex instanceof RuntimeException) ? ex.toString() : String.valueOf(ex.getMessage());
		}

	}

}
