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

package io.framedtcp.autoconfigure.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.PingSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.ProxyProtocol;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.config.SocketSettings;
import io.framedtcp.config.TlsSettings;
import io.framedtcp.config.UnknownReplyPolicy;
import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.pool.ConnectionState;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.pool.TlsStatus;
import io.framedtcp.pool.Traffic;
import io.framedtcp.spi.CloseReason;

/**
 * {@link Endpoint} that shows the clients and their connections, and lets an operator
 * evict, pause and resume them. It shows no payload, no key and no password.
 */
@Endpoint(id = "framedtcp")
public class FramedTcpEndpoint {

	private final Supplier<Map<String, FramedConnectionPool>> pools;

	/**
	 * Creates an endpoint.
	 * @param pools supplies the pools by the names of their clients
	 */
	public FramedTcpEndpoint(Supplier<Map<String, FramedConnectionPool>> pools) {
		this.pools = pools;
	}

	/**
	 * Describes all clients.
	 * @return the descriptions, by the names of the clients
	 */
	@ReadOperation
	public ClientsDescriptor clients() {
		Map<String, ClientDescriptor> clients = new LinkedHashMap<>();
		this.pools.get().forEach((name, pool) -> clients.put(name, ClientDescriptor.of(pool)));
		return new ClientsDescriptor(clients);
	}

	/**
	 * Describes a client.
	 * @param client name of the client
	 * @return its description, or {@code null} if there is no such client
	 */
	@ReadOperation
	public @Nullable ClientDescriptor client(@Selector String client) {
		FramedConnectionPool pool = this.pools.get().get(client);
		return (pool != null) ? ClientDescriptor.of(pool) : null;
	}

	/**
	 * Acts on the connections of a client.
	 * @param client name of the client
	 * @param action what to do
	 * @throws InvalidEndpointRequestException if there is no such client
	 */
	@WriteOperation
	public void act(@Selector String client, Action action) {
		Map<String, FramedConnectionPool> pools = this.pools.get();
		FramedConnectionPool pool = pools.get(client);
		if (pool == null) {
			String message = "There is no client '" + client + "', but there are " + new TreeSet<>(pools.keySet());
			throw new InvalidEndpointRequestException(message, message);
		}
		switch (action) {
			case EVICT_IDLE -> pool.evictIdle();
			case EVICT_ALL -> pool.evictAll();
			case PAUSE -> pool.pause();
			case RESUME -> pool.resume();
		}
	}

	/**
	 * What an operator can do to the connections of a client.
	 */
	public enum Action {

		/**
		 * Closes the idle connections.
		 */
		EVICT_IDLE,

		/**
		 * Closes the idle connections now, and those in use when they are returned.
		 */
		EVICT_ALL,

		/**
		 * Makes callers wait, and opens no connection.
		 */
		PAUSE,

		/**
		 * Lets callers go on.
		 */
		RESUME

	}

	/**
	 * All clients.
	 *
	 * @param clients the clients by their names
	 */
	public record ClientsDescriptor(Map<String, ClientDescriptor> clients) {

	}

	/**
	 * A client.
	 *
	 * @param state whether connections can be borrowed
	 * @param pool numbers of connections and callers now
	 * @param traffic totals over all connections so far
	 * @param statistics numbers of events so far
	 * @param sharing what shared connections are doing and have done; {@code null} if the
	 * client shares none
	 * @param lastFailure the last failure, if there was one
	 * @param configuration how connections are opened and kept
	 * @param connections the open connections, the oldest first
	 * @param lastClosed the connections that were closed last, the latest first
	 */
	public record ClientDescriptor(ClientState state, PoolCounts pool, Traffic traffic, PoolStatistics statistics,
			@Nullable SharingStatus sharing, @Nullable PoolFailure lastFailure, ConfigurationDescriptor configuration,
			List<ConnectionDescriptor> connections, List<ClosedConnectionDescriptor> lastClosed) {

		static ClientDescriptor of(FramedConnectionPool pool) {
			return new ClientDescriptor(ClientState.of(pool), pool.counts(), pool.connections().traffic(),
					pool.statistics(), pool.sharing(), pool.lastFailure(), ConfigurationDescriptor.of(pool),
					pool.connections().openConnections().stream().map(ConnectionDescriptor::of).toList(),
					pool.connections().lastClosed().stream().map(ClosedConnectionDescriptor::of).toList());
		}

	}

