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

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Whether the servers of a client can be reached, and by which routes.
 * <p>
 * Safe for use by many threads.
 */
public final class Reachability {

	private static final Log logger = LogFactory.getLog(Reachability.class);

	private final String client;

	private final ConnectionSettings settings;

	private final FailedRoutes failedRoutes;

	private final CircuitBreaker circuitBreaker;

	private final RouteProbes probes;

	private volatile Runnable onFailure = () -> {
	};

	/**
	 * Begins.
	 * @param client name of the client, for logs
	 * @param settings how to open connections
	 * @param watchdog ends probes that take too long
	 * @param stuckProbe hears of a thread that does not come back from a probe
	 * @param connections makes a connection that is not in the pool, for a probe
	 */
	Reachability(String client, ConnectionSettings settings, Watchdog watchdog, Consumer<Thread> stuckProbe,
			Function<Link, FramedConnection> connections) {
		this.client = client;
		this.settings = settings;
		this.failedRoutes = new FailedRoutes(client, settings.addressRetryDelay(), Reachability::random,
				System::nanoTime, this::failureNoticed);
		this.circuitBreaker = new CircuitBreaker(client, settings.failFastAfter(), Reachability::random,
				System::nanoTime, this::failureNoticed);
		this.probes = new RouteProbes(settings, watchdog, stuckProbe, this.failedRoutes, connections);
	}

	private static double random() {
		return ThreadLocalRandom.current().nextDouble();
	}

	private void failureNoticed() {
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
	 * Returns what brings failed addresses back.
	 * @return the probes of the client
	 */
	public RouteProbes probes() {
		return this.probes;
	}

	/**
	 * Returns how many IP addresses there are to be connected to.
	 * @return the number as of the last attempt, 1 at least
	 */
	public int routes() {
		return Math.max(1, this.failedRoutes.known());
	}

	FailedRoutes failedRoutes() {
		return this.failedRoutes;
	}

	/**
	 * Notes that no connection could be opened.
	 * @param failure what happened
	 * @param start when the attempt began
	 * @param listener is told
	 */
	void connectFailed(ConnectFailedException failure, long start, ConnectionListener listener) {
		logger.debug("Client '" + this.client + "' " + failure.getMessage());
		this.circuitBreaker.connectFailed(failure, start);
		listener.connectFailed(this.client, failure);
	}

	/**
	 * Makes the failure of a connection that was of no use though it could be opened.
	 * @return what the caller is to be told
	 */
	ConnectFailedException spoiltAtOnce() {
		ConnectStep step = (this.settings.initializer() != null) ? ConnectStep.INITIALIZE : ConnectStep.CONNECT;
		return new ConnectFailedException("cannot connect: the server closed the connection or sent bytes on it "
				+ ((step == ConnectStep.INITIALIZE) ? "behind what the initializer has read"
						: "before it was sent any request"),
				step);
	}

	/**
	 * Notes that a connection is returned.
	 * @param connection the connection, whose lease ends if it has begun one
	 */
	void returned(FramedConnection connection) {
		if (connection.isAnswered()) {
			this.failedRoutes.answered(connection.link().route());
		}
	}

	/**
	 * Notes that a connection has ended, and sees what that says of its server.
	 * @param connection the connection
	 */
	void ended(FramedConnection connection) {
		Route route = connection.link().route();
		if (connection.isStillborn()) {
			boolean first = this.failedRoutes.failed(route, RouteFailure.CLOSED,
					"it accepted a connection and closed it without an answer");
			if (first) {
				this.failedRoutes.announce(route);
			}
		}
		else if (connection.isRequestUnanswered()) {
			this.failedRoutes.unanswered(route);
		}
	}

}
