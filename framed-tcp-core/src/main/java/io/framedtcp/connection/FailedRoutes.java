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

package io.framedtcp.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The routes that have failed. Callers try them after all others. A probe in the
 * background brings them back, or a caller for whom all others have failed too.
 * <p>
 * A route that is back is on probation for about its last pause. If it fails again
 * meanwhile, the pauses go on to grow. So a route that comes and goes costs callers less
 * and less.
 * <p>
 * Safe for use by many threads.
 */
final class FailedRoutes {

	/** The longest pause between two probes, unless the first is longer. */
	static final Duration MAX_PAUSE = Duration.ofSeconds(30);

	/** After so many time-outs in a row without a byte a route is set aside. */
	static final int MAX_SILENCES = 3;

	private static final Log logger = LogFactory.getLog(FailedRoutes.class);

	private final String client;

	private final long firstPauseNanos;

	private final BackOff backOff;

	private final LongSupplier clock;

	private final Runnable onFailure;

	private final Map<Route, RouteState> states = new ConcurrentHashMap<>();

	/** The routes that there are. */
	private volatile List<Route> known = List.of();

	/**
	 * Creates the record of a client.
	 * @param client name of the client
	 * @param firstPause the first pause; zero to set no route aside
	 * @param random returns a random number from 0 to less than 1
	 * @param clock returns the time in nanoseconds
	 * @param onFailure is run when a route has been set aside
	 */
	FailedRoutes(String client, Duration firstPause, DoubleSupplier random, LongSupplier clock, Runnable onFailure) {
		this.client = client;
		this.firstPauseNanos = TimeUnit.NANOSECONDS.convert(firstPause);
		this.backOff = new BackOff(this.firstPauseNanos, MAX_PAUSE.toNanos(), random);
		this.clock = clock;
		this.onFailure = onFailure;
	}

	/**
	 * Notes which routes there are, and forgets those that are gone.
	 * @param routes the routes
	 * @param complete whether these are all of them
	 */
	void know(Collection<Route> routes, boolean complete) {
		this.known = List.copyOf(routes);
		if (complete && !this.states.isEmpty()) {
			this.states.keySet().retainAll(routes);
		}
	}

	/**
	 * Returns how many routes there are.
	 * @return the number, as of the last connection that was opened
	 */
	int known() {
		return this.known.size();
	}

	/**
	 * Returns whether callers try a route last.
	 * @param route the route
	 * @return whether it has failed
	 */
	boolean isFailed(Route route) {
		RouteState state = this.states.get(route);
		return state != null && state.isFailed();
	}

	/**
	 * Returns whether nobody should use the idle connections of a route either.
	 * @param route the route
	 * @return whether it answers nothing, and there is another that has not failed
	 */
	boolean isLeft(Route route) {
		if (this.states.isEmpty()) {
			return false;
		}
		RouteState state = this.states.get(route);
		return state != null && state.isFailed() && state.failure() == RouteFailure.SILENT
				&& this.known.stream().anyMatch((other) -> !isFailed(other));
	}

	/**
	 * Sets a route aside, unless it is, or is the only one.
	 * @param route the route
	 * @param failure what has failed
	 * @param summary what happened, for the log
	 * @return whether it is set aside only now
	 */
	boolean failed(Route route, RouteFailure failure, String summary) {
		if (this.firstPauseNanos == 0 || this.known.size() < 2) {
			return false;
		}
		RouteState state = this.states.computeIfAbsent(route, (key) -> new RouteState(this.backOff));
		boolean first = state.failed(failure, summary, this.clock.getAsLong());
		if (first) {
			this.onFailure.run();
		}
		return first;
	}

	/**
	 * Tells the log that a route is set aside, unless it knows.
	 * @param route the route
	 */
	void announce(Route route) {
		RouteState state = this.states.get(route);
		if (state != null && state.isToBeAnnounced()) {
			logger.warn("Client '" + this.client + "': " + route
					+ " is set aside, connections are opened to other addresses: " + state.summary());
		}
	}

