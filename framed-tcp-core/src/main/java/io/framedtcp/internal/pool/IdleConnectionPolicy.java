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

package io.framedtcp.internal.pool;

import java.util.concurrent.TimeUnit;

import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.EvictionConfig;
import org.apache.commons.pool2.impl.EvictionPolicy;

import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.spi.CloseReason;

/**
 * Evicts connections that have been idle for too long, or whose ping has failed. Uses the
 * monotonic clock; Commons Pool2 uses the wall clock.
 */
record IdleConnectionPolicy(PoolSettings settings, Pinger pinger) implements EvictionPolicy<Slot> {

	@Override
	public boolean evict(EvictionConfig config, PooledObject<Slot> pooled, int idleCount) {
		Slot slot = pooled.getObject();
		FramedConnection connection = slot.connection();
		if (connection == null || !slot.state().test()) {
			// It has a close reason, or was never opened.
			return true;
		}
		if (isIdleForTooLong(connection, idleCount)) {
			connection.retire(CloseReason.IDLE_TIMEOUT);
			return true;
		}
		return !this.pinger.keeps(connection);
	}

	private boolean isIdleForTooLong(FramedConnection connection, int idleCount) {
		return !this.settings.idleTimeout().isZero() && idleCount > this.settings.minIdle()
		// Allocates nothing: an error here would lose the connection's place.
				&& connection.idleNanos() > TimeUnit.NANOSECONDS.convert(this.settings.idleTimeout());
	}

}
