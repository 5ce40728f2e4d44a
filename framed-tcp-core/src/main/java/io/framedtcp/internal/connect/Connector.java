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
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.ConnectCancellation.CancelledException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.ConnectedSocket;
import io.framedtcp.internal.route.AttemptFailedException;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.route.HostResolver;
import io.framedtcp.internal.route.LocalFault;
import io.framedtcp.internal.route.RouteFailure;
import io.framedtcp.internal.route.RouteQueue;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectFailedException.Trait;
import io.framedtcp.spi.ConnectStep;

/**
 * Opens a connection by the first route that works, all within one deadline. TCP connects
 * race each other; the TLS handshake and the initializer follow on the winner alone. If
 * they fail there, the race goes on without it.
 * <p>
 * While another server is left to be tried, they may take half of the time. The IP
 * addresses of one name are taken for one server, whose handshake is not faster there.
 */
public final class Connector {

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	private final AtomicInteger turns = new AtomicInteger();

	static {
		// Needed when there is no descriptor left to load classes with.
		LocalFault.values();
		RouteFailure.values();
		ConnectStep.values();
		Trait.values();
	}

	Connector(ConnectionSettings settings, Watchdog watchdog, FailedRoutes failedRoutes) {
		this.settings = settings;
		this.watchdog = watchdog;
		this.resolver = new HostResolver(settings.lookup());
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
	public ConnectedSocket connect(Deadline deadline, ConnectCancellation cancellation) throws IOException {
		cancellation.begin();
		Deadline connectBy = deadline.atMost(this.settings.connectTimeout());
		long connectTimeout = TimeUnit.NANOSECONDS.convert(this.settings.connectTimeout());
		// The caller leaves so little time that an attempt which runs out of it says
		// little
		// of the server.
		boolean hurried = deadline.remainingNanos() < connectTimeout / 10 * 9;
		try (RouteQueue routes = new RouteQueue(this.settings, this.resolver, this.failedRoutes, cancellation)) {
			routes.find(this.turns.getAndIncrement(), connectBy,
					connectBy.share(2).atMost(this.settings.connectAttemptDelay()));
			ConnectRace race = new ConnectRace(this.settings, this.watchdog, routes, this.failedRoutes, connectBy,
					hurried, cancellation);
			for (ConnectAttempt attempt = race.run(); attempt != null; attempt = race.run()) {
				boolean othersLeft = routes.hasOther(attempt.route().server());
				long start = System.nanoTime();
				try {
					ConnectedSocket socket = attempt.open(connectBy.share(othersLeft ? 2 : 1),
							this.settings.initializer());
					this.failedRoutes.connected(attempt.route());
					return socket;
				}
				catch (AttemptFailedException ex) {
					race.failed(attempt.route(), ex, othersLeft && (!hurried || isLate(start)));
				}
			}
			throw failure(race.failures(), hurried && deadline.remainingNanos() <= 0, this.settings.propertyPrefix());
		}
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

	/**
	 * Makes one failure of those of several attempts.
	 * @param failures the failures, at least one
	 * @param cutShort whether it was the caller's deadline that ended the last of them
	 * @param prefix what the names of the client's properties begin with
	 * @return the failure of the connect
	 */
	public static ConnectFailedException failure(List<AttemptFailedException> failures, boolean cutShort,
			String prefix) {
		List<AttemptFailedException> attempts = failures.stream().map((failed) -> failed.ofClient(prefix)).toList();
		EnumSet<Trait> traits = AttemptFailedException.traits(
				attempts.stream().anyMatch(ConnectFailedException::isTimedOut),
				attempts.stream().allMatch(ConnectFailedException::isLocalFault),
				attempts.stream().anyMatch(ConnectFailedException::isLoginRefused));
		if (cutShort) {
			traits.add(Trait.CUT_SHORT);
		}
		ConnectStep furthest = attempts.stream()
			.map(ConnectFailedException::getStep)
			.max(Comparator.naturalOrder())
			.orElse(ConnectStep.CONNECT);
		ConnectFailedException failure = new ConnectFailedException(describe(attempts, Throwable::getMessage),
				describe(attempts, AttemptFailedException::getSummary), furthest, traits, attempts.get(0));
		attempts.stream().skip(1).forEach(failure::addSuppressed);
		return failure;
	}

	private static String describe(List<AttemptFailedException> attempts,
			Function<AttemptFailedException, @Nullable String> description) {
		return "cannot connect: " + attempts.stream().map(description).collect(Collectors.joining("; "));
	}

}
