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
import java.net.StandardSocketOptions;
import java.nio.channels.Channel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/**
 * Opens the TCP connection of one route.
 */
final class SocketConnector {

	private final SocketSettings settings;

	private final Watchdog watchdog;

	SocketConnector(SocketSettings settings, Watchdog watchdog) {
		this.settings = settings;
		this.watchdog = watchdog;
	}

	/**
	 * Opens a connection, and waits until it is open.
	 * @param route where to
	 * @param deadline by when
	 * @param cancellation may end it earlier
	 * @return the connection
	 * @throws AttemptFailedException if that fails
	 * @throws IOException if it is cancelled, or the thread is interrupted, which leaves
	 * its flag set
	 */
	SocketChannel connect(Route route, Deadline deadline, ConnectCancellation cancellation) throws IOException {
		long start = System.nanoTime();
		SocketChannel channel = begin(route);
		HeldChannel held = new HeldChannel(channel);
		Guard guard = this.watchdog.guard(held);
		guard.set(deadline);
		boolean connected = false;
		try {
			cancellation.stopBy(guard::expire);
			if (channel.isConnectionPending()) {
				channel.configureBlocking(true);
				channel.finishConnect();
			}
			refuseItself(channel);
			connected = guard.clear();
			held.released = connected;
			if (!connected) {
				throw new ClosedChannelException();
			}
			return channel;
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			cancellation.throwIfCancelled();
			throw guard.isExpired() ? AttemptFailedException.timedOut(route, ConnectStep.CONNECT, start, ex)
					: AttemptFailedException.failed(route, ConnectStep.CONNECT, ex, false);
		}
		finally {
			guard.close();
		}
	}

	/**
	 * Begins to open a connection.
	 * @param route where to
	 * @return the connection, in non-blocking mode; it may be open already
	 * @throws AttemptFailedException if that fails at once
	 * @throws ClosedByInterruptException if the thread is interrupted, which leaves its
	 * flag set
	 */
	SocketChannel begin(Route route) throws AttemptFailedException, ClosedByInterruptException {
		SocketChannel channel = null;
		boolean begun = false;
		try {
			channel = SocketChannel.open();
			configure(channel);
			channel.configureBlocking(false);
			channel.connect(route.target());
			begun = true;
			return channel;
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw AttemptFailedException.failed(route, ConnectStep.CONNECT, ex, true);
		}
		finally {
			if (!begun && channel != null) {
				Watchdog.closeQuietly(channel);
			}
		}
	}

	/**
	 * Refuses a connection to itself. While nothing listens on a local port of the
	 * ephemeral range, TCP may connect a socket to itself (simultaneous open, RFC 9293
	 * section 3.5). Each request would come back as its own reply.
	 * @param channel a channel that has just been connected
	 * @throws IOException if it is connected to itself
	 */
	static void refuseItself(SocketChannel channel) throws IOException {
		if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
			throw new ConnectException("Connection refused (the socket had connected to itself)");
		}
	}

	private void configure(SocketChannel channel) throws IOException {
		channel.setOption(StandardSocketOptions.TCP_NODELAY, this.settings.tcpNoDelay());
		channel.setOption(StandardSocketOptions.SO_KEEPALIVE, this.settings.keepAlive());
		Integer sendBufferSize = this.settings.sendBufferSize();
		if (sendBufferSize != null) {
			channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBufferSize);
		}
		Integer receiveBufferSize = this.settings.receiveBufferSize();
		if (receiveBufferSize != null) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBufferSize);
		}
	}

	/**
	 * Closes the connection at the deadline, and no longer once it is open.
	 */
	private static final class HeldChannel implements Channel {

		private final SocketChannel channel;

		private volatile boolean released;

		HeldChannel(SocketChannel channel) {
			this.channel = channel;
		}

		@Override
		public boolean isOpen() {
			return this.channel.isOpen();
		}

		@Override
		public void close() throws IOException {
			if (!this.released) {
				this.channel.close();
			}
		}

	}

}