	/**
	 * Notes that a caller has got a connection.
	 * @param route where to
	 */
	void connected(Route route) {
		RouteState state = this.states.get(route);
		if (state == null) {
			return;
		}
		if (!state.isFailed()) {
			if (state.isProbationOver(this.clock.getAsLong())) {
				this.states.remove(route, state);
			}
		}
		else if (state.failure().isDisprovedByOpening()) {
			readmit(route, state, true);
		}
	}

	/**
	 * Notes that something was received from a server.
	 * @param route how it is connected
	 */
	void answered(Route route) {
		if (this.states.isEmpty()) {
			return;
		}
		RouteState state = this.states.get(route);
		if (state == null) {
			return;
		}
		if (state.isFailed() && !state.failure().isDisprovedByOpening()) {
			readmit(route, state, true);
		}
		if (state.answered()) {
			this.states.remove(route, state);
		}
	}

	/**
	 * Notes that a request ran out of time before a single byte came back.
	 * @param route how the server is connected
	 */
	void unanswered(Route route) {
		if (this.firstPauseNanos == 0 || this.known.size() < 2) {
			return;
		}
		RouteState state = this.states.computeIfAbsent(route, (key) -> new RouteState(this.backOff));
		if (state.unanswered() >= MAX_SILENCES && failed(route, RouteFailure.SILENT,
				"it accepts connections, but the last requests ran out of time without a byte from it")) {
			announce(route);
		}
	}

	/**
	 * Returns the time until a route is to be probed.
	 * @return nanoseconds; {@link Long#MAX_VALUE} if none has failed
	 */
	long nanosUntilProbe() {
		if (this.states.isEmpty()) {
			return Long.MAX_VALUE;
		}
		long now = this.clock.getAsLong();
		return this.states.values()
			.stream()
			.mapToLong((state) -> state.nanosUntilProbe(now))
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/**
	 * Returns what is to be probed.
	 * @return the route that waits for it longest, if one does
	 */
	@Nullable Route toProbe() {
		long now = this.clock.getAsLong();
		Route first = null;
		long least = 1;
		for (Map.Entry<Route, RouteState> entry : this.states.entrySet()) {
			long nanos = entry.getValue().nanosUntilProbe(now);
			if (nanos < least) {
				least = nanos;
				first = entry.getKey();
			}
		}
		return first;
	}

	/**
	 * Returns what had failed on a route.
	 * @param route the route
	 * @return the last failure; {@code null} if it has not failed
	 */
	@Nullable RouteFailure failure(Route route) {
		RouteState state = this.states.get(route);
		return (state != null && state.isFailed()) ? state.failure() : null;
	}

	/**
	 * Notes that a probe has failed.
	 * @param route what was probed
	 * @param failure what failed
	 * @param summary what happened, for the log
	 */
	void probeFailed(Route route, RouteFailure failure, String summary) {
		logger.debug("Client '" + this.client + "': " + route + " stays set aside: " + summary);
		RouteState state = this.states.get(route);
		if (state != null) {
			state.probeFailed(failure, summary, this.clock.getAsLong());
			announce(route);
		}
	}

	/**
	 * Notes that a probe has succeeded.
	 * @param route what was probed
	 * @param answered whether the server has answered
	 */
	void probeSucceeded(Route route, boolean answered) {
		RouteState state = this.states.get(route);
		if (state != null) {
			readmit(route, state, answered);
		}
	}

	private void readmit(Route route, RouteState state, boolean answered) {
		long now = this.clock.getAsLong();
		long failedAt = state.failedAt();
		if (state.readmit(now, answered)) {
			logger.info("Client '" + this.client + "': " + route + " is used again after "
					+ Duration.ofNanos(now - failedAt).toMillis() + " ms");
		}
		else {
			logger.debug("Client '" + this.client + "': " + route + " is used again");
		}
	}

}
