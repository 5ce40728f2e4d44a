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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

import io.framedtcp.connection.Deadline;
import io.framedtcp.connection.ServerAddress;
import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.Lease;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolStatistics;

/**
 * {@link HealthIndicator} for a pool of framed connections.
 * <p>
 * Up if a connection is there or can be opened, within the connect time-out; down with
 * the reason if not. It never takes the last connection that callers could have: while
 * the pool is that busy, the state is that of the last attempt to connect. A pool of one
 * connection is always that busy; before its first connection its state is unknown.
 */
public class FramedTcpHealthIndicator extends AbstractHealthIndicator {

	private final FramedConnectionPool pool;

	/**
	 * Create an indicator.
	 * @param pool whose health to tell
	 */
	public FramedTcpHealthIndicator(FramedConnectionPool pool) {
		super("Framed TCP health check failed");
		this.pool = pool;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) throws Exception {
		builder.withDetail("client", this.pool.client());
		builder.withDetail("addresses",
				this.pool.connectionSettings().addresses().stream().map(ServerAddress::toString).toList());
		try {
			Lease lease = this.pool
				.tryBorrowLeavingOne(Deadline.after(this.pool.connectionSettings().connectTimeout()));
			if (lease != null) {
				lease.giveBack();
				builder.up();
			}
			else {
				asLastSeen(builder);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw ex;
		}
		finally {
			builder.withDetail("pool", details(this.pool.counts()));
		}
	}

	private void asLastSeen(Health.Builder builder) {
		ConnectFailure failure = this.pool.lastConnectFailure();
		if (failure != null) {
			builder.down(failure.exception());
		}
		else if (openConnections() > 0) {
			builder.up();
		}
		else {
			builder.unknown();
		}
	}

	/**
	 * Return how many connections are open. The pool's counts do not tell, as they take
	 * for active also what is only being opened.
	 * @return the number of connections
	 */
	private long openConnections() {
		PoolStatistics statistics = this.pool.statistics();
		return statistics.opened() - statistics.retired().values().stream().mapToLong(Long::longValue).sum();
	}

	private Map<String, Object> details(PoolCounts counts) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("maxTotal", counts.maxTotal());
		details.put("active", counts.active());
		details.put("idle", counts.idle());
		details.put("waiting", counts.waiting());
		return details;
	}

}
