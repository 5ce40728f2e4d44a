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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.ConnectCancellation.CancelledException;
import io.framedtcp.connection.ConnectRace.Connected;

/**
 * Opens a connection by the first route that works, all within one deadline. TCP connects
 * race each other; the TLS handshake and the initializer follow on the winner alone. If
 * they fail there, the race goes on without it.
 * <p>
 * While another server is left to be tried, they may take half of the time. The IP
 * addresses of one name are taken for one server, whose handshake is not faster there.
 */
final class Connector {

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	private final SocketConnector sockets;

	private final LinkOpener opener;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	private final AtomicInteger turns = new AtomicInteger();

	Connector(ConnectionSettings settings, Watchdog watchdog, HostResolver resolver, FailedRoutes failedRoutes) {
		this.settings = settings;
		this.watchdog = watchdog;
		this.sockets = new SocketConnector(settings.socket(), watchdog);
		this.opener = new LinkOpener(settings, watchdog);
		this.resolver = resolver;
		this.failedRoutes = failedRoutes;
	}

	/**
	 * Connects.
	 * @param deadline the caller's deadline; the connect time-out may end it earlier
	 * @param cancellation may end it earlier, too
	 * @return the connected channel
	 * @throws ConnectFailedException if no address accepts in time
	 * @throws CancelledException if it is cancelled, which says nothing of the servers
	 * @throws IOException if the thread is interrupted, which leaves its flag set
	 */
	Link connect(Deadline deadline, ConnectCancellation cancellation) throws IOException {
		cancellation.begin();
		Deadline connectBy = deadline.atMost(this.settings.connectTimeout());
		boolean hurried = isHurried(deadline);
		Attempts attempts = new Attempts(this.failedRoutes, hurried);
		try (RouteQueue routes = new RouteQueue(this.settings, this.resolver, this.failedRoutes, cancellation)) {
			routes.find(this.turns.getAndIncrement(), connectBy, patience(connectBy));
			Connected connected = race(routes, attempts, connectBy, cancellation);
			while (connected != null) {
				Route route = connected.route();
				boolean othersLeft = routes.hasOther(route.server());
				long start = System.nanoTime();
				try {
					Link link = this.opener.open(route, connected.channel(), connectBy.share(othersLeft ? 2 : 1),
							cancellation);
					complete(link, cancellation);
					attempts.connected(route);
					return link;
				}
				catch (AttemptFailedException ex) {
					attempts.failed(route, ex, othersLeft && (!hurried || isLate(start)));
				}
				connected = race(routes, attempts, connectBy, cancellation);
			}
			throw new ConnectFailedException(failures(routes, attempts), hurried && deadline.remainingNanos() <= 0);
		}
	}

	private static void complete(Link link, ConnectCancellation cancellation) throws CancelledException {
		try {
			cancellation.complete();
		}
		catch (CancelledException ex) {
			link.guard().close();
			throw ex;
		}
	}

	private @Nullable Connected race(RouteQueue routes, Attempts attempts, Deadline deadline,
			ConnectCancellation cancellation) throws IOException {
		return new ConnectRace(this.sockets, routes, attempts, this.settings.connectAttemptDelay(), deadline,
				cancellation)
			.run(this.watchdog);
	}

	/**
	 * Returns by when to go on without a name that is not resolved yet.
	 * @param deadline by when a connection must be open
	 * @return half of the time at most, and no later than an attempt would be waited for
	 */
	private Deadline patience(Deadline deadline) {
		return deadline.share(2).atMost(this.settings.connectAttemptDelay());
	}

	/**
	 * Returns whether a caller leaves so much less time than the connect time-out that an
	 * attempt which runs out of it says little of the server.
	 * @param deadline the caller's deadline
	 * @return whether it is more than a tenth shorter
	 */
	private boolean isHurried(Deadline deadline) {
		Duration almost = this.settings.connectTimeout().dividedBy(10).multipliedBy(9);
		return almost.minusNanos(deadline.remainingNanos()).compareTo(Duration.ZERO) > 0;
	}

	/**
	 * Returns whether a step has taken so long that it is worth trying another server
	 * first. A caller in a hurry proves no less than that.
	 * @param start when it began
	 * @return whether it has taken the attempt delay
	 */
	private boolean isLate(long start) {
		return this.settings.connectAttemptDelay().minusNanos(System.nanoTime() - start).isNegative();
	}

	private static List<AttemptFailedException> failures(RouteQueue routes, Attempts attempts) {
		List<AttemptFailedException> failures = new ArrayList<>(attempts.failures());
		failures.addAll(routes.unresolved());
		long now = System.nanoTime();
		for (Route left = routes.poll(); left != null; left = routes.poll()) {
			failures.add(AttemptFailedException.timedOut(left, ConnectStep.CONNECT, now, null));
		}
		return failures;
	}

	static void throwIfInterrupted(Exception ex) throws IOException {
		if (Thread.currentThread().isInterrupted() && ex instanceof IOException interrupted) {
			throw interrupted;
		}
	}

}
