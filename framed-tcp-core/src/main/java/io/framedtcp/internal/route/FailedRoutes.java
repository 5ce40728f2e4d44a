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

package io.framedtcp.internal.route;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The failed routes, which callers try after all others. A route comes back after a
 * successful probe in the background, or after a caller has succeeded with it because all
 * others failed.
 * <p>
 * A route that is back is on probation for about its last pause. If it fails during that
 * time, the pauses continue to grow. So an unstable route costs callers less and less.
 * <p>
 * Safe for use by many threads.
 */
public final class FailedRoutes {

	/** The longest pause between two probes, unless the first is longer. */
	static final Duration MAX_PAUSE = Duration.ofSeconds(30);

	/**
	 * The number of time-outs in a row without a byte after which a route is marked as
	 * failed.
	 */
	static final int MAX_SILENCES = 3;

	private static final Log logger = LogFactory.getLog(FailedRoutes.class);

	private final String client;

	private final BackOff backOff;

	private final LongSupplier clock;

	private final Runnable onFailure;

	/** Guarded by this, including the states themselves. */
	private final Map<Route, State> states = new HashMap<>();

	/** All known routes. */
	private volatile List<Route> known = List.of();

	/**
	 * Creates the record of a client.
	 * @param client the name of the client
	 * @param firstPause the first pause; zero to mark no route as failed
	 * @param random returns a random number from 0 to less than 1
	 * @param clock returns the time in nanoseconds
	 * @param onFailure runs when a route has been marked as failed
	 */
	public FailedRoutes(String client, Duration firstPause, DoubleSupplier random, LongSupplier clock,
			Runnable onFailure) {
		this.client = client;
		this.backOff = new BackOff(TimeUnit.NANOSECONDS.convert(firstPause), MAX_PAUSE.toNanos(), random);
		this.clock = clock;
		this.onFailure = onFailure;
	}

	/**
	 * Notes the existing routes, and forgets routes that no longer exist.
	 * @param routes the routes
	 * @param complete whether these are all routes; otherwise none is forgotten
	 */
	synchronized void know(Collection<Route> routes, boolean complete) {
		this.known = List.copyOf(routes);
		if (complete) {
			this.states.keySet().retainAll(routes);
		}
	}

	int known() {
		return this.known.size();
	}

	/**
	 * Returns whether no failure of any route is remembered.
	 * @return {@code false} if a route has failed or left a request unanswered
	 */
	synchronized boolean isEmpty() {
		return this.states.isEmpty();
	}

	/**
	 * Returns whether callers try a route last.
	 * @param route the route
	 * @return whether it has failed
	 */
	boolean isFailed(Route route) {
		return failure(route) != null;
	}

	/**
	 * Returns the failure of a route.
	 * @param route the route
	 * @return the last failure; {@code null} if it has not failed
	 */
	public synchronized @Nullable RouteFailure failure(Route route) {
		State state = this.states.get(route);
		return (state != null && state.failed) ? state.failure : null;
	}

	/**
	 * Returns whether even the idle connections of a route should not be used.
	 * @param route the route
	 * @return whether the route answers nothing, and another one has not failed
	 */
	public boolean isLeft(Route route) {
		return failure(route) == RouteFailure.SILENT && this.known.stream().anyMatch((other) -> !isFailed(other));
	}

	/**
	 * Marks a route as failed, unless it is the only one.
	 * @param route the route
	 * @param failure the kind of failure
	 * @param summary a description for the log
	 */
	public void failed(Route route, RouteFailure failure, String summary) {
		if (isAlone()) {
			return;
		}
		boolean first;
		synchronized (this) {
			first = state(route).fail(failure, summary);
		}
		if (first) {
			this.onFailure.run();
		}
		if (!failure.isDisprovedByOpening()) {
			announce(route);
		}
	}

	private boolean isAlone() {
		return this.backOff.firstNanos() == 0 || this.known.size() < 2;
	}

	private long now() {
		return this.clock.getAsLong();
	}

	private State state(Route route) {
		return this.states.computeIfAbsent(route, (key) -> new State());
	}

	/**
	 * Notes that a caller has got a connection. Now another route is known to work, so
	 * the failed ones are logged.
	 * @param route the route of the connection
	 */
	public void connected(Route route) {
		works(route, false);
		this.known.forEach(this::announce);
	}

	/**
	 * Notes that bytes were received from a server.
	 * @param route the route to the server
	 */
	void answered(Route route) {
		works(route, true);
	}

	private void works(Route route, boolean answered) {
		readmit(route, (failure) -> failure.isDisprovedByOpening() != answered, true);
		synchronized (this) {
			State state = this.states.get(route);
			if (state != null && state.isForgottenAfter(answered)) {
				this.states.remove(route);
			}
		}
	}

	private void announce(Route route) {
		String summary;
		synchronized (this) {
			State state = this.states.get(route);
			if (state == null || !state.failed || state.news == null) {
				return;
			}
			summary = state.news;
			state.news = null;
		}
		logger.warn("Client '" + this.client + "': " + route
				+ " is marked as failed, connections are opened to other addresses: " + summary);
	}

	/**
	 * Notes that a server closed a connection without any answer.
	 * @param route the route to the server
	 */
	public void closed(Route route) {
		failed(route, RouteFailure.CLOSED, "it accepted a connection and closed it without an answer");
	}

