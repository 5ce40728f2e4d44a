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

package io.framedtcp.sample;

import java.net.InetSocketAddress;
import java.time.Duration;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.autoconfigure.metrics.FramedTcpMetrics;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * Lets callers ask for prices through the template and, where the price server is our
 * own, as many through a {@link NaivePool} of the same size. Our own server also answers
 * many requests on one connection, and its replies begin with the symbol: so the callers
 * can share a connection, and a reply is found by its symbol.
 */
@Component
class LoadGenerator implements DisposableBean {

	static final int MAX_CALLERS = 64;

	private final Callers callers;

	private final @Nullable NaivePool naivePool;

	private final @Nullable Callers naiveCallers;

	private final FramedTcpTemplate template;

	private final @Nullable FramedTcpTemplate sharing;

	private volatile int count;

	private volatile boolean shared;

	LoadGenerator(FramedTcpTemplate template, FramedConnectionPool pool, ObjectProvider<PriceServer> embeddedServer,
			MeterRegistry meters, @Value("${framed-tcp.response-timeout}") Duration responseTimeout) {
		this.template = template;
		this.callers = new Callers("caller", (symbol) -> chosen().convertSendAndReceive(symbol, String.class));
		PriceServer server = embeddedServer.getIfAvailable();
		this.sharing = (server != null) ? sharing(server, responseTimeout, meters) : null;
		this.naivePool = (server != null) ? new NaivePool(new InetSocketAddress(server.host(), server.port()),
				pool.counts().maxTotal(), responseTimeout) : null;
		this.naiveCallers = (this.naivePool != null) ? new Callers("naive-caller", this.naivePool) : null;
	}

	private static FramedTcpTemplate sharing(PriceServer server, Duration responseTimeout, MeterRegistry meters) {
		FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
			.client("shared")
			.responseTimeout(responseTimeout)
			.matcher(ExchangeMatcher.equalBytes(0, 0, Callers.SYMBOL_LENGTH))
			.pool((pool) -> pool.maxTotal(1))
			.shared((shared) -> shared.maxOrphans(MAX_CALLERS))
			.build();
		new FramedTcpMetrics(template.getPool()).bindTo(meters);
		return template;
	}

	private FramedTcpTemplate chosen() {
		return (this.shared && this.sharing != null) ? this.sharing : this.template;
	}

	/**
	 * Return the pool that callers use now.
	 * @return the pool of the template, or that of the shared connection
	 */
	FramedConnectionPool pool() {
		return chosen().getPool();
	}

	/**
	 * Return whether callers can share a connection.
	 * @return whether the price server is our own
	 */
	boolean isShareable() {
		return this.sharing != null;
	}

	/**
	 * Let callers share one connection from now on, or no longer.
	 * @param shared whether they are to
	 * @throws IllegalStateException if they cannot
	 */
	void share(boolean shared) {
		Assert.state(isShareable(),
				"The price server is not ours: nobody knows whether a connection takes several requests at a time");
		this.shared = shared;
	}

	int count() {
		return this.count;
	}

	/**
	 * Let a number of callers ask from now on.
	 * @param count how many, 0 to 64
	 */
	synchronized void start(int count) {
		Assert.isTrue(count >= 0 && count <= MAX_CALLERS, () -> "There can be 0 to " + MAX_CALLERS + " callers");
		this.count = count;
		this.callers.start(count);
		if (this.naiveCallers != null) {
			this.naiveCallers.start(count);
		}
	}

	CallStatistics.Counts counts() {
		return this.callers.counts();
	}

	/**
	 * Return what the callers of the naive pool have got.
	 * @return the counts, or {@code null} if there is no such pool
	 */
	CallStatistics.@Nullable Counts naiveCounts() {
		return (this.naiveCallers != null) ? this.naiveCallers.counts() : null;
	}

	@Override
	public void destroy() {
		this.callers.close();
		if (this.naivePool != null && this.naiveCallers != null) {
			this.naiveCallers.close();
			this.naivePool.close();
		}
		if (this.sharing != null) {
			this.sharing.close();
		}
	}

}
