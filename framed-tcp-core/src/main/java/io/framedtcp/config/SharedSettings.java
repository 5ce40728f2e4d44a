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
 * The settings of shared connections. Each connection carries many requests at the same
 * time. Immutable.
 *
 * @param ordering how replies are matched to requests
 * @param connections the maximum number of shared connections
 * @param maxInFlight the maximum number of unanswered requests on one connection
 * @param maxInFlightBytes the maximum total size of these requests in bytes; a larger
 * request is sent when it is the only one
 * @param maxOrphans the maximum number of orphans on one connection: outstanding replies
 * whose callers have given up; one more drains the connection
 * @param orphanMaxAge the age of an orphan at which the connection is drained
 * @param suspectAfter the number of successive time-outs, with nothing read, after which
 * a connection gets no new calls until a ping is answered
 * @param onUnknownReply the policy for a reply that answers no request
 * @param drainTimeout the maximum time that a draining connection may take to finish its
 * calls
 * @param listen whether a thread reads each shared connection while no caller does, for a
 * server that sends frames unasked
 * @param assignedIds the position of ids that the client writes, or {@code null} if
 * requests keep the callers' ids
 */
public record SharedSettings(Ordering ordering, int connections, int maxInFlight, long maxInFlightBytes, int maxOrphans,
		Duration orphanMaxAge, int suspectAfter, UnknownReplyPolicy onUnknownReply, Duration drainTimeout,
		boolean listen, @Nullable AssignedIds assignedIds) {

	/**
	 * Creates the settings.
	 * @throws IllegalArgumentException if a value is out of range
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
	 * Returns a builder with the defaults.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Builder for {@link SharedSettings}.
	 */
	public static final class Builder {

		private Ordering ordering = Ordering.MATCHED;

		private int connections = 1;

		private int maxInFlight = 128;

		private long maxInFlightBytes = 8 * 1024 * 1024;

		private int maxOrphans = 32;

		private Duration orphanMaxAge = Duration.ofSeconds(60);

		private int suspectAfter = 3;

		private UnknownReplyPolicy onUnknownReply = UnknownReplyPolicy.CLOSE;

		private Duration drainTimeout = Duration.ofSeconds(30);

		private boolean listen = false;

		private @Nullable AssignedIds assignedIds;

		private Builder() {
		}

		/**
		 * Sets how replies are matched to requests.
		 * @param ordering {@link Ordering#MATCHED} by default
		 * @return this builder
		 */
		public Builder ordering(Ordering ordering) {
			this.ordering = ordering;
			return this;
		}

		/**
		 * Matches replies to requests by their order.
		 * @return this builder
		 */
		public Builder inOrder() {
			return ordering(Ordering.IN_ORDER);
		}

		/**
		 * Sets the maximum number of shared connections.
		 * @param connections 1 by default
		 * @return this builder
		 */
		public Builder connections(int connections) {
			this.connections = connections;
			return this;
		}

		/**
		 * Sets the maximum number of unanswered requests on one connection.
		 * @param maxInFlight 128 by default
		 * @return this builder
		 */
		public Builder maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Sets the maximum total size of the unanswered requests on one connection. A
		 * larger request is sent when it is the only one.
		 * @param maxInFlightBytes the size in bytes; 8 MiB by default
		 * @return this builder
		 */
		public Builder maxInFlightBytes(long maxInFlightBytes) {
			this.maxInFlightBytes = maxInFlightBytes;
			return this;
		}

		/**
		 * Sets the maximum number of orphans on one connection: outstanding replies whose
		 * callers have given up. One more drains the connection.
		 * @param maxOrphans 32 by default
		 * @return this builder
		 */
		public Builder maxOrphans(int maxOrphans) {
			this.maxOrphans = maxOrphans;
			return this;
		}

		/**
		 * Sets the age of an orphan at which the connection is drained.
		 * @param orphanMaxAge 60 s by default
		 * @return this builder
		 */
		public Builder orphanMaxAge(Duration orphanMaxAge) {
			this.orphanMaxAge = orphanMaxAge;
			return this;
		}

		/**
		 * Sets the number of successive time-outs, with nothing read, after which a
		 * connection gets no new calls until a ping is answered.
		 * @param suspectAfter 3 by default
		 * @return this builder
		 */
		public Builder suspectAfter(int suspectAfter) {
			this.suspectAfter = suspectAfter;
			return this;
		}

		/**
		 * Sets the policy for a reply that answers no request.
		 * @param onUnknownReply {@link UnknownReplyPolicy#CLOSE} by default
		 * @return this builder
		 */
		public Builder onUnknownReply(UnknownReplyPolicy onUnknownReply) {
			this.onUnknownReply = onUnknownReply;
			return this;
		}

		/**
		 * Sets the maximum time that a draining connection may take to finish its calls.
		 * Then it is closed.
		 * @param drainTimeout 30 s by default
		 * @return this builder
		 */
		public Builder drainTimeout(Duration drainTimeout) {
			this.drainTimeout = drainTimeout;
			return this;
		}

		/**
		 * Sets whether a thread reads each shared connection while no caller does, for a
		 * server that sends frames unasked.
		 * @param listen {@code false} by default
		 * @return this builder
		 */
		public Builder listen(boolean listen) {
			this.listen = listen;
			return this;
		}

		/**
		 * Lets the client write its own ids into requests.
		 * @param offset the offset of the id in the payload, 0 or more
		 * @param length the length of the id in bytes, 1 to 8
		 * @return this builder
		 */
		public Builder assignIds(int offset, int length) {
			this.assignedIds = new AssignedIds(offset, length);
			return this;
		}

		/**
		 * Builds the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if a value is out of range
		 */
		public SharedSettings build() {
			return new SharedSettings(this.ordering, this.connections, this.maxInFlight, this.maxInFlightBytes,
					this.maxOrphans, this.orphanMaxAge, this.suspectAfter, this.onUnknownReply, this.drainTimeout,
					this.listen, this.assignedIds);
		}

	}

}
