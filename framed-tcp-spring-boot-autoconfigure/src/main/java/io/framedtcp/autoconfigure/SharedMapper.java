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

package io.framedtcp.autoconfigure;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;

/**
 * Maps the properties of shared connections. Some depend on settings that may come from
 * beans: the framing, the matcher and the size of the pool.
 */
final class SharedMapper {

	private final PropertyCheck client;

	private final PropertyCheck check;

	private final PropertyCheck assignIds;

	private final SharedProperties properties;

	private final ConnectionSettings connection;

	private final PoolSettings pool;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param properties properties of the shared connections
	 * @param connection settings of the connections
	 * @param pool settings of the pool
	 */
	SharedMapper(PropertyCheck client, SharedProperties properties, ConnectionSettings connection, PoolSettings pool) {
		this.client = client;
		this.check = client.group("shared");
		this.assignIds = this.check.group("assign-ids");
		this.properties = properties;
		this.connection = connection;
		this.pool = pool;
	}

	/**
	 * Maps the settings.
	 * @return the settings, or {@code null} if callers share no connections
	 */
	@Nullable SharedSettings map() {
		SharedSettings.Builder builder = SharedSettings.builder()
			.ordering(this.properties.ordering())
			.connections(
					this.check.inRange("connections", this.properties.connections(), 1, PoolSettings.MAX_CONNECTIONS))
			.maxInFlight(this.check.atLeast("max-in-flight", this.properties.maxInFlight(), 1))
			.maxInFlightBytes(this.check.longBytes("max-in-flight-bytes", this.properties.maxInFlightBytes()))
			.maxOrphans(this.check.atLeast("max-orphans", this.properties.maxOrphans(), 0))
			.orphanMaxAge(this.check.positive("orphan-max-age", this.properties.orphanMaxAge()))
			.suspectAfter(this.check.atLeast("suspect-after", this.properties.suspectAfter(), 1))
			.onUnknownReply(this.properties.onUnknownReply())
			.drainTimeout(this.check.notNegative("drain-timeout", this.properties.drainTimeout()))
			.listen(this.properties.listen());
		AssignedIds ids = assignedIds();
		if (ids != null) {
			builder.assignIds(ids.offset(), ids.length());
		}
		if (!this.properties.enabled()) {
			return null;
		}
		requireShareable();
		if (this.properties.ordering() == Ordering.IN_ORDER) {
			this.assignIds.require(ids == null, "length", this.properties.assignIds().length(),
					"It has no effect unless " + this.check.name("ordering") + " is matched.");
		}
		else if (ids != null) {
			requireAssignable(ids);
		}
		else {
			requireMatcher();
		}
		return builder.build();
	}

	private @Nullable AssignedIds assignedIds() {
		Integer offset = this.properties.assignIds().offset();
		Integer length = this.properties.assignIds().length();
		if (length == null) {
			this.assignIds.require(offset == null, "length", null, "It must be set with the offset of an id.");
			return null;
		}
		this.assignIds.inRange("length", length, 1, Long.BYTES);
		int maxOffset = Math.max(0, this.connection.maxFrameSize() - length);
		return new AssignedIds((offset != null) ? this.assignIds.inRange("offset", offset, 0, maxOffset) : 0, length);
	}

	private void requireShareable() {
		String framing = this.connection.framing().isRequestEndedByHalfClose() ? "half-close" : "until-close";
		this.check.require(!this.connection.framing().isEndedByClose(), "enabled", true,
				"With the framing " + framing + " a connection carries one request, so callers cannot share it.");
		this.check.require(!this.connection.framing().needsRequest() || this.properties.ordering() == Ordering.IN_ORDER,
				"ordering", this.properties.ordering(),
				"The framing needs the request of each reply, which is known only if replies come in order.");
		this.check.require(
				!this.connection.framing().isReplyOfSeveralFrames() || this.properties.ordering() == Ordering.IN_ORDER,
				"ordering", this.properties.ordering(),
				"A reply has several frames, and a server that answers in another order may mix those of several "
						+ "replies, which no id shows. Let it be in-order if the server answers requests in their "
						+ "order; otherwise " + this.check.name("enabled") + " must be false.");
		this.client.group("pool")
			.require(this.pool.maxUses() != 1, "max-uses", 1,
					"A connection that serves one exchange cannot be shared. Let it be 2 or more, or set "
							+ this.check.name("enabled") + " to false.");
		this.client.require(this.connection.minRequestInterval().isZero(), "min-request-interval",
				this.connection.minRequestInterval(),
				"A server that needs a rest between requests takes one at a time, so " + this.check.name("enabled")
						+ " must be false.");
		ExchangeMatcher matcher = this.connection.matcher();
		this.check.require(this.connection.requestStamper() == null, "enabled", true,
				"A request is stamped when it is known on which connection it goes out, by a bean of type "
						+ "RequestStamper, and callers who share one write at a time of their own.");
		this.check.require(matcher == null || !matcher.isPerConnection(), "enabled", true,
				"A request gets its key before it is known on which connection it goes out, so a matcher of each "
						+ "connection (ExchangeMatcher.perConnection) cannot tell its reply.");
		int maxTotal = this.pool.maxTotal();
		this.check.require(this.properties.connections() <= maxTotal, "connections", this.properties.connections(),
				"It must be 1 to " + this.client.name("pool.max-total") + ", which is " + maxTotal + ".");
	}

	private void requireAssignable(AssignedIds ids) {
		this.assignIds.require(ids.isEnoughFor(inUse()), "length", ids.length(),
				"An id of this length tells at most " + ids(ids.length()) + " requests apart. " + inUseText());
		ExchangeMatcher matcher = this.connection.matcher();
		boolean same = matcher == null || !matcher.tellsRepliesApart()
				|| ExchangeMatcher.equalBytes(ids.offset(), ids.offset(), ids.length())
					.equals(KeyedMatcher.in(matcher));
		this.assignIds.require(same, "length", ids.length(),
				"Replies are found by the ids that the client assigns, at offset " + ids.offset()
						+ ", so a matcher that compares anything else is not asked. Remove the ids, or the matcher, a "
						+ "bean or " + this.client.name("matcher.length") + ".");
	}

	private void requireMatcher() {
		ExchangeMatcher matcher = this.connection.matcher();
		this.check.require(matcher != null && matcher.tellsRepliesApart(), "ordering", "matched",
				"Callers share connections, and the client knows no id to tell their replies apart. Set "
						+ this.client.name("matcher.length") + " or " + this.client.name("matcher.pattern")
						+ ", or a bean of type ExchangeMatcher; or " + this.assignIds.name("length")
						+ " if the server repeats any id; or in-order if it answers requests in their order.");
		KeyedMatcher keyed = KeyedMatcher.in(matcher);
		if (keyed != null) {
			this.check.require(inUse() <= keyed.maxKeys(), "max-in-flight", this.properties.maxInFlight(),
					"The id of the matcher tells at most " + keyed.maxKeys() + " requests apart. " + inUseText());
		}
	}

	private long inUse() {
		return (long) this.properties.maxInFlight() + this.properties.maxOrphans();
	}

	private String inUseText() {
		return this.check.name("max-in-flight") + " and " + this.check.name("max-orphans") + " are " + inUse()
				+ " together, and each needs an id of its own. Lower them, or use a longer id.";
	}

	private static long ids(int length) {
		return 1L << (Byte.SIZE * Math.min(length, Long.BYTES - 1));
	}

}