	/**
	 * Whether connections can be borrowed.
	 */
	public enum ClientState {

		/**
		 * They can.
		 */
		OPEN,

		/**
		 * An operator has paused the client.
		 */
		PAUSED,

		/**
		 * The client is closed.
		 */
		CLOSED;

		static ClientState of(FramedConnectionPool pool) {
			if (!pool.isOpen()) {
				return CLOSED;
			}
			return pool.isPaused() ? PAUSED : OPEN;
		}

	}

	/**
	 * How the connections of a client are opened and kept. The bytes of the initializer
	 * and of the ping may be secret, so only their presence is shown.
	 *
	 * @param addresses the servers
	 * @param addressSelection which server a new connection tries first
	 * @param framing how frames are delimited
	 * @param maxFrameSize largest frame, in bytes
	 * @param tls whether connections use TLS
	 * @param hostnameVerified whether the server's certificate must match its name;
	 * {@code null} without TLS
	 * @param proxy the proxy, without user name and password; {@code null} without a
	 * proxy
	 * @param proxyProtocol version of the PROXY protocol; {@code null} if it is not
	 * spoken
	 * @param initializer whether a dialogue comes before the first request
	 * @param matcher whether replies are compared with their requests
	 * @param unsolicitedFrameHandler whether a handler gets frames that answer no request
	 * @param payloadRedactor whether payloads are redacted in the wire log
	 * @param unexpectedBytesDrained whether unexpected frames are read and skipped
	 * @param connectTimeout bound on opening a connection
	 * @param connectAttemptDelay time after which the next address is tried as well
	 * @param failFastAfter number of connect failures after which callers are refused
	 * @param addressRetryDelay time after which a failed address is tried in the
	 * background
	 * @param socket socket options
	 * @param maxTotal most connections open at any time
	 * @param maxIdle most connections kept while idle
	 * @param minIdle idle connections kept ready
	 * @param acquireTimeout bound on the wait for a connection
	 * @param maxWaiting most callers that wait
	 * @param maxLifetime age at which a connection is closed
	 * @param maxUses how many exchanges a connection serves; zero for no bound
	 * @param idleTimeout how long a connection may be idle
	 * @param housekeepingInterval time between two rounds of housekeeping
	 * @param closeTimeout how long closing waits for connections in use
	 * @param leakDetectionThreshold how long a connection may be held
	 * @param pingInterval silence after which a connection is pinged; {@code null}
	 * without a ping
	 * @param pingTimeout bound on a ping; {@code null} without a ping
	 * @param shared how callers share connections; {@code null} if they share none
	 */
	public record ConfigurationDescriptor(List<String> addresses, AddressSelection addressSelection, String framing,
			int maxFrameSize, boolean tls, @Nullable Boolean hostnameVerified, @Nullable String proxy,
			@Nullable ProxyProtocol proxyProtocol, boolean initializer, boolean matcher,
			boolean unsolicitedFrameHandler, boolean payloadRedactor, boolean unexpectedBytesDrained,
			Duration connectTimeout, Duration connectAttemptDelay, int failFastAfter, Duration addressRetryDelay,
			SocketSettings socket, int maxTotal, int maxIdle, int minIdle, Duration acquireTimeout, int maxWaiting,
			Duration maxLifetime, int maxUses, Duration idleTimeout, Duration housekeepingInterval,
			Duration closeTimeout, Duration leakDetectionThreshold, @Nullable Duration pingInterval,
			@Nullable Duration pingTimeout, @Nullable SharedDescriptor shared) {

		static ConfigurationDescriptor of(FramedConnectionPool client) {
			ConnectionSettings connection = client.connectionSettings();
			PoolSettings pool = client.settings();
			SharedSettings shared = client.sharedSettings();
			TlsSettings tls = connection.tls();
			PingSettings ping = pool.ping();
			return new ConfigurationDescriptor(connection.addresses().stream().map(ServerAddress::toString).toList(),
					connection.addressSelection(), connection.framing().toString(), connection.maxFrameSize(),
					tls != null, (tls != null) ? tls.isHostnameVerified() : null,
					(connection.proxy() != null) ? connection.proxy().toString() : null, connection.proxyProtocol(),
					connection.initializer() != null, connection.matcher() != null,
					connection.unsolicitedFrameHandler() != null, connection.payloadRedactor() != null,
					connection.unexpectedBytes().isDrained(), connection.connectTimeout(),
					connection.connectAttemptDelay(), connection.failFastAfter(), connection.addressRetryDelay(),
					connection.socket(), pool.maxTotal(), pool.maxIdle(), pool.minIdle(), pool.acquireTimeout(),
					pool.maxWaiting(), pool.maxLifetime(), pool.maxUses(), pool.idleTimeout(),
					pool.housekeepingInterval(), pool.closeTimeout(), pool.leakDetectionThreshold(),
					(ping != null) ? ping.interval() : null, (ping != null) ? ping.timeout() : null,
					(shared != null) ? SharedDescriptor.of(shared) : null);
		}

	}

