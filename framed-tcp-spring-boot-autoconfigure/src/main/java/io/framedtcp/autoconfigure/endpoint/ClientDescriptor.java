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

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.Traffic;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolFailure;
import io.framedtcp.pool.PoolStatistics;

/**
 * A client, as {@link FramedTcpEndpoint} shows it.
 *
 * @param state whether connections can be borrowed
 * @param pool how many connections and callers there are
 * @param traffic what has passed over all connections so far
 * @param statistics what has happened so far
 * @param lastFailure the last thing that went wrong, if anything has
 * @param configuration how connections are opened and kept
 * @param connections the connections that are open, the oldest first
 * @param lastRetirements the last that were closed for good, the latest first
 */
public record ClientDescriptor(State state, PoolCounts pool, Traffic traffic, PoolStatistics statistics,
		@Nullable PoolFailure lastFailure, ConfigurationDescriptor configuration,
		List<ConnectionDescriptor> connections, List<RetirementDescriptor> lastRetirements) {

	static ClientDescriptor of(FramedConnectionPool pool) {
		return new ClientDescriptor(State.of(pool), pool.counts(), pool.connections().traffic(), pool.statistics(),
				pool.lastFailure(), ConfigurationDescriptor.of(pool.connectionSettings(), pool.settings()),
				pool.connections().openConnections().stream().map(ConnectionDescriptor::of).toList(),
				pool.connections().lastRetirements().stream().map(RetirementDescriptor::of).toList());
	}

	/**
	 * Whether connections can be borrowed.
	 */
	public enum State {

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

		static State of(FramedConnectionPool pool) {
			if (!pool.isOpen()) {
				return CLOSED;
			}
			return pool.isPaused() ? PAUSED : OPEN;
		}

	}

}
