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

/**
 * How callers share connections, each of which then carries many requests at a time.
 * Immutable.
 */
public final class SharedSettings {

	private final Ordering ordering;

	private final int connections;

	private final int maxInFlight;

	private final long maxInFlightBytes;

	private final int maxOrphans;

	private final Duration orphanMaxAge;

	private final int suspectAfter;

	private final UnknownReplyPolicy onUnknownReply;

	private final Duration drainTimeout;

	private final boolean listen;

	private final @Nullable AssignedIds assignedIds;

	private SharedSettings(Builder builder) {
		this.ordering = builder.ordering;
		this.connections = builder.connections;
		this.maxInFlight = builder.maxInFlight;
		this.maxInFlightBytes = builder.maxInFlightBytes;
		this.maxOrphans = builder.maxOrphans;
		this.orphanMaxAge = builder.orphanMaxAge;
		this.suspectAfter = builder.suspectAfter;
		this.onUnknownReply = builder.onUnknownReply;
		this.drainTimeout = builder.drainTimeout;
		this.listen = builder.listen;
		this.assignedIds = builder.assignedIds;
		check(this.connections >= 1 && this.connections <= PoolSettings.MAX_CONNECTIONS,
				"'connections' must be 1 to " + PoolSettings.MAX_CONNECTIONS);
		check(this.maxInFlight >= 1, "'maxInFlight' must be at least 1");
		check(this.maxInFlightBytes >= 1, "'maxInFlightBytes' must be at least 1");
		check(this.maxOrphans >= 0, "'maxOrphans' must not be negative");
		check(isPositive(this.orphanMaxAge), "'orphanMaxAge' must be positive");
		check(this.suspectAfter >= 1, "'suspectAfter' must be at least 1");
		check(!this.drainTimeout.isNegative(), "'drainTimeout' must not be negative");
		AssignedIds ids = this.assignedIds;
		check(ids == null || this.ordering == Ordering.MATCHED, "'assignIds' is of no use with 'ordering' IN_ORDER");
		check(ids == null || ids.isEnoughFor((long) this.maxInFlight + this.maxOrphans),
				"'assignIds' has too few bytes: they cannot tell 'maxInFlight' and 'maxOrphans' requests apart");
	}

	/**
	 * Starts with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Returns how replies are told apart.
	 * @return the setting
	 */
	public Ordering ordering() {
		return this.ordering;
	}

	/**
	 * Returns how many connections are shared.
	 * @return the number
	 */
	public int connections() {
		return this.connections;
	}

	/**
	 * Returns how many requests may be unanswered on one connection.
	 * @return the number
	 */
	public int maxInFlight() {
		return this.maxInFlight;
	}

	/**
	 * Returns how many bytes the unanswered requests of one connection may have together;
	 * a single larger one is sent when it is alone.
	 * @return the number
	 */
	public long maxInFlightBytes() {
		return this.maxInFlightBytes;
	}

	/**
	 * Returns how many replies may be outstanding on one connection for which nobody
	 * waits any more; one more drains it.
	 * @return the number
	 */
	public int maxOrphans() {
		return this.maxOrphans;
	}

	/**
	 * Returns for how long such a reply may be outstanding before the connection is
	 * drained.
	 * @return the time
	 */
	public Duration orphanMaxAge() {
		return this.orphanMaxAge;
	}

	/**
	 * Returns after how many time-outs in a row, with nothing read meanwhile, a
	 * connection gets no new calls until a ping was answered.
	 * @return the number
	 */
	public int suspectAfter() {
		return this.suspectAfter;
	}

	/**
	 * Returns what becomes of a connection on which a reply comes that answers no
	 * request.
	 * @return the setting
	 */
	public UnknownReplyPolicy onUnknownReply() {
		return this.onUnknownReply;
	}

	/**
	 * Returns for how long a connection that gets no new calls may go on until it is
	 * closed.
	 * @return the time
	 */
	public Duration drainTimeout() {
		return this.drainTimeout;
	}

	/**
	 * Returns whether a thread reads each shared connection while no caller does, for a
	 * server that sends of its own accord.
	 * @return the setting
	 */
	public boolean listen() {
		return this.listen;
	}

	/**
	 * Returns where the client writes ids of its own.
	 * @return the place, or {@code null} if requests keep the ids that callers give them
	 */
	public @Nullable AssignedIds assignedIds() {
		return this.assignedIds;
	}

