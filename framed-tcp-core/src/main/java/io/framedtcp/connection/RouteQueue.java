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

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The routes that a new connection may take, in the order in which to try them: those
 * that have failed come last, and the families of the others alternate (RFC 8305, section
 * 4). All names are looked up at the same time. A name that is not resolved soon joins
 * behind the others, so that it costs them nothing.
 * <p>
 * Used by one thread.
 */
final class RouteQueue implements Closeable {

	private final ConnectionSettings settings;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	/** Names that are still being looked up. */
	private final Map<ServerAddress, HostLookup> lookups = new LinkedHashMap<>();

	private final Deque<Route> working = new ArrayDeque<>();

	private final Deque<Route> failed = new ArrayDeque<>();

	private final List<Route> known = new ArrayList<>();

	private final List<AttemptFailedException> unresolved = new ArrayList<>();

	private final ConnectCancellation cancellation;

	private @Nullable Runnable wakeUp;

	RouteQueue(ConnectionSettings settings, HostResolver resolver, FailedRoutes failedRoutes,
			ConnectCancellation cancellation) {
		this.settings = settings;
		this.resolver = resolver;
		this.failedRoutes = failedRoutes;
		this.cancellation = cancellation;
	}

	/**
	 * Finds the routes.
	 * @param turn how many connections were opened before, for those that take turns
	 * @param deadline by when
	 * @param patience by when to go on without a name, if there are others
	 * @throws IOException if the thread is interrupted; its flag is set
	 */
	void find(int turn, Deadline deadline, Deadline patience) throws IOException {
		List<ServerAddress> servers = this.settings.addresses();
		servers.forEach((server) -> this.lookups.put(server, this.resolver.lookUp(server.host())));
		boolean inOrder = this.settings.addressSelection() == AddressSelection.IN_ORDER;
		boolean several = servers.size() > 1;
		for (ServerAddress server : servers) {
			boolean patient = !several || !this.resolver.isLate(server.host());
			if (patient && !(inOrder && !this.known.isEmpty())) {
				await(server, several ? patience : deadline);
			}
			if (inOrder) {
				addKnown();
			}
		}
		addKnown();
		if (!inOrder) {
			takeTurns(turn);
		}
	}

	private void await(ServerAddress server, Deadline deadline) throws IOException {
		HostLookup lookup = this.lookups.get(server);
		if (lookup == null) {
			return;
		}
		try {
			lookup.await(deadline, this.cancellation);
		}
		catch (SocketTimeoutException ex) {
			this.resolver.late(server.host());
		}
		catch (IOException ex) {
			// Told when its addresses are to be added.
			Connector.throwIfInterrupted(ex);
			this.cancellation.throwIfCancelled();
		}
	}

	private void addResolved() {
		if (!this.lookups.isEmpty()) {
			addKnown();
		}
	}

	/**
	 * Adds the routes of the names that have been resolved by now.
	 */
	private void addKnown() {
		for (ServerAddress server : List.copyOf(this.lookups.keySet())) {
			HostLookup lookup = this.lookups.get(server);
			if (lookup != null && lookup.isDone()) {
				this.lookups.remove(server);
				add(server, lookup);
			}
		}
		this.failedRoutes.know(this.known, this.lookups.isEmpty() && this.unresolved.isEmpty());
	}

	private void add(ServerAddress server, HostLookup lookup) {
		try {
			List<Route> routes = Stream.of(ordered(lookup.addresses()))
				.map((ip) -> new Route(server, new InetSocketAddress(ip, server.port())))
				.filter((route) -> !this.known.contains(route))
				.toList();
			if (routes.isEmpty()) {
				this.unresolved.add(unresolved(server, "has no IP address", false));
			}
			this.known.addAll(routes);
			Map<Boolean, List<Route>> sorted = routes.stream()
				.collect(Collectors.partitioningBy(this.failedRoutes::isFailed));
			this.working.addAll(interleaved(sorted.getOrDefault(false, List.of())));
			this.failed.addAll(interleaved(sorted.getOrDefault(true, List.of())));
		}
		catch (IOException ex) {
			this.unresolved.add(AttemptFailedException.unresolved(server, ex));
		}
	}

