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

import java.util.function.LongPredicate;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.spi.ConnectFailedException;

/**
 * Knows which routes of a client have failed, and whether connections can be opened at
 * all. While nothing fails, the only cost is a call of {@link #isTroubled()}.
 */
public final class Reachability {

	private final FailedRoutes failedRoutes;

	private final CircuitBreaker circuitBreaker;

	/** Set after a failure, and cleared by evidence that nothing fails any more. */
	private volatile boolean troubled;

	private volatile Runnable onFailure = () -> {
	};

	/**
	 * Creates the record of a client.
	 * @param client the name of the client, for logs
	 * @param settings the settings of its connections
	 */
	public Reachability(String client, ConnectionSettings settings) {
		this.failedRoutes = new FailedRoutes(client, settings.addressRetryDelay(), Math::random, System::nanoTime,
				this::failureNoticed);
		this.circuitBreaker = new CircuitBreaker(client, settings.failFastAfter(), Math::random, System::nanoTime,
				this::failureNoticed);
	}

	private void failureNoticed() {
		this.troubled = true;
		this.onFailure.run();
	}

	/**
	 * Sets the action that starts attempts in the background. It runs when an attempt to
	 * connect has failed, or an address was marked as failed.
	 * @param onFailure the action
	 */
	public void onFailure(Runnable onFailure) {
		this.onFailure = onFailure;
	}

	/**
	 * Returns the circuit breaker, which refuses callers while no connection can be
	 * opened.
	 * @return the circuit breaker of the client
	 */
	public CircuitBreaker circuitBreaker() {
		return this.circuitBreaker;
	}

	/**
	 * Returns the number of IP addresses to connect to.
	 * @return the number as of the last attempt, at least 1
	 */
	public int routes() {
		return Math.max(1, this.failedRoutes.known());
	}

	public FailedRoutes failedRoutes() {
		return this.failedRoutes;
	}

	/**
	 * Returns whether anything may be failing. If not, successes need not be reported.
	 * @return {@code false} if no failure is known
	 */
	public boolean isTroubled() {
		return this.troubled;
	}

	/**
	 * Notes that no connection could be opened.
	 * @param failure the failure
	 * @param start the time when the attempt began
	 */
	public void connectFailed(ConnectFailedException failure, long start) {
		this.circuitBreaker.connectFailed(failure, start);
		this.troubled = true;
	}

	/**
	 * Notes that a connection is healthy.
	 * @param isOpenedSince returns whether its opening began at a given time or later
	 * @param address its remote address
	 */
	public void healthy(LongPredicate isOpenedSince, String address) {
		this.circuitBreaker.close(isOpenedSince, address);
		calmDown();
	}

	/**
	 * Notes that bytes were received from a server.
	 * @param route the route to the server
	 */
	public void answered(Route route) {
		this.failedRoutes.answered(route);
		calmDown();
	}

	/**
	 * Notes that a request timed out before the first byte of a reply.
	 * @param route the route to the server
	 */
	public void unanswered(Route route) {
		this.failedRoutes.unanswered(route);
		this.troubled = true;
	}

	/**
	 * Clears the mark, unless a failure is known. A failure is noted before the mark is
	 * set, so none is missed.
	 */
	private void calmDown() {
		this.troubled = false;
		if (!this.failedRoutes.isEmpty() || this.circuitBreaker.isTroubled()) {
			this.troubled = true;
		}
	}

}
