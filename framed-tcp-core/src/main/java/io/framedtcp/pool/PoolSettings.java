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

package io.framedtcp.pool;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How many connections a pool holds, and for how long. Immutable.
 *
 * @param maxTotal the most connections that are open at any time
 * @param maxIdle the most connections that are kept while idle
 * @param minIdle how many idle connections are kept ready
 * @param acquireTimeout bound on the wait for a connection while all are in use
 * @param maxWaiting the most callers that wait at a time; one more is refused at once
 * @param maxLifetime age at which a connection is retired, less a random tenth at most;
 * zero for no bound
 * @param idleTimeout how long a connection beyond {@code minIdle} may be idle; zero for
 * no bound
 * @param housekeepingInterval how often idle connections are tested, retired and refilled
 * @param closeTimeout how long closing waits for connections in use before it closes them
 * as well
 */
public record PoolSettings(int maxTotal, int maxIdle, int minIdle, Duration acquireTimeout, int maxWaiting,
		Duration maxLifetime, Duration idleTimeout, Duration housekeepingInterval, Duration closeTimeout) {

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if a number or a duration is out of range
	 */
	public PoolSettings {
		check(maxTotal >= 1, "'maxTotal' must be at least 1");
		check(maxIdle >= 0 && maxIdle <= maxTotal, "'maxIdle' must be 0 to 'maxTotal'");
		check(minIdle >= 0 && minIdle <= maxIdle, "'minIdle' must be 0 to 'maxIdle'");
		check(maxWaiting >= 0, "'maxWaiting' must not be negative");
		check(!acquireTimeout.isNegative(), "'acquireTimeout' must not be negative");
		check(!maxLifetime.isNegative(), "'maxLifetime' must not be negative");
		check(!idleTimeout.isNegative(), "'idleTimeout' must not be negative");
		check(!housekeepingInterval.isNegative() && !housekeepingInterval.isZero(),
				"'housekeepingInterval' must be positive");
		check(!closeTimeout.isNegative(), "'closeTimeout' must not be negative");
	}

	/**
	 * Start with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Builder for {@link PoolSettings}.
	 */
	public static final class Builder {

		private int maxTotal = 8;

		private @Nullable Integer maxIdle;

		private int minIdle;

		private Duration acquireTimeout = Duration.ofSeconds(2);

		private int maxWaiting = Integer.MAX_VALUE;

		private Duration maxLifetime = Duration.ofMinutes(30);

		private Duration idleTimeout = Duration.ofMinutes(5);

		private Duration housekeepingInterval = Duration.ofSeconds(10);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private Builder() {
		}

		/**
		 * Set the most connections that are open at any time.
		 * @param maxTotal number of connections, 1 or more; 8 by default
		 * @return this builder
		 */
		public Builder maxTotal(int maxTotal) {
			this.maxTotal = maxTotal;
			return this;
		}

		/**
		 * Set the most connections that are kept while idle.
		 * @param maxIdle number of connections; as many as may be open, by default
		 * @return this builder
		 */
		public Builder maxIdle(int maxIdle) {
			this.maxIdle = maxIdle;
			return this;
		}

		/**
		 * Set how many idle connections are kept ready.
		 * @param minIdle number of connections; 0 by default
		 * @return this builder
		 */
		public Builder minIdle(int minIdle) {
			this.minIdle = minIdle;
			return this;
		}

		/**
		 * Set the bound on the wait for a connection while all are in use.
		 * @param acquireTimeout the time; 2 s by default; zero not to wait
		 * @return this builder
		 */
		public Builder acquireTimeout(Duration acquireTimeout) {
			this.acquireTimeout = acquireTimeout;
			return this;
		}

		/**
		 * Set the most callers that wait at a time.
		 * @param maxWaiting number of callers; no bound by default
		 * @return this builder
		 */
		public Builder maxWaiting(int maxWaiting) {
			this.maxWaiting = maxWaiting;
			return this;
		}

		/**
		 * Set the age at which a connection is retired.
		 * @param maxLifetime the time; 30 min by default; zero for no bound
		 * @return this builder
		 */
		public Builder maxLifetime(Duration maxLifetime) {
			this.maxLifetime = maxLifetime;
			return this;
		}

		/**
		 * Set how long a connection beyond the minimum may be idle.
		 * @param idleTimeout the time; 5 min by default; zero for no bound
		 * @return this builder
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Set how often idle connections are tested, retired and refilled.
		 * @param housekeepingInterval the time; 10 s by default
		 * @return this builder
		 */
		public Builder housekeepingInterval(Duration housekeepingInterval) {
			this.housekeepingInterval = housekeepingInterval;
			return this;
		}

		/**
		 * Set how long closing waits for connections in use.
		 * @param closeTimeout the time; 5 s by default
		 * @return this builder
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range
		 */
		public PoolSettings build() {
			return new PoolSettings(this.maxTotal, (this.maxIdle != null) ? this.maxIdle : this.maxTotal, this.minIdle,
					this.acquireTimeout, this.maxWaiting, this.maxLifetime, this.idleTimeout, this.housekeepingInterval,
					this.closeTimeout);
		}

	}

}
