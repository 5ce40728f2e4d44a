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
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.route.RouteFailure;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.CloseReason;

/**
 * Probes failed routes in the background. A probe opens a connection only as far as
 * needed to find out whether the route works again, and closes it at once. The connection
 * does not count against the pool's limit, since a failed server has fewer connections
 * than allowed.
 */
public final class RouteProbes {

	/** How soon a proxy closes a connection if its server is down. */
	private static final long CLOSED_SOON_NANOS = 250_000_000;

	private final ConnectionSettings settings;

	private final Consumer<Thread> whenStuck;

	private final FailedRoutes failedRoutes;

	private final Watchdog watchdog;

	private final Function<ConnectedSocket, FramedConnection> connections;

	/**
	 * Creates the probes of a client.
	 * @param settings the settings to open connections with
	 * @param watchdog ends a probe that takes too long
	 * @param whenStuck called for a thread that is stuck in a probe
	 * @param failedRoutes the routes that have failed
	 * @param connections creates a connection that is not in the pool
	 */
	RouteProbes(ConnectionSettings settings, Watchdog watchdog, Consumer<Thread> whenStuck, FailedRoutes failedRoutes,
			Function<ConnectedSocket, FramedConnection> connections) {
		this.settings = settings;
		this.watchdog = watchdog;
		this.whenStuck = whenStuck;
		this.failedRoutes = failedRoutes;
		this.connections = connections;
	}

	/**
	 * Returns the time until the next probe is due.
	 * @return nanoseconds, zero or less if it is due; {@link Long#MAX_VALUE} if no route
	 * has failed
	 */
	public long nanosUntilProbe() {
		return this.failedRoutes.nanosUntilProbe();
	}

	/**
	 * Probes one route if a probe is due. This takes at most the connect time-out, and
	 * the time of the question.
	 * @param question asks the server for an answer; {@code null} if there is no question
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void probeNext(@Nullable Question question) throws InterruptedException {
		Route route = this.failedRoutes.toProbe();
		RouteFailure failure = (route != null) ? this.failedRoutes.failure(route) : null;
		if (route == null || failure == null) {
			return;
		}
		try {
			boolean answered = probe(route, failure, question);
			this.failedRoutes.probeSucceeded(route, answered);
		}
		catch (AttemptFailedException ex) {
			boolean known = ex.isLocalFault() || ex.isClientClosed();
			this.failedRoutes.probeFailed(route, known ? failure : ex.getRouteFailure(),
					PropertyNames.of(ex.getSummary(), this.settings.propertyPrefix()));
		}
		catch (IOException ex) {
			if (!Thread.currentThread().isInterrupted()) {
				this.failedRoutes.probeFailed(route, failure, "no answer to a ping");
			}
		}
	}

	/**
	 * Probes a route.
	 * @param route the route
	 * @param failure the failure of the route
	 * @param question the question, or {@code null}
	 * @return whether the server has shown that it answers
	 * @throws IOException if it fails again
	 * @throws InterruptedException if the thread is interrupted
	 */
	private boolean probe(Route route, RouteFailure failure, @Nullable Question question)
			throws IOException, InterruptedException {
		Deadline deadline = Deadline.after(this.settings.connectTimeout());
		ConnectAttempt attempt = ConnectAttempt.begin(this.settings, this.watchdog, route, new ConnectCancellation(),
				null);
		try {
			attempt.awaitConnected(deadline);
			if (failure == RouteFailure.CONNECT) {
				return true;
			}
			FramedConnection connection = this.connections.apply(open(attempt, failure, deadline));
			try {
				return failure.isDisprovedByOpening() || isAnswered(connection, question);
			}
			finally {
				connection.retire(CloseReason.SURPLUS);
				connection.close();
			}
		}
		finally {
			attempt.abandon();
		}
	}

	private ConnectedSocket open(ConnectAttempt attempt, RouteFailure failure, Deadline deadline) throws IOException {
		Guard guard = this.watchdog.watch(deadline, this.whenStuck);
		try {
			boolean earlier = failure == RouteFailure.PROXY || failure == RouteFailure.HANDSHAKE;
			return attempt.open(deadline, earlier ? null : this.settings.initializer());
		}
		finally {
			guard.close();
		}
	}

	private boolean isAnswered(FramedConnection connection, @Nullable Question question)
			throws IOException, InterruptedException {
		if (question != null) {
			question.ask(connection);
			return true;
		}
		LockSupport.parkNanos(this, CLOSED_SOON_NANOS);
		if (!connection.exchange().drainAndTest(Deadline.after(this.settings.connectTimeout()))
				&& connection.end().isByPeer()) {
			throw new IOException("closed at once");
		}
		return false;
	}

	/**
	 * A question that a server answers.
	 */
	@FunctionalInterface
	public interface Question {

		/**
		 * Asks the question.
		 * @param connection the connection to the server
		 * @throws IOException if no answer comes, or a wrong one
		 * @throws InterruptedException if the thread is interrupted
		 */
		void ask(FramedConnection connection) throws IOException, InterruptedException;

	}

}
