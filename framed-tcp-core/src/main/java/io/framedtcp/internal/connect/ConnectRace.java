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

package io.framedtcp.internal.connect;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.route.RouteFailure;
import io.framedtcp.internal.route.RouteQueue;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectStep;

/**
 * Opens a TCP connection by the first of several routes that accepts (RFC 8305, section
 * 5). The next attempt begins when the last one has failed or has exceeded the attempt
 * delay. A slow attempt goes on meanwhile. Once one connection is open, the others are
 * closed.
 * <p>
 * All happens in the caller's thread, with non-blocking channels and one selector. A
 * single route needs no selector. If no selector can be opened, the routes are tried one
 * after the other and share the time.
 */
final class ConnectRace {

	private static final long MIN_DELAY_NANOS = 10_000_000;

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	private final RouteQueue routes;

	private final FailedRoutes failedRoutes;

	private final Deadline deadline;

	private final boolean hurried;

	private final ConnectCancellation cancellation;

	private final List<AttemptFailedException> failures = new ArrayList<>();

	private final List<ConnectAttempt> running = new ArrayList<>();

	private long delayNanos;

	private long nextStart;

	private volatile @Nullable Selector selector;

	private volatile boolean closed;

	/**
	 * Creates a race.
	 * @param settings the settings to open connections with
	 * @param watchdog closes the race when the client is closed
	 * @param routes the routes to try
	 * @param failedRoutes notified of routes that fail
	 * @param deadline deadline for an open connection
	 * @param hurried whether the caller's deadline is so short that a time-out proves
	 * little about a route
	 * @param cancellation ends the race
	 */
	ConnectRace(ConnectionSettings settings, Watchdog watchdog, RouteQueue routes, FailedRoutes failedRoutes,
			Deadline deadline, boolean hurried, ConnectCancellation cancellation) {
		this.settings = settings;
		this.watchdog = watchdog;
		this.routes = routes;
		this.failedRoutes = failedRoutes;
		this.deadline = deadline;
		this.hurried = hurried;
		this.cancellation = cancellation;
	}

	/**
	 * Returns the delay between two attempts. If the time is short for the number of
	 * routes, so is the delay: the last attempt begins at half of the time, at the
	 * latest.
	 * @param attemptDelay the configured delay
	 * @param deadline deadline for an open connection
	 * @param routes how many routes there are
	 * @return nanoseconds
	 */
	static long delayNanos(Duration attemptDelay, Deadline deadline, int routes) {
		long share = deadline.remainingNanos() / 2 / Math.max(1, routes - 1);
		return Math.max(MIN_DELAY_NANOS, Math.min(TimeUnit.NANOSECONDS.convert(attemptDelay), share));
	}

	/**
	 * Opens a TCP connection by one of the remaining routes.
	 * @return the first attempt that has connected; {@code null} if none has
	 * @throws IOException if it is cancelled, or the thread is interrupted; its interrupt
	 * flag stays set
	 */
	@SuppressWarnings("try")
	@Nullable ConnectAttempt run() throws IOException {
		this.delayNanos = delayNanos(this.settings.connectAttemptDelay(), this.deadline, this.routes.size());
		this.nextStart = System.nanoTime();
		boolean single = this.routes.size() == 1 && !this.routes.isLookingUp();
		Selector selector = single ? null : openSelector();
		this.selector = selector;
		this.closed = false;
		try (Guard guard = this.watchdog.guard(this::close)) {
			this.routes.whenResolved(this::wakeUp);
			this.cancellation.stopBy(this::wakeUp);
			return race();
		}
		finally {
			if (selector != null) {
				// Before any use of the winner: its blocking mode is fixed until then.
				Watchdog.closeQuietly(selector);
			}
			this.running.forEach(ConnectAttempt::abandon);
			this.running.clear();
		}
	}

	private static @Nullable Selector openSelector() {
		try {
			return Selector.open();
		}
		catch (IOException ex) {
			// Perhaps no descriptor is left. The race can do without a selector.
			return null;
		}
	}

	private @Nullable ConnectAttempt race() throws IOException {
		ConnectAttempt winner = null;
		while (winner == null) {
			if (Thread.currentThread().isInterrupted()) {
				throw new ClosedByInterruptException();
			}
			this.cancellation.throwIfCancelled();
			if (this.closed || this.deadline.remainingNanos() <= 0) {
				giveUp();
				return null;
			}
			Route next = (System.nanoTime() - this.nextStart >= 0) ? this.routes.poll() : null;
			if (next != null) {
				begin(next);
			}
			else if (this.running.isEmpty() && this.routes.size() == 0 && !this.routes.isLookingUp()) {
				return null;
			}
			else {
				await();
			}
			winner = winner();
		}
		return winner;
	}

