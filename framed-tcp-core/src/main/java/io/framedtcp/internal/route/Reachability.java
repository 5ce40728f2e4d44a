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
 * What is known of the servers of a client: which routes have failed, and whether any
 * connection can be opened at all. While nothing fails, one look at {@link #isTroubled()}
 * is all that it costs.
 */
public final class Reachability {

	private final FailedRoutes failedRoutes;

	private final CircuitBreaker circuitBreaker;

	/** Set after anything has failed, and cleared by what shows that nothing does. */
	private volatile boolean troubled;

	private volatile Runnable onFailure = () -> {
	};

	/**
	 * Begins.
	 * @param client name of the client, for logs
	 * @param settings how to open connections
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
	 * Sets what is run when attempts in the background are wanted: an attempt to connect
	 * has failed, or an address was set aside.
	 * @param onFailure what to run
	 */
	public void onFailure(Runnable onFailure) {
		this.onFailure = onFailure;
	}

	/**
	 * Returns what refuses callers while no connection can be opened.
	 * @return the circuit breaker of the client
	 */
	public CircuitBreaker circuitBreaker() {
		return this.circuitBreaker;
	}

	/**
	 * Returns how many IP addresses there are to be connected to.
	 * @return the number as of the last attempt, 1 at least
	 */
	public int routes() {
		return Math.max(1, this.failedRoutes.known());
	}

	public FailedRoutes failedRoutes() {
		return this.failedRoutes;
	}

	/**
	 * Returns whether anything fails. If not, there is no need to tell what works.
	 * @return whether it does, or may
	 */
	public boolean isTroubled() {
		return this.troubled;
	}

	/**
	 * Notes that no connection could be opened.
	 * @param failure what happened
	 * @param start when the attempt began
	 */
	public void connectFailed(ConnectFailedException failure, long start) {
		this.circuitBreaker.connectFailed(failure, start);
		this.troubled = true;
	}

	/**
	 * Notes that a connection is healthy.
	 * @param isOpenedSince tells whether opening it was begun at a time or later
	 * @param address what it is connected to
	 */
	public void healthy(LongPredicate isOpenedSince, String address) {
		this.circuitBreaker.close(isOpenedSince, address);
		calmDown();
	}

	/**
	 * Notes that something was received from a server.
	 * @param route how it is connected
	 */
	public void answered(Route route) {
		this.failedRoutes.answered(route);
		calmDown();
	}

	/**
	 * Notes that a request ran out of time before a single byte came back.
	 * @param route how the server is connected
	 */
	public void unanswered(Route route) {
		this.failedRoutes.unanswered(route);
		this.troubled = true;
	}

	/**
	 * Clears the mark. Whoever sets it has noted the failure before, so none is missed.
	 */
	private void calmDown() {
		this.troubled = false;
		if (!this.failedRoutes.isEmpty() || this.circuitBreaker.isTroubled()) {
			this.troubled = true;
		}
	}

}
