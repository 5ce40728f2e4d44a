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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.pool.SessionLease;
import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.ConnectionRegister;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.spi.PoolListener;

/**
 * The pool with connections shared by many callers. It leases them from an exclusive
 * pool, which opens, tests, watches and closes them. Sessions get exclusive connections
 * from that pool.
 */
final class SharedPool implements ConnectionPool {

	private final ExclusivePool pool;

	private final SharedConnections connections;

	private final boolean sessions;

	/**
	 * Creates a pool and opens it.
	 * @param client the name of the client in logs, errors and thread names
	 * @param connectionSettings the settings of its connections
	 * @param settings the settings of the pool
	 * @param sharedSettings the settings of shared connections
	 * @param listeners receive the events of the pool
	 * @throws IllegalArgumentException if the settings are not compatible
	 */
	SharedPool(String client, ConnectionSettings connectionSettings, PoolSettings settings,
			SharedSettings sharedSettings, List<PoolListener> listeners) {
		if (connectionSettings.framing().isEndedByClose()) {
			throw new IllegalArgumentException("Connections with one reply each cannot be shared");
		}
		if (connectionSettings.framing().needsRequest() && sharedSettings.ordering() == Ordering.MATCHED) {
			throw new IllegalArgumentException(
					"The framing needs the request of each reply, which is not known before on shared connections unless replies come in order");
		}
		if (connectionSettings.framing().isReplyOfSeveralFrames() && sharedSettings.ordering() == Ordering.MATCHED) {
			throw new IllegalArgumentException(
					"Shared connections need replies in order if these have several frames, which may come mixed");
		}
		if (settings.maxUses() == 1) {
			throw new IllegalArgumentException("Connections with one use each ('maxUses') cannot be shared");
		}
		if (!connectionSettings.minRequestInterval().isZero()) {
			throw new IllegalArgumentException("Connections that rest between requests cannot be shared");
		}
		ExchangeMatcher matcher = connectionSettings.matcher();
		if (connectionSettings.requestStamper() != null || (matcher != null && matcher.isPerConnection())) {
			throw new IllegalArgumentException(
					"Connections whose requests are stamped, or that have a matcher each, cannot be shared");
		}
		if (sharedSettings.connections() > settings.maxTotal()) {
			throw new IllegalArgumentException("There cannot be more shared connections than 'maxTotal' allows");
		}
		if (sharedSettings.ordering() == Ordering.MATCHED && sharedSettings.assignedIds() == null) {
			if (matcher == null || !matcher.tellsRepliesApart()) {
				throw new IllegalArgumentException(
						"Shared connections need a matcher, assigned ids, or replies in order");
			}
			requireEnoughKeys(KeyedMatcher.in(matcher), sharedSettings);
		}
		this.sessions = sharedSettings.connections() < settings.maxTotal();
		this.pool = new ExclusivePool(client, connectionSettings, settings, listeners);
		this.connections = new SharedConnections(this.pool, sharedSettings, 0);
		this.connections.open();
	}

	private static void requireEnoughKeys(@Nullable KeyedMatcher matcher, SharedSettings settings) {
		if (matcher != null && (long) settings.maxInFlight() + settings.maxOrphans() > matcher.maxKeys()) {
			throw new IllegalArgumentException("The matcher can tell " + matcher.maxKeys()
					+ " requests apart, and 'maxInFlight' and 'maxOrphans' are more together");
		}
	}

	@Override
	public Lease acquire(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		return this.connections.queue().acquire(frame, answered, deadline);
	}

	@Override
	public Lease acquireFresh(EncodedFrame frame, boolean answered, Deadline deadline)
			throws IOException, InterruptedException {
		return this.connections.queue().acquire(frame, answered, deadline);
	}

	@Override
	public SessionLease acquireForSession(Deadline deadline) throws IOException, InterruptedException {
		if (!this.sessions) {
			String prefix = connectionSettings().propertyPrefix();
			throw new IllegalStateException(
					"All connections of the client '" + client() + "' are shared, and a session needs one for itself. "
							+ "Let " + prefix + "pool.max-total be more than " + prefix + "shared.connections.");
		}
		return this.pool.acquireForSession(deadline);
	}

	@Override
	public void exchangeRetried() {
		this.pool.exchangeRetried();
	}

	@Override
	public String client() {
		return this.pool.client();
	}

	@Override
	public ConnectionSettings connectionSettings() {
		return this.pool.connectionSettings();
	}

	@Override
	public PoolSettings settings() {
		return this.pool.settings();
	}

	@Override
	public SharedSettings sharedSettings() {
		return this.connections.settings();
	}

	@Override
	public boolean tryPing() throws IOException, InterruptedException {
		return !this.connections.isBusy() && this.pool.tryPing();
	}

	@Override
	public boolean tryConnect() throws IOException, InterruptedException {
		return !this.connections.isBusy() && this.pool.tryConnect();
	}

	@Override
	public PoolCounts counts() {
		PoolCounts counts = this.pool.counts();
		return new PoolCounts(counts.maxTotal(), counts.active(), counts.idle(),
				counts.waiting() + this.connections.queue().waiting());
	}

	@Override
	public SharingStatus sharing() {
		return this.connections.status();
	}

	@Override
	public PoolStatistics statistics() {
		return this.pool.statistics();
	}

	@Override
	public ConnectionRegister connections() {
		return this.pool.connections();
	}

	@Override
	public @Nullable PoolFailure lastFailure() {
		return this.pool.lastFailure();
	}

	@Override
	public @Nullable ConnectFailure lastConnectFailure() {
		return this.pool.lastConnectFailure();
	}

	@Override
	public void evictAll() {
		this.pool.evictAll();
		this.connections.drainOutdated();
	}

	@Override
	public void evictIdle() {
		this.pool.evictIdle();
	}

	@Override
	public void pause() {
		this.pool.pause();
		this.connections.drainAll();
	}

	@Override
	public void resume() {
		this.pool.resume();
	}

	@Override
	public boolean isPaused() {
		return this.pool.isPaused();
	}

	@Override
	public boolean isOpen() {
		return this.pool.isOpen();
	}

	@Override
	public void open() {
		this.pool.open();
		this.connections.open();
	}

	@Override
	public void close() {
		try {
			this.connections.close(settings().closeTimeout());
			this.pool.close();
		}
		finally {
			this.connections.deadlines().timerLost();
		}
	}

	@Override
	public String toString() {
		return this.pool.toString();
	}

}