	/**
	 * Notes that a request timed out before the first byte of a reply.
	 * @param route the route to the server
	 */
	void unanswered(Route route) {
		boolean silent;
		synchronized (this) {
			silent = !isAlone() && ++state(route).silences >= MAX_SILENCES;
		}
		if (silent) {
			failed(route, RouteFailure.SILENT,
					"it accepts connections, but the last requests ran out of time without a byte from it");
		}
	}

	/**
	 * Returns the time until the next probe.
	 * @return nanoseconds; zero or less if a probe is due; {@link Long#MAX_VALUE} if no
	 * route has failed
	 */
	public synchronized long nanosUntilProbe() {
		return this.states.values().stream().mapToLong(State::nanosUntilProbe).min().orElse(Long.MAX_VALUE);
	}

	/**
	 * Returns the next route to probe.
	 * @return the route whose probe is longest overdue; {@code null} if none is due
	 */
	public synchronized @Nullable Route toProbe() {
		return this.states.entrySet()
			.stream()
			.filter((each) -> each.getValue().nanosUntilProbe() <= 0)
			.min(Comparator.comparingLong((each) -> each.getValue().probeAt - now()))
			.map(Map.Entry::getKey)
			.orElse(null);
	}

	/**
	 * Notes that a probe has failed.
	 * @param route the probed route
	 * @param failure the kind of failure
	 * @param summary a description for the log
	 */
	public void probeFailed(Route route, RouteFailure failure, String summary) {
		logger.debug("Client '" + this.client + "': " + route + " stays marked as failed: " + summary);
		synchronized (this) {
			State state = this.states.get(route);
			if (state != null && state.failed) {
				state.probeFailed(failure, summary);
			}
		}
		announce(route);
	}

	/**
	 * Notes that a probe has succeeded.
	 * @param route the probed route
	 * @param answered whether the server has answered
	 */
	public void probeSucceeded(Route route, boolean answered) {
		readmit(route, (failure) -> true, answered);
	}

	/**
	 * Uses a route again.
	 * @param route the route
	 * @param disproved returns whether a failure is now disproved
	 * @param answered whether the server has answered; otherwise the next time-out marks
	 * the route as failed again
	 */
	private void readmit(Route route, Predicate<RouteFailure> disproved, boolean answered) {
		boolean announced;
		long nanos;
		synchronized (this) {
			State state = this.states.get(route);
			if (state == null || !state.failed || !disproved.test(state.failure)) {
				return;
			}
			announced = state.news == null;
			nanos = now() - state.since;
			state.readmit(answered);
		}
		String message = "Client '" + this.client + "': " + route + " is used again after "
				+ TimeUnit.NANOSECONDS.toMillis(nanos) + " ms";
		if (announced) {
			logger.info(message);
		}
		else {
			logger.debug(message);
		}
	}

	/**
	 * The state of a route that has failed or left a request unanswered.
	 */
	private final class State {

		private boolean failed;

		private RouteFailure failure = RouteFailure.CONNECT;

		/** A failure that is not logged yet. */
		private @Nullable String news;

		private int doublings;

		private long pauseNanos;

		private long probeAt;

		/** Whether it has failed before, and was readmitted. */
		private boolean readmitted;

		/** When it failed, or was readmitted. */
		private long since;

		private int silences;

		boolean fail(RouteFailure failure, String summary) {
			if (this.failed) {
				failedAgain(failure, summary);
				return false;
			}
			boolean again = this.readmitted && (!failure.isDisprovedByOpening() || isOnProbation());
			this.doublings = again ? this.doublings + 1 : 0;
			// Repeating a login at once may lock an account.
			boolean paused = again || failure == RouteFailure.INITIALIZE || failure == RouteFailure.PROXY;
			BackOff backOff = FailedRoutes.this.backOff;
			pause(paused ? backOff.pauseNanos(this.doublings) : backOff.phaseNanos());
			this.failure = failure;
			this.news = summary;
			this.since = now();
			this.failed = true;
			return true;
		}

		private void failedAgain(RouteFailure failure, String summary) {
			this.failure = failure;
			this.news = (this.news != null) ? summary : null;
		}

		void probeFailed(RouteFailure failure, String summary) {
			failedAgain(failure, summary);
			this.doublings++;
			pause(FailedRoutes.this.backOff.pauseNanos(this.doublings));
		}

		private void pause(long nanos) {
			this.pauseNanos = nanos;
			this.probeAt = now() + nanos;
		}

		long nanosUntilProbe() {
			return this.failed ? this.probeAt - now() : Long.MAX_VALUE;
		}

		void readmit(boolean answered) {
			this.failed = false;
			this.readmitted = true;
			this.since = now();
			this.silences = answered ? 0 : MAX_SILENCES - 1;
		}

		private boolean isOnProbation() {
			return now() - this.since < Math.max(this.pauseNanos, FailedRoutes.this.backOff.firstNanos());
		}

		// Once it works, and nothing more must be remembered.
		boolean isForgottenAfter(boolean answered) {
			this.silences = answered ? 0 : this.silences;
			boolean probation = this.readmitted && this.failure.isDisprovedByOpening();
			return !this.failed && this.silences == 0 && (probation ? !isOnProbation() : answered);
		}

	}

}