	/**
	 * Bring the addresses of a name into an order that stays the same, for those that
	 * take turns: a name server may give them in another order each time.
	 * @param addresses the addresses
	 * @return all of them
	 */
	private InetAddress[] ordered(InetAddress[] addresses) {
		if (this.settings.addressSelection() == AddressSelection.IN_ORDER) {
			return addresses;
		}
		InetAddress[] sorted = addresses.clone();
		Arrays.sort(sorted, Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned));
		return sorted;
	}

	private void takeTurns(int turn) {
		List<Route> routes = new ArrayList<>(this.known);
		routes.removeIf(this.failedRoutes::isFailed);
		if (!routes.isEmpty()) {
			Collections.rotate(routes, -Math.floorMod(turn, routes.size()));
			this.working.clear();
			this.working.addAll(interleaved(routes));
		}
	}

	private static List<Route> interleaved(List<Route> routes) {
		if (routes.size() < 2) {
			return routes;
		}
		boolean first = isV6(routes.get(0));
		Deque<Route> same = new ArrayDeque<>();
		Deque<Route> other = new ArrayDeque<>();
		routes.forEach((route) -> ((isV6(route) == first) ? same : other).add(route));
		List<Route> interleaved = new ArrayList<>();
		while (!same.isEmpty() || !other.isEmpty()) {
			addNext(same, interleaved);
			addNext(other, interleaved);
		}
		return interleaved;
	}

	private static void addNext(Deque<Route> from, List<Route> to) {
		Route next = from.poll();
		if (next != null) {
			to.add(next);
		}
	}

	private static boolean isV6(Route route) {
		return route.target().getAddress() instanceof Inet6Address;
	}

	/**
	 * Takes the next route.
	 * @return the route; {@code null} if none is known now
	 */
	@Nullable Route poll() {
		addResolved();
		Route next = this.working.poll();
		return (next != null) ? next : this.failed.poll();
	}

	/**
	 * Puts back routes that were not tried to the end, before the others.
	 * @param routes the routes, in order
	 */
	void putBack(List<Route> routes) {
		for (int i = routes.size() - 1; i >= 0; i--) {
			Route route = routes.get(i);
			if (this.failedRoutes.isFailed(route)) {
				this.failed.addFirst(route);
			}
			else {
				this.working.addFirst(route);
			}
		}
	}

	/**
	 * Returns how many routes are left, as far as they are known.
	 * @return the number
	 */
	int size() {
		addResolved();
		return this.working.size() + this.failed.size();
	}

	/**
	 * Returns whether a route may still be added.
	 * @return whether a name is being looked up
	 */
	boolean isLookingUp() {
		return !this.lookups.isEmpty();
	}

	/**
	 * Returns whether another server is left to be tried.
	 * @param server the one that is tried now
	 * @return whether there is one, as far as is known
	 */
	boolean hasOther(ServerAddress server) {
		return Stream.concat(this.working.stream(), this.failed.stream())
			.anyMatch((route) -> !route.server().equals(server));
	}

	/**
	 * Waits until one more name is resolved.
	 * @param deadline by when
	 * @throws IOException if the thread is interrupted; its flag is set
	 */
	void await(Deadline deadline) throws IOException {
		await(this.lookups.keySet().iterator().next(), deadline);
	}

	/**
	 * Runs something whenever a name has been resolved.
	 * @param wakeUp what to run
	 */
	void whenResolved(Runnable wakeUp) {
		close();
		this.wakeUp = wakeUp;
		this.lookups.values().forEach((lookup) -> lookup.whenDone(wakeUp));
	}

	/**
	 * Returns what has become of names that led to no route.
	 * @return their failures
	 */
	List<AttemptFailedException> unresolved() {
		List<AttemptFailedException> failures = new ArrayList<>(this.unresolved);
		this.lookups.keySet()
			.forEach((server) -> failures.add(unresolved(server, "resolving the host name timed out", true)));
		return failures;
	}

	private static AttemptFailedException unresolved(ServerAddress server, String reason, boolean timedOut) {
		return new AttemptFailedException(server + ": " + reason, ConnectStep.CONNECT, timedOut, null);
	}

	/**
	 * Waits for no name any more.
	 */
	@Override
	public void close() {
		Runnable wakeUp = this.wakeUp;
		if (wakeUp != null) {
			this.lookups.values().forEach((lookup) -> lookup.forget(wakeUp));
		}
	}

}
