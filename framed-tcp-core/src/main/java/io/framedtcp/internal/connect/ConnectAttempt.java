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

package io.framedtcp.internal.connect;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.SocketSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.ConnectCancellation.CancelledException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.connection.ConnectionHooks;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.SocketIo;
import io.framedtcp.internal.transport.SocketOptions;
import io.framedtcp.internal.transport.TlsTransport;
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectStep;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInitializer;

/**
 * One attempt to open a connection by one route: TCP, then the proxy, then TLS, then the
 * initializer. A failed step closes the channel.
 * <p>
 * Used by one thread. Any thread may close it.
 */
final class ConnectAttempt implements Closeable {

	private final ConnectionSettings settings;

	private final Route route;

	private final ConnectCancellation cancellation;

	private final SocketChannel channel;

	private final Guard guard;

	private long start = System.nanoTime();

	private ConnectStep step = ConnectStep.CONNECT;

	private @Nullable ProxyChannel proxy;

	private @Nullable ConnectionSetup setup;

	private @Nullable FrameChannel frames;

	/** Closes the channel, and all resources that were opened to use it. */
	private volatile Closeable socket;

	private ConnectAttempt(ConnectionSettings settings, Watchdog watchdog, Route route,
			ConnectCancellation cancellation) throws IOException {
		this.settings = settings;
		this.route = route;
		this.cancellation = cancellation;
		this.channel = SocketChannel.open();
		this.socket = this.channel;
		// If this fails, it closes the channel.
		this.guard = watchdog.guard(this);
	}

	/**
	 * Begins to open a TCP connection, in non-blocking mode. It may be open on return.
	 * @param settings the settings to open it with
	 * @param watchdog closes it at a deadline, or when the client is closed
	 * @param route the route to open it by
	 * @param cancellation may end it earlier
	 * @param selector wakes up when it is open or has failed; {@code null} for none
	 * @return the attempt
	 * @throws AttemptFailedException if it fails at once
	 * @throws ClosedByInterruptException if the thread is interrupted; its interrupt flag
	 * stays set
	 */
	static ConnectAttempt begin(ConnectionSettings settings, Watchdog watchdog, Route route,
			ConnectCancellation cancellation, @Nullable Selector selector)
			throws AttemptFailedException, ClosedByInterruptException {
		ConnectAttempt attempt = null;
		boolean begun = false;
		try {
			attempt = new ConnectAttempt(settings, watchdog, route, cancellation);
			attempt.connect(selector);
			begun = true;
			return attempt;
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException ex) {
			throw AttemptFailedException.failed(route, ConnectStep.CONNECT, ex, true);
		}
		finally {
			if (!begun && attempt != null) {
				attempt.abandon();
			}
		}
	}

	private void connect(@Nullable Selector selector) throws IOException {
		SocketSettings socket = this.settings.socket();
		SocketOptions.set(this.channel, socket);
		if (socket.localAddress() != null) {
			bind(socket.localAddress());
		}
		this.channel.configureBlocking(false);
		if (!this.channel.connect(this.route.target()) && selector != null) {
			this.channel.register(selector, SelectionKey.OP_CONNECT);
		}
	}

	private void bind(InetAddress local) throws IOException {
		String failure = "Cannot bind to " + local.getHostAddress() + ": ";
		InetAddress remote = this.route.target().getAddress();
		if (local.getAddress().length != remote.getAddress().length) {
			throw new BindException(failure + remote.getHostAddress() + " is of the other family of addresses");
		}
		try {
			this.channel.bind(new InetSocketAddress(local, 0));
		}
		catch (BindException ex) {
			throw (IOException) new BindException(failure + ex.getMessage()).initCause(ex);
		}
	}

	Route route() {
		return this.route;
	}

	long elapsedNanos() {
		return System.nanoTime() - this.start;
	}

	/**
	 * Returns whether the TCP connection is open, without waiting for it.
	 * @return whether it is
	 * @throws AttemptFailedException if it cannot be opened
	 */
	boolean isConnected() throws AttemptFailedException {
		try {
			return this.channel.finishConnect() && refuseItself();
		}
		catch (IOException ex) {
			abandon();
			throw AttemptFailedException.failed(this.route, this.step, ex, false);
		}
	}

	/**
	 * Waits until the TCP connection is open.
	 * @param deadline the deadline for that
	 * @throws IOException if that fails or is cancelled, or the thread is interrupted;
	 * its interrupt flag stays set
	 */
	void awaitConnected(Deadline deadline) throws IOException {
		guarded(deadline, () -> {
			if (this.channel.isConnectionPending()) {
				this.channel.configureBlocking(true);
				this.channel.finishConnect();
			}
			return refuseItself();
		});
	}

	/**
	 * Refuses a socket that is connected to itself. TCP allows this (simultaneous open,
	 * RFC 9293 section 3.5) while nothing listens on a local port of the ephemeral range.
	 * Each request would come back as its own reply.
	 * @return {@code true}
	 * @throws IOException if the socket is connected to itself
	 */
	private boolean refuseItself() throws IOException {
		if (this.channel.getLocalAddress().equals(this.channel.getRemoteAddress())) {
			throw new ConnectException("Connection refused (the socket had connected to itself)");
		}
		return true;
	}

