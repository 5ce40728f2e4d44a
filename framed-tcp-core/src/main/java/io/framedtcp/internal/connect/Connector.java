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
 * race each other. The TLS handshake and the initializer follow on the winner only. If
 * they fail, the race goes on without it.
 * <p>
 * While another server is left to try, they may take half of the time. The IP addresses
 * of one name count as one server: its handshake is no faster at another address.
 */
public final class Connector {

	private final ConnectionSettings settings;

	private final Watchdog watchdog;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	private final AtomicInteger turns = new AtomicInteger();

	static {
		// Loaded early: when they are needed, no descriptor may be left to load them.
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
	 * @param deadline the caller's deadline; the connect time-out also bounds the attempt
	 * @param cancellation may end the attempt earlier
	 * @return the connected socket
	 * @throws ConnectFailedException if no address accepts in time
	 * @throws CancelledException if it is cancelled, which says nothing about the servers
	 * @throws IOException if the thread is interrupted; its interrupt flag stays set
	 */
	public ConnectedSocket connect(Deadline deadline, ConnectCancellation cancellation) throws IOException {
		cancellation.begin();
		Deadline connectBy = deadline.atMost(this.settings.connectTimeout());
		long connectTimeout = TimeUnit.NANOSECONDS.convert(this.settings.connectTimeout());
		// With so short a deadline, a time-out says little about the server.
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
	 * Returns whether a step was so slow that another server should be tried first. This
	 * is valid even if the caller's deadline is short.
	 * @param start when the step began
	 * @return whether it has taken longer than the attempt delay
	 */
	private boolean isLate(long start) {
		return this.settings.connectAttemptDelay().minusNanos(System.nanoTime() - start).isNegative();
	}

	/**
	 * Combines the failures of several attempts into one.
	 * @param failures the failures, at least one
	 * @param cutShort whether the caller's deadline ended the last of them
	 * @param prefix prefix of the client's property names
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