	private static boolean isPositive(Duration time) {
		return !time.isNegative() && !time.isZero();
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Collects settings.
	 */
	public static final class Builder {

		private Ordering ordering = Ordering.MATCHED;

		private int connections = 1;

		private int maxInFlight = 128;

		private long maxInFlightBytes = 8 * 1024 * 1024;

		private int maxOrphans = 32;

		private Duration orphanMaxAge = Duration.ofSeconds(60);

		private int suspectAfter = 3;

		private UnknownReplyPolicy onUnknownReply = UnknownReplyPolicy.RETIRE;

		private Duration drainTimeout = Duration.ofSeconds(30);

		private boolean listen = false;

		private @Nullable AssignedIds assignedIds;

		private Builder() {
		}

		/**
		 * Sets how replies are told apart.
		 * @param ordering {@link Ordering#MATCHED} by default
		 * @return this builder
		 */
		public Builder ordering(Ordering ordering) {
			this.ordering = ordering;
			return this;
		}

		/**
		 * Tells replies apart by their order.
		 * @return this builder
		 */
		public Builder inOrder() {
			return ordering(Ordering.IN_ORDER);
		}

		/**
		 * Sets how many connections are shared.
		 * @param connections 1 by default
		 * @return this builder
		 */
		public Builder connections(int connections) {
			this.connections = connections;
			return this;
		}

		/**
		 * Sets how many requests may be unanswered on one connection.
		 * @param maxInFlight 128 by default
		 * @return this builder
		 */
		public Builder maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Sets how many bytes the unanswered requests of one connection may have
		 * together; a single larger one is sent when it is alone.
		 * @param maxInFlightBytes 8 MiB by default
		 * @return this builder
		 */
		public Builder maxInFlightBytes(long maxInFlightBytes) {
			this.maxInFlightBytes = maxInFlightBytes;
			return this;
		}

		/**
		 * Sets how many replies may be outstanding on one connection for which nobody
		 * waits any more; one more drains it.
		 * @param maxOrphans 32 by default
		 * @return this builder
		 */
		public Builder maxOrphans(int maxOrphans) {
			this.maxOrphans = maxOrphans;
			return this;
		}

		/**
		 * Sets for how long such a reply may be outstanding before the connection is
		 * drained.
		 * @param orphanMaxAge 60 s by default
		 * @return this builder
		 */
		public Builder orphanMaxAge(Duration orphanMaxAge) {
			this.orphanMaxAge = orphanMaxAge;
			return this;
		}

		/**
		 * Sets after how many time-outs in a row, with nothing read meanwhile, a
		 * connection gets no new calls until a ping was answered.
		 * @param suspectAfter 3 by default
		 * @return this builder
		 */
		public Builder suspectAfter(int suspectAfter) {
			this.suspectAfter = suspectAfter;
			return this;
		}

		/**
		 * Sets what becomes of a connection on which a reply comes that answers no
		 * request.
		 * @param onUnknownReply {@link UnknownReplyPolicy#RETIRE} by default
		 * @return this builder
		 */
		public Builder onUnknownReply(UnknownReplyPolicy onUnknownReply) {
			this.onUnknownReply = onUnknownReply;
			return this;
		}

		/**
		 * Sets for how long a connection that gets no new calls may go on until it is
		 * closed.
		 * @param drainTimeout 30 s by default
		 * @return this builder
		 */
		public Builder drainTimeout(Duration drainTimeout) {
			this.drainTimeout = drainTimeout;
			return this;
		}

		/**
		 * Sets whether a thread reads each shared connection while no caller does, for a
		 * server that sends of its own accord.
		 * @param listen {@code false} by default
		 * @return this builder
		 */
		public Builder listen(boolean listen) {
			this.listen = listen;
			return this;
		}

		/**
		 * Lets the client write ids of its own into requests.
		 * @param offset where the id begins in the payload, 0 or more
		 * @param length how many bytes it has, 1 to 8
		 * @return this builder
		 */
		public Builder assignIds(int offset, int length) {
			this.assignedIds = new AssignedIds(offset, length);
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if one is out of range
		 */
		public SharedSettings build() {
			return new SharedSettings(this);
		}

	}

}
