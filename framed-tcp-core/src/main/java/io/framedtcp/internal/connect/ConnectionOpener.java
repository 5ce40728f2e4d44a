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
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.connection.ClientConnections;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.connection.ConnectionEnd;
import io.framedtcp.internal.connection.ConnectionStateMachine;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.Lifespan;
import io.framedtcp.internal.connection.LivenessCheck;
import io.framedtcp.internal.connection.SpokenFirst;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.route.Reachability;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectFailedException.Trait;
import io.framedtcp.spi.ConnectStep;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;

/**
 * Opens, tests and closes the connections of one client, and registers them.
 * <p>
 * Safe for use by many threads.
 */
public final class ConnectionOpener implements Closeable {

	private static final Log logger = LogFactory.getLog(ConnectionOpener.class);

	private final String client;

	private final ConnectionSettings settings;

	private final ConnectionListener listener;

	private final ClientConnections register;

	private final Watchdog watchdog;

	private final Connector connector;

	private final Reachability reachability;

	private final RouteProbes probes;

	private final LivenessCheck livenessCheck;

	/**
	 * Creates the opener of a client.
	 * @param client name of the client, for threads and logs
	 * @param settings the settings to open connections with
	 * @param lifespan how long each connection is used
	 * @param listener notified of each connection opened and closed; must not throw
	 * @param register register of the connections
	 * @param stuckProbe called in the watchdog's thread, if a thread still probes a route
	 * a second after its deadline
	 */
	public ConnectionOpener(String client, ConnectionSettings settings, Lifespan lifespan, ConnectionListener listener,
			ClientConnections register, Consumer<Thread> stuckProbe) {
		this.client = client;
		this.settings = settings;
		this.listener = listener;
		this.register = register;
		this.watchdog = new Watchdog(client);
		this.reachability = new Reachability(client, settings);
		FailedRoutes failedRoutes = this.reachability.failedRoutes();
		this.connector = new Connector(settings, this.watchdog, failedRoutes);
		this.probes = new RouteProbes(settings, this.watchdog, stuckProbe, failedRoutes, this::unpooled);
		this.livenessCheck = new LivenessCheck(settings, lifespan, this.reachability);
	}

	/**
	 * Returns the reachability of the servers.
	 * @return their reachability
	 */
	public Reachability reachability() {
		return this.reachability;
	}

	/**
	 * Returns the probes, which bring failed routes back.
	 * @return the probes of the client
	 */
	public RouteProbes probes() {
		return this.probes;
	}

	/**
	 * Returns the check that decides whether a connection may be used.
	 * @return the check of the client's connections
	 */
	public LivenessCheck livenessCheck() {
		return this.livenessCheck;
	}

	/**
	 * Opens a connection in this thread.
	 * @param state the state of the connection, which is being opened
	 * @param deadline deadline for opening it; the connect time-out also bounds the
	 * attempt
	 * @param cancellation lets another thread end the attempt
	 * @param whenStuck called in the watchdog's thread, if a thread still opens or uses
	 * the connection a second after its deadline
	 * @return the connection
	 * @throws ConnectFailedException if none can be opened in time
	 * @throws IOException if the attempt is cancelled, or the thread is interrupted; its
	 * interrupt flag stays set
	 */
	public FramedConnection open(ConnectionStateMachine state, Deadline deadline, ConnectCancellation cancellation,
			Consumer<Thread> whenStuck) throws IOException {
		long start = System.nanoTime();
		Guard guard = this.watchdog.watch(deadline.atMost(this.settings.connectTimeout()), whenStuck);
		try {
			return announced(this.connector.connect(deadline, cancellation), state, start, whenStuck);
		}
		catch (ConnectFailedException ex) {
			throw connectFailed(ex, start);
		}
		finally {
			guard.close();
		}
	}

