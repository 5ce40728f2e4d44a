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

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.framedtcp.connection.RetireReason;
import io.framedtcp.pool.FramedConnectionPool;

/**
 * Binds the counts and statistics of pools to a registry, each meter tagged with the name
 * of the client.
 */
public class FramedTcpMetrics implements MeterBinder {

	private static final String CONNECTIONS = "framedtcp.connections";

	private static final String EXCHANGES = "framedtcp.exchanges";

	private static final String FRAMES = "framedtcp.frames";

	private static final String TRAFFIC = "framedtcp.traffic";

	private static final String CALLERS = "framedtcp.callers";

	private final List<FramedConnectionPool> pools;

	/**
	 * Create a binder.
	 * @param pool whose meters to bind
	 */
	public FramedTcpMetrics(FramedConnectionPool pool) {
		this(List.of(pool));
	}

	/**
	 * Create a binder.
	 * @param pools whose meters to bind; of those that name the same client, the first
	 * only
	 */
	public FramedTcpMetrics(Collection<FramedConnectionPool> pools) {
		this.pools = List.copyOf(pools);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (FramedConnectionPool pool : this.pools) {
			Tags tags = Tags.of("client", pool.client());
			bindGauges(pool, registry, tags);
			bindCounters(pool, registry, tags);
			bindTraffic(pool, registry, tags);
		}
	}

	private void bindGauges(FramedConnectionPool pool, MeterRegistry registry, Tags tags) {
		Gauge.builder(CONNECTIONS + ".max", pool, (source) -> source.counts().maxTotal())
			.tags(tags)
			.description("Most connections that may be open")
			.register(registry);
		Gauge.builder(CONNECTIONS + ".active", pool, (source) -> source.counts().active())
			.tags(tags)
			.description("Connections in use")
			.register(registry);
		Gauge.builder(CONNECTIONS + ".idle", pool, (source) -> source.counts().idle())
			.tags(tags)
			.description("Connections that are open and free")
			.register(registry);
		Gauge.builder(CALLERS + ".waiting", pool, (source) -> source.counts().waiting())
			.tags(tags)
			.description("Callers that wait for a connection")
			.register(registry);
	}

	private void bindTraffic(FramedConnectionPool pool, MeterRegistry registry, Tags tags) {
		FunctionCounter.builder(TRAFFIC + ".sent", pool, (source) -> source.connections().traffic().bytesSent())
			.tags(tags)
			.baseUnit(BaseUnits.BYTES)
			.description("Bytes written to connections, framing included")
			.register(registry);
		FunctionCounter.builder(TRAFFIC + ".received", pool, (source) -> source.connections().traffic().bytesReceived())
			.tags(tags)
			.baseUnit(BaseUnits.BYTES)
			.description("Bytes read from connections, framing included")
			.register(registry);
	}

	private void bindCounters(FramedConnectionPool pool, MeterRegistry registry, Tags tags) {
		FunctionCounter.builder(CALLERS + ".refused", pool, (source) -> source.statistics().refused())
			.tags(tags)
			.description("Callers that got no connection")
			.register(registry);
		FunctionCounter.builder(EXCHANGES + ".retried", pool, (source) -> source.statistics().retried())
			.tags(tags)
			.description("Exchanges that were repeated")
			.register(registry);
		FunctionCounter.builder(FRAMES + ".unsolicited", pool, (source) -> source.statistics().unsolicited())
			.tags(tags)
			.description("Frames that answered no request")
			.register(registry);
		FunctionCounter
			.builder(CONNECTIONS + ".leaks.suspected", pool, (source) -> source.statistics().leaksSuspected())
			.tags(tags)
			.description("Connections held for longer than the leak detection threshold")
			.register(registry);
		FunctionCounter.builder(CONNECTIONS + ".opened", pool, (source) -> source.statistics().opened())
			.tags(tags)
			.description("Connections opened")
			.register(registry);
		FunctionCounter.builder(CONNECTIONS + ".failed", pool, (source) -> source.statistics().connectFailures())
			.tags(tags)
			.description("Attempts to open a connection that failed")
			.register(registry);
		for (RetireReason reason : RetireReason.values()) {
			FunctionCounter
				.builder(CONNECTIONS + ".retired", pool,
						(source) -> source.statistics().retired().getOrDefault(reason, 0L))
				.tags(tags.and("reason", reason.name().toLowerCase(Locale.ROOT)))
				.description("Connections closed for good")
				.register(registry);
		}
	}

}
