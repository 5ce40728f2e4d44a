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
	 * @param action the action
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
	 * The actions of an operator on the connections of a client.
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
		 * Serves callers again.
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
	 * @param state whether connections can be acquired
	 * @param pool current numbers of connections and callers
	 * @param traffic totals over all connections so far
	 * @param statistics numbers of events so far
	 * @param sharing status and statistics of shared connections; {@code null} if the
	 * client shares none
	 * @param lastFailure the last failure, if there was one
	 * @param configuration settings of the client
	 * @param connections the open connections, the oldest first
	 * @param lastClosed the last closed connections, the latest first
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
	 * Whether connections can be acquired.
	 */
	public enum ClientState {

		/**
		 * Connections can be acquired.
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
	 * The settings of a client. The bytes of the initializer and of the ping may be
	 * secret, so only their presence is shown.
	 *
	 * @param addresses the servers
	 * @param addressSelection order in which a new connection tries the servers
	 * @param framing how frames are delimited
	 * @param maxFrameSize maximum size of a frame, in bytes
	 * @param tls whether connections use TLS
	 * @param hostnameVerified whether the server's certificate must match its name;
	 * {@code null} without TLS
	 * @param proxy the proxy, without user name and password; {@code null} without a
	 * proxy
	 * @param proxyProtocol version of the PROXY protocol; {@code null} if it is not used
	 * @param initializer whether a dialogue comes before the first request
	 * @param matcher whether replies are compared with their requests
	 * @param unsolicitedFrameHandler whether a handler receives unsolicited frames
	 * @param payloadRedactor whether payloads are redacted in the wire log
	 * @param unexpectedBytesDrained whether unexpected frames are read and skipped
	 * @param connectTimeout maximum time to open a connection
	 * @param connectAttemptDelay time after which the next address is tried in parallel
	 * @param failFastAfter number of connect failures after which callers are refused
	 * @param addressRetryDelay time after which a failed address is tried in the
	 * background
	 * @param socket socket options
	 * @param maxTotal maximum number of open connections
	 * @param maxIdle maximum number of idle connections
	 * @param minIdle minimum number of idle connections
	 * @param acquireTimeout maximum time to wait for a connection
	 * @param maxWaiting maximum number of waiting callers
	 * @param maxLifetime age at which a connection is closed
	 * @param maxUses number of exchanges after which a connection is closed; zero for no
	 * limit
	 * @param idleTimeout idle time after which a connection is closed
	 * @param housekeepingInterval time between two rounds of housekeeping
	 * @param closeTimeout maximum time that closing waits for connections in use
	 * @param leakDetectionThreshold time after which a connection in use is a suspected
	 * leak
	 * @param pingInterval silence after which a connection is pinged; {@code null}
	 * without a ping
	 * @param pingTimeout maximum time of a ping; {@code null} without a ping
	 * @param shared settings of shared connections; {@code null} if there are none
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
	 * The settings of shared connections.
	 *
	 * @param ordering how replies are matched to requests
	 * @param connections maximum number of shared connections
	 * @param maxInFlight maximum number of unanswered requests on a connection
	 * @param maxInFlightBytes maximum total size of these requests, in bytes
	 * @param maxOrphans maximum number of outstanding replies whose callers have given up
	 * @param orphanMaxAge maximum age of such a reply
	 * @param suspectAfter number of successive time-outs after which a connection is
	 * suspect
	 * @param onUnknownReply policy for a reply that answers no request
	 * @param assignedIds position of the ids that the client writes; {@code null} if it
	 * writes none
	 * @param drainTimeout maximum time of draining a connection
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
	 * @param inFlight unanswered requests with waiting callers, on a shared connection
	 * @param orphans outstanding replies whose callers have given up, on a shared
	 * connection
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
	 * @param age time for which the connection was open
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