	/**
	 * Begins one more attempt, which may fail at once. Without a selector, this waits
	 * until the attempt has connected.
	 * @param route the route
	 * @throws IOException if it is cancelled, or the thread is interrupted; its interrupt
	 * flag stays set
	 */
	private void begin(Route route) throws IOException {
		Selector selector = this.selector;
		try {
			ConnectAttempt attempt = ConnectAttempt.begin(this.settings, this.watchdog, route, this.cancellation,
					selector);
			if (selector == null) {
				attempt.awaitConnected(this.deadline.share(this.routes.size() + 1));
			}
			this.running.add(attempt);
			this.nextStart = System.nanoTime() + this.delayNanos;
		}
		catch (AttemptFailedException ex) {
			failed(route, ex, this.routes.size() > 0);
		}
	}

	private void await() throws IOException {
		Selector selector = this.selector;
		if (selector == null) {
			this.routes.await(this.deadline);
			return;
		}
		long wait = this.deadline.remainingNanos();
		if (this.routes.size() > 0) {
			wait = Math.min(wait, this.nextStart - System.nanoTime());
		}
		// Rounded up, since zero would wait for ever.
		selector.select(Math.max(1, (wait + 999_999) / 1_000_000));
		selector.selectedKeys().clear();
	}

	/**
	 * Returns the first attempt that has connected, and removes failed ones.
	 * @return the attempt; {@code null} if none has connected
	 */
	private @Nullable ConnectAttempt winner() {
		for (ConnectAttempt attempt : List.copyOf(this.running)) {
			try {
				if (attempt.isConnected()) {
					win(attempt);
					return attempt;
				}
			}
			catch (AttemptFailedException ex) {
				this.running.remove(attempt);
				this.nextStart = System.nanoTime();
				failed(attempt.route(), ex, true);
			}
		}
		return null;
	}

	private void win(ConnectAttempt winner) {
		this.running.remove(winner);
		for (ConnectAttempt loser : this.running) {
			long elapsed = loser.elapsedNanos();
			// An attempt younger than the delay has proved nothing.
			if (elapsed >= this.delayNanos) {
				this.failedRoutes.failed(loser.route(), RouteFailure.CONNECT,
						"not connected after " + elapsed / 1_000_000 + " ms, when " + winner.route() + " was");
			}
		}
		this.routes.putBack(this.running.stream().map(ConnectAttempt::route).toList());
	}

	private void giveUp() {
		for (ConnectAttempt attempt : this.running) {
			AttemptFailedException failure = this.closed ? AttemptFailedException.failed(attempt.route(),
					ConnectStep.CONNECT, new ClosedChannelException(), false) : attempt.timedOut(null);
			failed(attempt.route(), failure, attempt != this.running.get(this.running.size() - 1));
		}
	}

	/**
	 * Notes that an attempt has failed.
	 * @param route the route of the attempt
	 * @param failure the failure
	 * @param othersLeft whether other routes were left: a time-out of this one took time
	 * from them
	 */
	void failed(Route route, AttemptFailedException failure, boolean othersLeft) {
		this.failures.add(failure);
		boolean proof = othersLeft || !(this.hurried && failure.isTimedOut());
		if (proof && !failure.isLocalFault() && !failure.isClientClosed()) {
			this.failedRoutes.failed(route, failure.getRouteFailure(),
					PropertyNames.of(failure.getSummary(), this.settings.propertyPrefix()));
		}
	}

	/**
	 * Returns why no connection could be opened. Called once no route or no time is left.
	 * @return a failure for each route, and for each host name without a route
	 */
	List<AttemptFailedException> failures() {
		this.routes.unresolved()
			.forEach((server, ex) -> this.failures.add(AttemptFailedException
				.unresolved((this.settings.proxy() != null) ? this.settings.proxy() : server, ex)));
		for (Route left = this.routes.poll(); left != null; left = this.routes.poll()) {
			this.failures.add(AttemptFailedException.timedOut(left, ConnectStep.CONNECT, 0, "", null));
		}
		return this.failures;
	}

	private void wakeUp() {
		Selector selector = this.selector;
		if (selector != null) {
			selector.wakeup();
		}
	}

	/**
	 * Ends the race. Any thread may call this.
	 */
	private void close() {
		this.closed = true;
		wakeUp();
	}

}
