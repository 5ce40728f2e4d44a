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
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

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
	 * @param target where to
	 * @param deadline by when it must be open and initialized
	 * @return the connection
	 * @throws IOException if that fails, or the thread is interrupted, which leaves its
	 * flag set
	 */
	Link open(InetSocketAddress target, Deadline deadline) throws IOException {
		long start = System.nanoTime();
		SocketChannel channel = SocketChannel.open();
		Guard guard = this.watchdog.guard(channel);
		boolean connected = false;
		try {
			guard.set(deadline);
			configure(channel);
			channel.connect(target);
			refuseItself(channel);
			InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
			connected = true;
			FrameChannel frames = initialized(channel, target);
			if (!guard.clear()) {
				throw new ClosedChannelException();
			}
			return new Link(channel, frames, guard, target, local.getPort());
		}
		catch (Error ex) {
			guard.close();
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			guard.close();
			Connector.throwIfInterrupted(ex);
			String reason = reason(ex, guard, start);
			if (connected && this.settings.initializer() != null) {
				throw new InitializationFailedException(ConnectionInfo.describe(target)
						+ ": connected, but the connection could not be initialized: " + reason, guard.isExpired(), ex);
			}
			throw failure(ConnectionInfo.describe(target) + ": " + reason, ex, guard.isExpired());
		}
	}

	static IOException failure(String message, Exception cause, boolean timeout) {
		IOException failure = timeout ? new SocketTimeoutException(message) : new IOException(message);
		failure.initCause(cause);
		return failure;
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

	private FrameChannel initialized(SocketChannel channel, InetSocketAddress target) throws IOException {
		FrameChannel frames = new FrameChannel(new PlainTransport(channel), this.settings.framing(),
				this.settings.maxFrameSize());
		ConnectionInitializer initializer = this.settings.initializer();
		if (initializer != null) {
			ConnectionSetup.run(initializer, frames, target);
		}
		return frames;
	}

	private static String reason(Exception ex, Guard guard, long start) {
		if (guard.isExpired()) {
			return "timed out after " + (System.nanoTime() - start) / 1_000_000 + " ms";
		}
		if (ex instanceof RuntimeException) {
			return ex.toString();
		}
		return (ex instanceof ClosedChannelException) ? "the client was closed" : String.valueOf(ex.getMessage());
	}

}
