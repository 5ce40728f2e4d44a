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
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.AddressSelection;
import io.framedtcp.connection.ConnectionSettings;
import io.framedtcp.connection.ServerAddress;
import io.framedtcp.connection.SocketSettings;
import io.framedtcp.connection.TlsSettings;
import io.framedtcp.pool.PingSettings;
import io.framedtcp.pool.PoolSettings;

/**
 * How a client's connections are opened and kept, as {@link FramedTcpEndpoint} shows it.
 * Of what may be secret, the bytes that are sent first on a connection or in a ping, it
 * tells only that it is there.
 *
 * @param addresses the servers
 * @param addressSelection which of them a new connection tries first
 * @param framing how frames are delimited
 * @param maxFrameSize largest frame, in bytes
 * @param tls whether TLS is spoken
 * @param hostnameVerified whether the server's certificate must have the server's name;
 * {@code null} without TLS
 * @param initializer whether something is said before the first request
 * @param matcher whether replies are compared with their requests
 * @param unsolicitedFrameHandler whether somebody gets the frames that answer no request
 * @param payloadRedactor whether payloads are redacted in the wire log
 * @param unexpectedBytesDrained whether frames that come unasked are read and skipped
 * @param connectTimeout bound on opening a connection
 * @param connectAttemptDelay after which time the next address is tried besides
 * @param failFastAfter failures to connect upon which callers are refused at once
 * @param addressRetryDelay after which time an address that failed is tried in the
 * background
 * @param socket socket options
 * @param maxTotal most connections open at any time
 * @param maxIdle most connections kept while idle
 * @param minIdle idle connections kept ready
 * @param acquireTimeout bound on the wait for a connection
 * @param maxWaiting most callers that wait
 * @param maxLifetime age at which a connection is retired
 * @param idleTimeout how long a connection may be idle
 * @param housekeepingInterval how often idle connections are looked at
 * @param closeTimeout how long closing waits for connections in use
 * @param leakDetectionThreshold how long a connection may be held
 * @param pingInterval after what silence connections are pinged; {@code null} if they are
 * not
 * @param pingTimeout bound on a ping; {@code null} if there is none
 */
public record ConfigurationDescriptor(List<String> addresses, AddressSelection addressSelection, String framing,
		int maxFrameSize, boolean tls, @Nullable Boolean hostnameVerified, boolean initializer, boolean matcher,
		boolean unsolicitedFrameHandler, boolean payloadRedactor, boolean unexpectedBytesDrained,
		Duration connectTimeout, Duration connectAttemptDelay, int failFastAfter, Duration addressRetryDelay,
		SocketSettings socket, int maxTotal, int maxIdle, int minIdle, Duration acquireTimeout, int maxWaiting,
		Duration maxLifetime, Duration idleTimeout, Duration housekeepingInterval, Duration closeTimeout,
		Duration leakDetectionThreshold, @Nullable Duration pingInterval, @Nullable Duration pingTimeout) {

	static ConfigurationDescriptor of(ConnectionSettings connection, PoolSettings pool) {
		TlsSettings tls = connection.tls();
		PingSettings ping = pool.ping();
		return new ConfigurationDescriptor(connection.addresses().stream().map(ServerAddress::toString).toList(),
				connection.addressSelection(), connection.framing().toString(), connection.maxFrameSize(), tls != null,
				(tls != null) ? tls.isHostnameVerified() : null, connection.initializer() != null,
				connection.matcher() != null, connection.unsolicitedFrameHandler() != null,
				connection.payloadRedactor() != null, connection.unexpectedBytes().isDrained(),
				connection.connectTimeout(), connection.connectAttemptDelay(), connection.failFastAfter(),
				connection.addressRetryDelay(), connection.socket(), pool.maxTotal(), pool.maxIdle(), pool.minIdle(),
				pool.acquireTimeout(), pool.maxWaiting(), pool.maxLifetime(), pool.idleTimeout(),
				pool.housekeepingInterval(), pool.closeTimeout(), pool.leakDetectionThreshold(),
				(ping != null) ? ping.interval() : null, (ping != null) ? ping.timeout() : null);
	}

}
