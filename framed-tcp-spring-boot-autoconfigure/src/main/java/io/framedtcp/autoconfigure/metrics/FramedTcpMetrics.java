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

package io.framedtcp.autoconfigure.metrics;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;

/**
 * Binds the counts and statistics of pools to a registry. Each meter is tagged with the
 * name of the client.
 */
public class FramedTcpMetrics implements MeterBinder {

	private final List<FramedConnectionPool> pools;

	/**
	 * Creates a binder.
	 * @param pool the pool to meter
	 */
	public FramedTcpMetrics(FramedConnectionPool pool) {
		this(List.of(pool));
	}

	/**
	 * Creates a binder.
	 * @param pools the pools to meter; if two name the same client, the first is metered
	 */
	public FramedTcpMetrics(Collection<FramedConnectionPool> pools) {
		this.pools = List.copyOf(pools);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.pools.forEach((pool) -> new PoolMeters(registry, pool, Tags.of("client", pool.client())).bind());
	}

	/**
	 * Meters of one pool.
	 *
	 * @param registry registry of the meters
	 * @param pool pool to meter
	 * @param tags tags of the meters
	 */
	private record PoolMeters(MeterRegistry registry, FramedConnectionPool pool, Tags tags) {

		void bind() {
			gauge("connections.max", "Most connections that may be open", (pool) -> pool.counts().maxTotal());
			gauge("connections.active", "Connections in use", (pool) -> pool.counts().active());
			gauge("connections.idle", "Connections that are open and free", (pool) -> pool.counts().idle());
			gauge("callers.waiting", "Callers that wait for a connection, or for a place on a shared one",
					(pool) -> pool.counts().waiting());
			counter("callers.refused", "Callers that got no connection", (pool) -> pool.statistics().refused());
			counter("exchanges.retried", "Exchanges that were repeated", (pool) -> pool.statistics().retried());
			counter("frames.unsolicited", "Frames that answered no request", (pool) -> pool.statistics().unsolicited());
			counter("connections.leaks.suspected", "Connections held for longer than the leak detection threshold",
					(pool) -> pool.statistics().leaksSuspected());
			counter("connections.opened", "Connections opened", (pool) -> pool.statistics().opened());
			counter("connections.failed", "Attempts to open a connection that failed",
					(pool) -> pool.statistics().connectFailures());
			for (CloseReason reason : CloseReason.values()) {
				counter("connections.closed", "Connections closed", null,
						this.tags.and("reason", reason.name().toLowerCase(Locale.ROOT)),
						(pool) -> pool.statistics().closed().getOrDefault(reason, 0L));
			}
			counter("traffic.sent", "Bytes written to connections, framing included", BaseUnits.BYTES, this.tags,
					(pool) -> pool.connections().traffic().bytesSent());
			counter("traffic.received", "Bytes read from connections, framing included", BaseUnits.BYTES, this.tags,
					(pool) -> pool.connections().traffic().bytesReceived());
			if (this.pool.sharing() != null) {
				bindShared();
			}
		}

		private void bindShared() {
			sharedGauge("connections", "Connections that callers share now", SharingStatus::connections);
			sharedGauge("inflight", "Requests without a reply whose callers wait", SharingStatus::inFlight);
			sharedGauge("waiting", "Callers that wait for a place on a shared connection", SharingStatus::waiting);
			sharedGauge("orphans", "Replies outstanding that nobody waits for any more", SharingStatus::orphans);
			sharedCounter("frames", "Frames written to shared connections", this.tags, SharingStatus::frames);
			sharedCounter("writes", "Writes that these frames took", this.tags, SharingStatus::writes);
			sharedCounter("replies.late", "Replies discarded as their callers had given up", this.tags,
					SharingStatus::lateReplies);
			for (CloseReason reason : CloseReason.values()) {
				sharedCounter("drained", "Shared connections that got no new calls any more",
						this.tags.and("reason", reason.name().toLowerCase(Locale.ROOT)),
						(sharing) -> sharing.drained().getOrDefault(reason, 0L));
			}
		}

		private void sharedGauge(String name, String description, ToDoubleFunction<SharingStatus> value) {
			gauge("shared." + name, description, ofSharing(value));
		}

		private void sharedCounter(String name, String description, Tags tags, ToDoubleFunction<SharingStatus> count) {
			counter("shared." + name, description, null, tags, ofSharing(count));
		}

		private static ToDoubleFunction<FramedConnectionPool> ofSharing(ToDoubleFunction<SharingStatus> value) {
			return (pool) -> {
				SharingStatus sharing = pool.sharing();
				return (sharing != null) ? value.applyAsDouble(sharing) : 0;
			};
		}

		private void gauge(String name, String description, ToDoubleFunction<FramedConnectionPool> value) {
			Gauge.builder("framedtcp." + name, this.pool, value)
				.description(description)
				.tags(this.tags)
				.register(this.registry);
		}

		private void counter(String name, String description, ToDoubleFunction<FramedConnectionPool> count) {
			counter(name, description, null, this.tags, count);
		}

		private void counter(String name, String description, @Nullable String unit, Tags tags,
				ToDoubleFunction<FramedConnectionPool> count) {
			FunctionCounter.builder("framedtcp." + name, this.pool, count)
				.description(description)
				.baseUnit(unit)
				.tags(tags)
				.register(this.registry);
		}

	}

}
