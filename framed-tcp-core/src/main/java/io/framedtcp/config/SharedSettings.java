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
 * How callers share connections, each of which then carries many requests at a time.
 * Immutable.
 *
 * @param ordering in which order replies come
 * @param connections how many connections are shared at most
 * @param maxInFlight how many requests may be unanswered on one connection
 * @param maxInFlightBytes how many bytes the unanswered requests of one connection may
 * have together; a single larger one is sent when it is alone
 * @param maxOrphans how many replies may be outstanding on one connection for which
 * nobody waits any more; one more drains it
 * @param orphanMaxAge for how long such a reply may be outstanding before the connection
 * is drained
 * @param suspectAfter after how many time-outs in a row, with nothing read meanwhile, a
 * connection gets no new calls until a ping was answered
 * @param onUnknownReply what becomes of a connection on which a reply comes that answers
 * no request
 * @param drainTimeout for how long a connection that gets no new calls may go on until it
 * is closed
 * @param listen whether a thread reads each shared connection while no caller does, for a
 * server that sends of its own accord
 * @param assignedIds where the client writes ids of its own, or {@code null} if requests
 * keep the ids that callers give them
 */
public record SharedSettings(Ordering ordering, int connections, int maxInFlight, long maxInFlightBytes, int maxOrphans,
		Duration orphanMaxAge, int suspectAfter, UnknownReplyPolicy onUnknownReply, Duration drainTimeout,
		boolean listen, @Nullable AssignedIds assignedIds) {

	/**
	 * Creates the settings.
	 * @throws IllegalArgumentException if one is out of range
	 */
	public SharedSettings {
		Checks.check(connections >= 1 && connections <= PoolSettings.MAX_CONNECTIONS,
				"'connections' must be 1 to " + PoolSettings.MAX_CONNECTIONS);
		Checks.check(maxInFlight >= 1, "'maxInFlight' must be at least 1");
		Checks.check(maxInFlightBytes >= 1, "'maxInFlightBytes' must be at least 1");
		Checks.check(maxOrphans >= 0, "'maxOrphans' must not be negative");
		Checks.positive("orphanMaxAge", orphanMaxAge);
		Checks.check(suspectAfter >= 1, "'suspectAfter' must be at least 1");
		Checks.notNegative("drainTimeout", drainTimeout);
		Checks.check(assignedIds == null || ordering == Ordering.MATCHED,
				"'assignIds' is of no use with 'ordering' IN_ORDER");
		Checks.check(assignedIds == null || assignedIds.isEnoughFor((long) maxInFlight + maxOrphans),
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
			return new SharedSettings(this.ordering, this.connections, this.maxInFlight, this.maxInFlightBytes,
					this.maxOrphans, this.orphanMaxAge, this.suspectAfter, this.onUnknownReply, this.drainTimeout,
					this.listen, this.assignedIds);
		}

	}

}