	/**
	 * Turns the TCP connection into a framed connection: first the proxy, then the TLS
	 * handshake, then the initializer.
	 * @param deadline the deadline for all of them
	 * @param initializer initializes the connection; {@code null} for none
	 * @return the connection, which can no longer be cancelled
	 * @throws IOException if that fails or is cancelled, or the thread is interrupted;
	 * its interrupt flag stays set
	 */
	ConnectedSocket open(Deadline deadline, @Nullable ConnectionInitializer initializer) throws IOException {
		this.start = System.nanoTime();
		ConnectedSocket opened = guarded(deadline, () -> {
			this.channel.configureBlocking(true);
			int localPort = ((InetSocketAddress) this.channel.getLocalAddress()).getPort();
			FrameChannel frames = new FrameChannel(transport(), this.settings.framing(), this.settings.maxFrameSize(),
					this.settings.propertyPrefix());
			ConnectionAttributes attributes = new ConnectionAttributes();
			if (initializer != null) {
				this.step = ConnectStep.INITIALIZE;
				ConnectionSetup setup = new ConnectionSetup(frames, this.route.remoteAddress(), attributes);
				this.setup = setup;
				this.frames = frames;
				setup.run(initializer);
			}
			return new ConnectedSocket(this.channel, frames, this.guard, this.route, localPort,
					hooks(attributes, initializer));
		});
		if (!this.cancellation.complete()) {
			abandon();
			throw new CancelledException();
		}
		// So the connection does not keep the attempt in memory.
		this.guard.closes(this.socket);
		return opened;
	}

	private ConnectionHooks hooks(ConnectionAttributes attributes, @Nullable ConnectionInitializer initializer) {
		if (initializer == null && this.settings.initializer() != null) {
			// Hooks may need attributes of the initializer. No call uses this connection.
			return ConnectionHooks.none(attributes);
		}
		try {
			return ConnectionHooks.of(this.settings, attributes);
		}
		catch (RuntimeException ex) {
			// User code has failed, not the step before it.
			this.step = ConnectStep.INITIALIZE;
			throw ex;
		}
	}

	private Transport transport() throws IOException {
		SocketIo socket = SocketIo.over(this.channel, this.settings.socket().quickAck());
		this.socket = socket;
		ProxySettings proxy = this.route.proxy();
		if (proxy != null) {
			this.step = ConnectStep.PROXY;
			ProxyChannel channel = new ProxyChannel(socket);
			this.proxy = channel;
			connectBy(proxy, channel);
		}
		ProxyProtocol proxyProtocol = this.settings.proxyProtocol();
		if (proxyProtocol != null) {
			new ProxyChannel(socket).write(ProxyProtocolHeader.of(proxyProtocol,
					(InetSocketAddress) this.channel.getLocalAddress(), this.route.target()));
		}
		TlsSettings tls = this.settings.tls();
		if (tls == null) {
			return socket;
		}
		this.step = ConnectStep.HANDSHAKE;
		TlsTransport transport = new TlsTransport(socket,
				tls.createEngine(this.route.server().host(), this.route.server().port()));
		transport.handshake();
		return transport;
	}

	private void connectBy(ProxySettings proxy, ProxyChannel channel) throws IOException {
		ProxyTarget target = new ProxyTarget(this.route.server());
		switch (proxy.type()) {
			case SOCKS5 -> new Socks5Handshake(proxy, target, channel).run();
			case HTTP_CONNECT -> new HttpConnectHandshake(proxy, target, channel).run();
		}
	}

	private <T> T guarded(Deadline deadline, Step<T> step) throws IOException {
		boolean done = false;
		this.guard.set(deadline);
		try {
			this.cancellation.stopBy(this.guard::expire);
			T result = step.run();
			done = this.guard.clear();
			if (!done) {
				throw new ClosedChannelException();
			}
			return result;
		}
		catch (IOException | RuntimeException ex) {
			// Must come first: the watchdog may have interrupted this thread.
			this.guard.leave();
			throw failure(ex);
		}
		finally {
			if (!done) {
				abandon();
			}
		}
	}

	private IOException failure(Exception ex) {
		if (Thread.currentThread().isInterrupted() && ex instanceof IOException interrupted) {
			return interrupted;
		}
		if (this.cancellation.isCancelled()) {
			return new CancelledException();
		}
		if (this.guard.isExpired()) {
			return timedOut(ex);
		}
		// TLS also throws it once the peer has closed the connection.
		boolean peerClosed = this.channel.isOpen() && ex instanceof ClosedChannelException;
		return AttemptFailedException.failed(this.route, this.step,
				peerClosed ? new EOFException("the server closed the connection") : ex, advice(), false);
	}

	AttemptFailedException timedOut(@Nullable Exception cause) {
		ConnectionSetup setup = this.setup;
		ProxyChannel proxy = this.proxy;
		if (this.step == ConnectStep.PROXY && proxy != null) {
			return AttemptFailedException.timedOut(this.route, this.step, elapsedNanos(), ", " + proxy.progress(),
					cause);
		}
		String details = (setup != null) ? " " + setup.progress() : "";
		return AttemptFailedException.timedOut(this.route, this.step, elapsedNanos(), details + advice(), cause);
	}

	/**
	 * Returns advice about the bytes that have come while an initializer waits for a
	 * frame.
	 * @return a full stop and a sentence, or an empty text if there is no advice
	 */
	private String advice() {
		ConnectionSetup setup = this.setup;
		FrameChannel frames = this.frames;
		FrameRecord frame = (setup != null && frames != null && setup.isAwaitingFrame())
				? frames.incomplete().recorded() : null;
		String advice = (frame != null) ? frame.advice(this.settings.framing()) : null;
		return (advice != null) ? ". " + advice.substring(0, advice.length() - 1) : "";
	}

	/**
	 * Gives the attempt up, and closes the channel.
	 */
	void abandon() {
		this.guard.close();
	}

	/**
	 * Closes the channel. Only the guard calls this; other code calls {@link #abandon()}.
	 */
	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	@FunctionalInterface
	private interface Step<T> {

		T run() throws IOException;

	}

}
