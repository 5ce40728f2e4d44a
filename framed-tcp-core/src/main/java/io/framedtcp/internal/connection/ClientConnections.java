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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.pool.ConnectionRegister;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.Traffic;
import io.framedtcp.spi.CloseReason;

/**
 * The connections of a client: the open ones, and a record of those closed last. It is
 * kept when the client's pool is closed and opened again.
 * <p>
 * Safe for use by many threads.
 */
public final class ClientConnections implements ConnectionRegister {

	private static final int CLOSED_KEPT = 16;

	private final Set<FramedConnection> open = new LinkedHashSet<>();

	private final Deque<ClosedConnection> closedConnections = new ArrayDeque<>();

	private Traffic trafficOfClosed = Traffic.NONE;

	private @Nullable ClosedConnection lastFailure;

	private long lastId;

	@Override
	public List<ConnectionStatus> openConnections() {
		return open().stream().map(ClientConnections::statusOf).toList();
	}

	@Override
	public synchronized List<ClosedConnection> lastClosed() {
		return new ArrayList<>(this.closedConnections);
	}

	@Override
	public synchronized @Nullable ClosedConnection lastFailure() {
		return this.lastFailure;
	}

	@Override
	public synchronized Traffic traffic() {
		return this.open.stream().map(FramedConnection::traffic).reduce(this.trafficOfClosed, Traffic::plus);
	}

	/**
	 * Retires all connections that nobody uses. A connection just opened for a caller is
	 * exempt. It would fail its first test, as if the server had closed it.
	 */
	public void evictIdle() {
		open().stream()
			.filter((connection) -> connection.state() != ConnectionState.LEASED && connection.isReused())
			.forEach((connection) -> connection.retire(CloseReason.EVICTED));
	}

	/**
	 * Closes the connections that nobody uses, and tells their peers by a farewell or by
	 * TLS. Does nothing without both.
	 */
	public void sayFarewell() {
		open().forEach(FramedConnection::sayFarewell);
	}

	public synchronized long nextId() {
		return ++this.lastId;
	}

	public synchronized void add(FramedConnection connection) {
		this.open.add(connection);
	}

	/**
	 * Moves a connection from the open to the closed ones.
	 * @param connection the connection
	 * @param reason why it is closed
	 * @return {@code false} if it was not among the open ones
	 */
	public synchronized boolean remove(FramedConnection connection, CloseReason reason) {
		if (!this.open.remove(connection)) {
			return false;
		}
		this.trafficOfClosed = this.trafficOfClosed.plus(connection.traffic());
		Sharing sharing = connection.sharing();
		boolean inside = connection.exchange().isInside() || (sharing != null && sharing.isInside());
		ClosedConnection closed = new ClosedConnection(Instant.now(), reason, inside, statusOf(connection));
		if (this.closedConnections.size() == CLOSED_KEPT) {
			this.closedConnections.removeLast();
		}
		this.closedConnections.addFirst(closed);
		if (closed.isFailure()) {
			this.lastFailure = closed;
		}
		return true;
	}

	private static ConnectionStatus statusOf(FramedConnection connection) {
		Sharing sharing = connection.sharing();
		return new ConnectionStatus(connection.info(), connection.state(), Duration.ofNanos(connection.ageNanos()),
				Duration.ofNanos(connection.silentNanos()), connection.traffic(),
				connection.socket().frames().transport().tls(), (sharing != null) ? sharing.inFlight() : 0,
				(sharing != null) ? sharing.orphans() : 0);
	}

	/**
	 * Returns the connections that are open.
	 * @return a copy, the oldest first
	 */
	private synchronized List<FramedConnection> open() {
		return new ArrayList<>(this.open);
	}

}