	/**
	 * Notes that a connection could be opened but failed its first test.
	 * @param connection the connection
	 * @param start when the attempt to get a connection began
	 * @return the exception for the caller
	 */
	public ConnectFailedException failedFirstTest(FramedConnection connection, long start) {
		String address = connection.info().address() + ": ";
		return connectFailed(address + SpokenFirst.describe(this.settings, connection, true),
				address + SpokenFirst.describe(this.settings, connection, false),
				AttemptFailedException.traits(false, false, this.settings.initializer() != null), start);
	}

	/**
	 * Notes that a connection was opened too late because user code ignored an interrupt.
	 * Others have got its place.
	 * @param start when the attempt began
	 * @return the exception for the caller
	 */
	public ConnectFailedException openedTooLate(long start) {
		String reason = "user code went on for more than a second after the deadline";
		return connectFailed(reason, reason, AttemptFailedException.traits(true, false, true), start);
	}

	private ConnectFailedException connectFailed(String reason, String summary, EnumSet<Trait> traits, long start) {
		ConnectStep step = traits.contains(Trait.LOGIN_REFUSED) ? ConnectStep.INITIALIZE : ConnectStep.CONNECT;
		String prefix = this.settings.propertyPrefix();
		return connectFailed(new ConnectFailedException(PropertyNames.of("cannot connect: " + reason, prefix),
				PropertyNames.of("cannot connect: " + summary, prefix), step, traits, null), start);
	}

	private ConnectFailedException connectFailed(ConnectFailedException failure, long start) {
		logger.debug("Client '" + this.client + "' " + failure.getMessage());
		this.reachability.connectFailed(failure, start);
		this.listener.connectFailed(this.client, failure);
		return failure;
	}

	/**
	 * Closes a connection and removes it from the register. It may be closed more than
	 * once.
	 * @param connection the connection
	 */
	public void close(FramedConnection connection) {
		try {
			connection.retire(isClosed() ? CloseReason.POOL_CLOSED : CloseReason.SURPLUS);
			connection.close();
			noteWhatItsEndShows(connection);
		}
		finally {
			CloseReason reason = Objects.requireNonNull(connection.closeReason());
			if (this.register.remove(connection, reason)) {
				logger.debug("Closed " + connection + ": " + reason);
				this.listener.connectionClosed(connection.info(), reason);
			}
		}
	}

	private void noteWhatItsEndShows(FramedConnection connection) {
		Route route = connection.socket().route();
		ConnectionEnd end = connection.end();
		if (end.isStillborn()) {
			this.reachability.failedRoutes().closed(route);
		}
		else if (end.isRequestUnanswered()) {
			this.reachability.unanswered(route);
		}
		else if (end.isAfterOneReply()) {
			this.livenessCheck.replies().closedAfterReply();
		}
	}

	/**
	 * Closes all connections, including those in use, and stops the watchdog. A
	 * connection opened later is closed at once.
	 */
	@Override
	public void close() {
		this.watchdog.close();
	}

	/**
	 * Returns whether this opener is closed.
	 * @return whether all connections are closed, including those opened later
	 */
	public boolean isClosed() {
		return this.watchdog.isClosed();
	}

	private FramedConnection announced(ConnectedSocket socket, ConnectionStateMachine state, long start,
			Consumer<Thread> whenStuck) {
		boolean announced = false;
		try {
			FramedConnection connection = connection(socket, state, start);
			logger.debug("Opened " + connection);
			this.listener.connectionOpened(connection.info(), Duration.ofNanos(System.nanoTime() - start));
			socket.guard().whenStuck(whenStuck);
			this.register.add(connection);
			announced = true;
			return connection;
		}
		finally {
			if (!announced) {
				socket.guard().close();
			}
		}
	}

	private FramedConnection unpooled(ConnectedSocket socket) {
		return connection(socket, new ConnectionStateMachine(1), System.nanoTime());
	}

	private FramedConnection connection(ConnectedSocket socket, ConnectionStateMachine state, long start) {
		ConnectionInfo info = new ConnectionInfo(this.client, this.register.nextId(), socket.remoteAddress(),
				socket.localPort());
		return new FramedConnection(info, socket, this.settings, this.listener, state, this.livenessCheck, start);
	}

}
