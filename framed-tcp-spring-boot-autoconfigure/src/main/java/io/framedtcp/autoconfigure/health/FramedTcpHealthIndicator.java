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

package io.framedtcp.autoconfigure.health;

import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.framedtcp.config.ServerAddress;
import io.framedtcp.pool.ClosedConnection;
import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.ConnectionStatus;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PingFailedException;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.pool.TlsStatus;
import io.framedtcp.spi.ConnectFailedException;

/**
 * {@link HealthIndicator} for a pool of framed connections:
 * <ul>
 * <li>up if there is a connection, or one can be opened within the connect time-out</li>
 * <li>down, with the reason, otherwise</li>
 * <li>out of service while an operator has paused the client</li>
 * </ul>
 * The indicator never takes the last free connection. If no other is free, the status is
 * the result of the last attempt to connect. This is always the case for a pool of one
 * connection. The status is unknown before the first connection.
 * <p>
 * If callers share connections, the indicator opens no additional one. The status is down
 * after successive time-outs without any data from the server. It is up again when a
 * frame arrives or another connection takes over.
 */
public class FramedTcpHealthIndicator extends AbstractHealthIndicator {

	private static final Log logger = LogFactory.getLog(FramedTcpHealthIndicator.class);

	private final FramedConnectionPool pool;

	private final boolean ping;

	/**
	 * Creates an indicator that does not ping.
	 * @param pool the pool to check
	 */
	public FramedTcpHealthIndicator(FramedConnectionPool pool) {
		this(pool, false);
	}

	/**
	 * Creates an indicator.
	 * @param pool the pool to check
	 * @param ping whether to ping the server as well, if the client has a ping
	 */
	public FramedTcpHealthIndicator(FramedConnectionPool pool, boolean ping) {
		super("Framed TCP health check failed");
		this.pool = pool;
		this.ping = ping;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		builder.withDetail("client", this.pool.client());
		builder.withDetail("addresses",
				this.pool.connectionSettings().addresses().stream().map(ServerAddress::toString).toList());
		try {
			check(builder);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ex;
		}
		catch (IOException ex) {
			down(builder, ex);
		}
		finally {
			builder.withDetail("pool", details(this.pool.counts()));
			addSharing(builder);
			addLastFailure(builder);
			addCertificateExpiry(builder);
		}
	}

	private void check(Health.Builder builder) throws IOException, InterruptedException {
		if (this.pool.isPaused()) {
			builder.outOfService().withDetail("paused", true);
		}
		else if (isPinged() ? this.pool.tryPing() : this.pool.tryConnect()) {
			builder.up();
		}
		else {
			asLastSeen(builder);
		}
	}

	private boolean isPinged() {
		return this.ping && this.pool.settings().ping() != null;
	}

	private void asLastSeen(Health.Builder builder) {
		ConnectFailure failure = this.pool.lastConnectFailure();
		if (failure != null) {
			down(builder, failure.exception());
		}
		else if (this.pool.connections().openConnections().isEmpty()) {
			builder.unknown();
		}
		else {
			builder.up();
		}
	}

	private static void down(Health.Builder builder, IOException failure) {
		// Without the exception: Spring Boot would log it as a warning at each check.
		logger.debug("Health check failed", failure);
		builder.down().withDetail("error", failure.getClass().getName() + ": " + summary(failure));
	}

	/**
	 * Returns a summary of a failure without secrets. Text from the server and bytes of a
	 * frame may be secret.
	 * @param failure the failure
	 * @return its message, or a substitute
	 */
	private static @Nullable String summary(IOException failure) {
		if (failure instanceof ConnectFailedException connect) {
			return connect.getSummary();
		}
		return (failure instanceof PingFailedException ping) ? ping.getSummary() : failure.getMessage();
	}

	private void addLastFailure(Health.Builder builder) {
		PoolFailure failure = this.pool.lastFailure();
		if (failure != null) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("time", failure.time());
			details.put("addresses", failure.addresses());
			details.put("description", failure.description());
			builder.withDetail("lastFailure", details);
		}
	}

	/**
	 * Adds the earliest expiry of the server certificates of open connections. If no
	 * connection is open, adds the expiry of the last certificate seen, because an
	 * expired certificate prevents connections.
	 * @param builder builder of the health
	 */
	private void addCertificateExpiry(Health.Builder builder) {
		certificateExpiries(this.pool.connections().openConnections().stream()).min(Comparator.naturalOrder())
			.or(() -> certificateExpiries(
					this.pool.connections().lastClosed().stream().map(ClosedConnection::connection))
				.findFirst())
			.ifPresent((expiry) -> builder.withDetail("certificateExpiry", expiry));
	}

	private static Stream<Instant> certificateExpiries(Stream<ConnectionStatus> connections) {
		return connections.map(ConnectionStatus::tls)
			.filter(Objects::nonNull)
			.map(TlsStatus::certificateExpiry)
			.filter(Objects::nonNull);
	}

	private void addSharing(Health.Builder builder) {
		SharingStatus sharing = this.pool.sharing();
		if (sharing != null) {
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("connections", sharing.connections());
			details.put("inFlight", sharing.inFlight());
			details.put("waiting", sharing.waiting());
			details.put("orphans", sharing.orphans());
			builder.withDetail("shared", details);
		}
	}

	private static Map<String, Object> details(PoolCounts counts) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("maxTotal", counts.maxTotal());
		details.put("active", counts.active());
		details.put("idle", counts.idle());
		details.put("waiting", counts.waiting());
		return details;
	}

}
