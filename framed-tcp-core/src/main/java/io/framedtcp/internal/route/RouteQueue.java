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

import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;

/**
 * The routes that a new connection may take, in the order in which to try them: those
 * that have failed come last, and the families of the others alternate (RFC 8305, section
 * 4). All names are looked up at the same time. A name that is not resolved soon joins
 * behind the others, so that it costs them nothing.
 * <p>
 * Used by one thread.
 */
public final class RouteQueue implements Closeable {

	private final List<ServerAddress> servers;

	private final boolean inOrder;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	private final ConnectCancellation cancellation;

	/** Names that are still being looked up. */
	private final Map<ServerAddress, HostLookup> lookups = new LinkedHashMap<>();

	/** Names that led to no route, and why. */
	private final Map<ServerAddress, IOException> unresolved = new LinkedHashMap<>();

	private final List<Route> known = new ArrayList<>();

	/** Those that are left. One that has failed is only taken when no other is left. */
	private final List<Route> left = new ArrayList<>();

	private @Nullable Runnable wakeUp;

	public RouteQueue(ConnectionSettings settings, HostResolver resolver, FailedRoutes failedRoutes,
			ConnectCancellation cancellation) {
		this.servers = settings.addresses();
		this.inOrder = settings.addressSelection() == AddressSelection.IN_ORDER;
		this.resolver = resolver;
		this.failedRoutes = failedRoutes;
		this.cancellation = cancellation;
	}

	/**
	 * Finds the routes.
	 * @param turn how many connections were opened before, for those that take turns
	 * @param deadline by when
	 * @param patience by when to go on without a name, if there are others
	 * @throws IOException if it is cancelled, or the thread is interrupted; its flag is
	 * set
	 */
	public void find(int turn, Deadline deadline, Deadline patience) throws IOException {
		this.servers.forEach((server) -> this.lookups.put(server, this.resolver.lookUp(server.host())));
		boolean several = this.servers.size() > 1;
		for (ServerAddress server : this.servers) {
			boolean patient = !several || !this.resolver.isLate(server.host());
			if (patient && !(this.inOrder && !this.known.isEmpty())) {
				await(server, several ? patience : deadline);
			}
			if (this.inOrder) {
				addResolved();
			}
		}
		addResolved();
		if (!this.inOrder) {
			takeTurns(turn);
		}
	}

	private void await(ServerAddress server, Deadline deadline) throws IOException {
		HostLookup lookup = this.lookups.get(server);
		if (lookup != null && !lookup.await(deadline, this.cancellation)) {
			this.resolver.late(server.host());
		}
	}

	/**
	 * Adds the routes of the names that have been resolved by now.
	 */
	private void addResolved() {
		if (this.lookups.isEmpty()) {
			return;
		}
		this.lookups.entrySet().removeIf((each) -> each.getValue().isDone() && add(each.getKey(), each.getValue()));
		this.failedRoutes.know(this.known, this.lookups.isEmpty() && this.unresolved.isEmpty());
	}

	private boolean add(ServerAddress server, HostLookup lookup) {
		try {
			List<Route> routes = Stream.of(ordered(lookup.addresses()))
				.map((ip) -> new Route(server, new InetSocketAddress(ip, server.port())))
				.filter((route) -> !this.known.contains(route))
				.toList();
			if (routes.isEmpty()) {
				throw new UnknownHostException("has no IP address");
			}
			this.known.addAll(routes);
			Map<Boolean, List<Route>> sorted = routes.stream()
				.collect(Collectors.partitioningBy(this.failedRoutes::isFailed));
			this.left.addAll(interleaved(sorted.getOrDefault(false, List.of())));
			this.left.addAll(interleaved(sorted.getOrDefault(true, List.of())));
		}
		catch (IOException ex) {
			this.unresolved.put(server, ex);
		}
		return true;
	}

	/**
	 * Brings the addresses of a name into an order that stays the same, for those that
	 * take turns: a name server may give them in another order each time.
	 * @param addresses the addresses
	 * @return all of them
	 */
	private InetAddress[] ordered(InetAddress[] addresses) {
		if (this.inOrder) {
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
			this.left.removeAll(routes);
			this.left.addAll(0, interleaved(routes));
		}
	}

	private static List<Route> interleaved(List<Route> routes) {
		Map<Integer, Route> interleaved = new TreeMap<>();
		int same = 0;
		int other = 1;
		for (Route route : routes) {
			boolean first = isV6(route) == isV6(routes.get(0));
			interleaved.put(first ? same : other, route);
			same += first ? 2 : 0;
			other += first ? 0 : 2;
		}
		return List.copyOf(interleaved.values());
	}

	private static boolean isV6(Route route) {
		return route.target().getAddress() instanceof Inet6Address;
	}

	/**
	 * Takes the next route.
	 * @return the route; {@code null} if none is known now
	 */
	public @Nullable Route poll() {
		if (size() == 0) {
			return null;
		}
		Route next = this.left.stream()
			.filter((route) -> !this.failedRoutes.isFailed(route))
			.findFirst()
			.orElse(this.left.get(0));
		this.left.remove(next);
		return next;
	}

	/**
	 * Puts back routes that were not tried to the end, before the others.
	 * @param routes the routes, in order
	 */
	public void putBack(List<Route> routes) {
		this.left.addAll(0, routes);
	}

	/**
	 * Returns how many routes are left, as far as they are known.
	 * @return the number
	 */
	public int size() {
		addResolved();
		return this.left.size();
	}

	/**
	 * Returns whether a route may still be added.
	 * @return whether a name is being looked up
	 */
	public boolean isLookingUp() {
		return !this.lookups.isEmpty();
	}

	/**
	 * Returns whether another server is left to be tried.
	 * @param server the one that is tried now
	 * @return whether there is one, as far as is known
	 */
	public boolean hasOther(ServerAddress server) {
		return this.left.stream().anyMatch((route) -> !route.server().equals(server));
	}

	/**
	 * Waits until one more name is resolved.
	 * @param deadline by when
	 * @throws IOException if it is cancelled, or the thread is interrupted; its flag is
	 * set
	 */
	public void await(Deadline deadline) throws IOException {
		await(this.lookups.keySet().iterator().next(), deadline);
	}

	/**
	 * Runs something whenever a name has been resolved.
	 * @param wakeUp what to run
	 */
	public void whenResolved(Runnable wakeUp) {
		close();
		this.wakeUp = wakeUp;
		this.lookups.values().forEach((lookup) -> lookup.whenDone(wakeUp));
	}

	/**
	 * Returns the names that led to no route.
	 * @return why they did not
	 */
	public Map<ServerAddress, IOException> unresolved() {
		Map<ServerAddress, IOException> failures = new LinkedHashMap<>(this.unresolved);
		this.lookups.keySet()
			.forEach((server) -> failures.put(server, new SocketTimeoutException("resolving the host name timed out")));
		return failures;
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