	/**
	 * How the callers of a client share connections.
	 *
	 * @param ordering how replies are told apart
	 * @param connections most connections that are shared
	 * @param maxInFlight most requests without a reply on a connection
	 * @param maxInFlightBytes most bytes of these requests
	 * @param maxOrphans most replies outstanding that nobody waits for any more
	 * @param orphanMaxAge how long such a reply may be outstanding
	 * @param suspectAfter number of time-outs in a row upon which a connection is suspect
	 * @param onUnknownReply what becomes of a connection upon a reply to no request
	 * @param assignedIds where the client writes ids of its own; {@code null} if it does
	 * not
	 * @param drainTimeout how long a connection without new calls may go on
	 * @param listen whether connections are read while no caller waits
	 */
	public record SharedDescriptor(Ordering ordering, int connections, int maxInFlight, long maxInFlightBytes,
			int maxOrphans, Duration orphanMaxAge, int suspectAfter, UnknownReplyPolicy onUnknownReply,
			@Nullable AssignedIds assignedIds, Duration drainTimeout, boolean listen) {

		static SharedDescriptor of(SharedSettings settings) {
			return new SharedDescriptor(settings.ordering(), settings.connections(), settings.maxInFlight(),
					settings.maxInFlightBytes(), settings.maxOrphans(), settings.orphanMaxAge(),
					settings.suspectAfter(), settings.onUnknownReply(), settings.assignedIds(), settings.drainTimeout(),
					settings.listen());
		}

	}

	/**
	 * An open connection.
	 *
	 * @param id number that is unique within the client
	 * @param address address of the server
	 * @param localPort local port
	 * @param state state of the connection
	 * @param age time since the connection was opened
	 * @param silent time since the last frame, or since the connection was opened
	 * @param exchanges requests sent, pings included
	 * @param bytesSent bytes written
	 * @param bytesReceived bytes read
	 * @param tls result of the TLS handshake; {@code null} without TLS
	 * @param inFlight requests without a reply on a shared connection, whose callers wait
	 * @param orphans replies outstanding on a shared connection that nobody waits for any
	 * more
	 */
	public record ConnectionDescriptor(long id, String address, int localPort, ConnectionState state, Duration age,
			Duration silent, long exchanges, long bytesSent, long bytesReceived, @Nullable TlsStatus tls, int inFlight,
			int orphans) {

		static ConnectionDescriptor of(ConnectionStatus status) {
			return new ConnectionDescriptor(status.info().id(), status.info().address(), status.info().localPort(),
					status.state(), status.age(), status.silent(), status.traffic().exchanges(),
					status.traffic().bytesSent(), status.traffic().bytesReceived(), status.tls(), status.inFlight(),
					status.orphans());
		}

	}

	/**
	 * A connection that was closed.
	 *
	 * @param id number of the connection
	 * @param address address of the server
	 * @param time when the connection was closed
	 * @param reason why it was closed
	 * @param duringExchange whether a frame was being written or read
	 * @param age how long the connection was open
	 * @param exchanges requests sent, pings included
	 */
	public record ClosedConnectionDescriptor(long id, String address, Instant time, CloseReason reason,
			boolean duringExchange, Duration age, long exchanges) {

		static ClosedConnectionDescriptor of(ClosedConnection closed) {
			ConnectionStatus connection = closed.connection();
			return new ClosedConnectionDescriptor(connection.info().id(), connection.info().address(), closed.time(),
					closed.reason(), closed.duringExchange(), connection.age(), connection.traffic().exchanges());
		}

	}

}
