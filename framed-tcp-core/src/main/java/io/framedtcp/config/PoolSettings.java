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

package io.framedtcp.config;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;

/**
 * The size of a pool, and the lifetime of its connections. Immutable.
 *
 * @param maxTotal the maximum number of open connections
 * @param maxIdle the maximum number of idle connections to keep
 * @param minIdle the minimum number of idle connections to keep ready
 * @param acquireTimeout the maximum time to wait for a connection while all are in use
 * @param maxWaiting the maximum number of waiting callers; further ones are refused at
 * once
 * @param maxLifetime the age at which a connection is closed, less up to a tenth at
 * random; zero for no bound
 * @param maxUses the number of exchanges after which a connection is closed; zero for no
 * bound
 * @param idleTimeout the idle time after which a connection is closed, unless
 * {@code minIdle} requires it; zero for no bound
 * @param housekeepingInterval the longest time between two rounds of housekeeping, which
 * test, close and open idle connections
 * @param closeTimeout the maximum time that closing waits for connections in use, before
 * it closes them too
 * @param leakDetectionThreshold the time after which a connection in use is reported as a
 * suspected leak; zero to report none
 * @param ping the settings for pinging idle connections, or {@code null} for no pings
 */
public record PoolSettings(int maxTotal, int maxIdle, int minIdle, Duration acquireTimeout, int maxWaiting,
		Duration maxLifetime, int maxUses, Duration idleTimeout, Duration housekeepingInterval, Duration closeTimeout,
		Duration leakDetectionThreshold, @Nullable PingSettings ping) {

	/**
	 * The largest possible value of {@code maxTotal}.
	 */
	public static final int MAX_CONNECTIONS = 1_000_000;

	/**
	 * Creates the settings.
	 */
	public PoolSettings {
		Checks.check(maxTotal >= 1 && maxTotal <= MAX_CONNECTIONS, "'maxTotal' must be 1 to " + MAX_CONNECTIONS);
		Checks.check(maxIdle >= 0 && maxIdle <= maxTotal, "'maxIdle' must be 0 to 'maxTotal'");
		Checks.check(minIdle >= 0 && minIdle <= maxIdle, "'minIdle' must be 0 to 'maxIdle'");
		Checks.check(maxWaiting >= 0, "'maxWaiting' must not be negative");
		Checks.notNegative("acquireTimeout", acquireTimeout);
		Checks.notNegative("maxLifetime", maxLifetime);
		Checks.check(maxUses >= 0, "'maxUses' must not be negative");
		Checks.check(maxUses != 1 || ping == null,
				"'maxUses' must not be 1 with a ping, which would use up the connection");
		Checks.notNegative("idleTimeout", idleTimeout);
		Checks.positive("housekeepingInterval", housekeepingInterval);
		Checks.notNegative("closeTimeout", closeTimeout);
		Checks.notNegative("leakDetectionThreshold", leakDetectionThreshold);
	}

	/**
	 * Returns a builder with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
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

		private int maxUses;

		private Duration idleTimeout = Duration.ofMinutes(5);

		private Duration housekeepingInterval = Duration.ofSeconds(10);

		private Duration closeTimeout = Duration.ofSeconds(5);

		private Duration leakDetectionThreshold = Duration.ZERO;

		private @Nullable PingSettings ping;

		private Builder() {
		}

		/**
		 * Sets the maximum number of open connections.
		 * @param maxTotal the number of connections, 1 or more; 8 by default
		 * @return this builder
		 */
		public Builder maxTotal(int maxTotal) {
			this.maxTotal = maxTotal;
			return this;
		}

		/**
		 * Sets the maximum number of idle connections to keep.
		 * @param maxIdle the number of connections; {@code maxTotal} by default
		 * @return this builder
		 */
		public Builder maxIdle(int maxIdle) {
			this.maxIdle = maxIdle;
			return this;
		}

		/**
		 * Sets the minimum number of idle connections to keep ready.
		 * @param minIdle the number of connections; 0 by default
		 * @return this builder
		 */
		public Builder minIdle(int minIdle) {
			this.minIdle = minIdle;
			return this;
		}

		/**
		 * Sets the maximum time to wait for a connection while all are in use.
		 * @param acquireTimeout the time; 2 s by default; zero for no wait
		 * @return this builder
		 */
		public Builder acquireTimeout(Duration acquireTimeout) {
			this.acquireTimeout = acquireTimeout;
			return this;
		}

		/**
		 * Sets the maximum number of waiting callers.
		 * @param maxWaiting the number of callers; no bound by default
		 * @return this builder
		 */
		public Builder maxWaiting(int maxWaiting) {
			this.maxWaiting = maxWaiting;
			return this;
		}

		/**
		 * Sets the age at which a connection is closed.
		 * @param maxLifetime the time; 30 min by default; zero for no bound
		 * @return this builder
		 */
		public Builder maxLifetime(Duration maxLifetime) {
			this.maxLifetime = maxLifetime;
			return this;
		}

		/**
		 * Sets the number of exchanges after which a connection is closed. Each request
		 * counts, with or without a reply, and each ping. The frames of the initializer
		 * do not count. A session may exceed the bound; its connection is closed at the
		 * end of the session.
		 * @param maxUses the number of exchanges; zero, the default, for no bound; 1 for
		 * a server that closes the connection after each reply
		 * @return this builder
		 */
		public Builder maxUses(int maxUses) {
			this.maxUses = maxUses;
			return this;
		}

		/**
		 * Sets the idle time after which a connection is closed, unless {@code minIdle}
		 * requires it.
		 * @param idleTimeout the time; 5 min by default; zero for no bound
		 * @return this builder
		 */
		public Builder idleTimeout(Duration idleTimeout) {
			this.idleTimeout = idleTimeout;
			return this;
		}

		/**
		 * Sets the longest time between two rounds of housekeeping, which test, close and
		 * open idle connections.
		 * @param housekeepingInterval the time; 10 s by default
		 * @return this builder
		 */
		public Builder housekeepingInterval(Duration housekeepingInterval) {
			this.housekeepingInterval = housekeepingInterval;
			return this;
		}

		/**
		 * Sets the maximum time that closing waits for connections in use.
		 * @param closeTimeout the time; 5 s by default
		 * @return this builder
		 */
		public Builder closeTimeout(Duration closeTimeout) {
			this.closeTimeout = closeTimeout;
			return this;
		}

		/**
		 * Sets the time after which a connection in use is reported as a suspected leak,
		 * with the stack trace of its caller. Recording the stack costs microseconds for
		 * each call.
		 * @param leakDetectionThreshold the time; zero, the default, to report none
		 * @return this builder
		 */
		public Builder leakDetectionThreshold(Duration leakDetectionThreshold) {
			this.leakDetectionThreshold = leakDetectionThreshold;
			return this;
		}

		/**
		 * Sets the settings for pinging idle connections.
		 * @param ping the settings, or {@code null}, the default, for no pings
		 * @return this builder
		 */
		public Builder ping(@Nullable PingSettings ping) {
			this.ping = ping;
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range
		 */
		public PoolSettings build() {
			int maxIdle = (this.maxIdle != null) ? this.maxIdle : this.maxTotal;
			return new PoolSettings(this.maxTotal, maxIdle, this.minIdle, this.acquireTimeout, this.maxWaiting,
					this.maxLifetime, this.maxUses, this.idleTimeout, this.housekeepingInterval, this.closeTimeout,
					this.leakDetectionThreshold, this.ping);
		}

	}

}
