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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.AddressSelection;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ProxySettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.internal.ConnectCancellation;
import io.framedtcp.internal.Deadline;

/**
 * The routes of a new connection, in the order of the attempts. Failed routes come last;
 * the address families of the others alternate (RFC 8305, section 4). All names are
 * looked up at the same time. A name that is resolved late joins behind the others and
 * does not delay them.
 * <p>
 * Used by one thread.
 */
public final class RouteQueue implements Closeable {

	private final ConnectionSettings settings;

	private final boolean inOrder;

	private final HostResolver resolver;

	private final FailedRoutes failedRoutes;

	private final ConnectCancellation cancellation;

	/** Names whose look-up is running. */
	private final Map<ServerAddress, HostLookup> lookups = new LinkedHashMap<>();

	/** Names without a route, and the reasons. */
	private final Map<ServerAddress, IOException> unresolved = new LinkedHashMap<>();

	private final List<Route> known = new ArrayList<>();

	/** The remaining routes. A failed one is taken only when no other is left. */
	private final List<Route> left = new ArrayList<>();

	/** The last polled route. */
	private @Nullable Route last;

	private @Nullable Runnable wakeUp;

	public RouteQueue(ConnectionSettings settings, HostResolver resolver, FailedRoutes failedRoutes,
			ConnectCancellation cancellation) {
		this.settings = settings;
		this.inOrder = settings.addressSelection() == AddressSelection.IN_ORDER;
		this.resolver = resolver;
		this.failedRoutes = failedRoutes;
		this.cancellation = cancellation;
	}

	/**
	 * Finds the routes.
	 * @param turn the number of connections opened before, for addresses that take turns
	 * @param deadline bounds the wait for a name
	 * @param patience bounds the wait for a name if there are others
	 * @throws IOException if the wait is cancelled, or the thread is interrupted; its
	 * interrupt status is kept
	 */
	public void find(int turn, Deadline deadline, Deadline patience) throws IOException {
		List<ServerAddress> servers = this.settings.addresses();
		servers.forEach((server) -> this.lookups.put(server, this.resolver.lookUp(dialled(server).host())));
		boolean several = servers.size() > 1;
		for (ServerAddress server : servers) {
			if (this.known.isEmpty() && !(several && this.resolver.isLate(dialled(server).host()))) {
				await(server, several ? patience : deadline);
			}
			if (this.inOrder) {
				addResolved();
			}
		}
		addResolved();
		if (!this.inOrder) {
			List<Route> routes = new ArrayList<>(this.left);
			routes.removeIf(this.failedRoutes::isFailed);
			Collections.rotate(routes, -turn);
			this.left.removeAll(routes);
			this.left.addAll(0, routes);
		}
	}

	private void await(ServerAddress server, Deadline deadline) throws IOException {
		HostLookup lookup = this.lookups.get(server);
		if (lookup != null && !lookup.await(deadline, this.cancellation)) {
			this.resolver.late(dialled(server).host());
		}
	}

	private ServerAddress dialled(ServerAddress server) {
		ProxySettings proxy = this.settings.proxy();
		return (proxy != null) ? proxy.address() : server;
	}

	/**
	 * Adds the routes of the names resolved by now.
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
				.map((ip) -> new Route(server, new InetSocketAddress(ip, dialled(server).port()),
						this.settings.proxy()))
				.distinct()
				.toList();
			if (routes.isEmpty()) {
				throw new UnknownHostException("has no IP address");
			}
			this.known.addAll(routes);
			this.left.addAll(routes);
		}
		catch (IOException ex) {
			this.unresolved.put(server, ex);
		}
		return true;
	}

	/**
	 * Sorts the addresses of a name, if addresses take turns. A name server may return
	 * them in a different order each time.
	 * @param addresses the addresses
	 * @return the addresses, in the order to use
	 */
	private InetAddress[] ordered(InetAddress[] addresses) {
		if (this.inOrder) {
			return addresses;
		}
		InetAddress[] sorted = addresses.clone();
		Arrays.sort(sorted, Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned));
		return sorted;
	}

	/**
	 * Removes and returns the next route.
	 * @return the route; {@code null} if no route is known at present
	 */
	public @Nullable Route poll() {
		if (size() == 0) {
			return null;
		}
		List<Route> good = this.left.stream().filter((route) -> !this.failedRoutes.isFailed(route)).toList();
		List<Route> routes = good.isEmpty() ? this.left : good;
		Route next = routes.stream().filter(this::isOfOtherFamily).findFirst().orElse(routes.get(0));
		this.left.remove(next);
		this.last = next;
		return next;
	}

	private boolean isOfOtherFamily(Route route) {
		Route last = this.last;
		// In order, only the addresses of one name alternate.
		return last != null && isV6(route) != isV6(last) && !(this.inOrder && !route.server().equals(last.server()));
	}

	private static boolean isV6(Route route) {
		return route.target().getAddress() instanceof Inet6Address;
	}

	/**
	 * Puts unfinished routes back, in front of the others.
	 * @param routes the routes, in order
	 */
	public void putBack(List<Route> routes) {
		this.left.addAll(0, routes);
		this.last = null;
	}

	/**
	 * Returns the number of known routes that are left.
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
	 * Returns whether a route to another server is left.
	 * @param server the current server
	 * @return whether such a route is known
	 */
	public boolean hasOther(ServerAddress server) {
		return this.left.stream().anyMatch((route) -> !route.server().equals(server));
	}

	/**
	 * Waits until the look-up of one more name has ended.
	 * @param deadline bounds the wait for a name
	 * @throws IOException if the wait is cancelled, or the thread is interrupted; its
	 * interrupt status is kept
	 */
	public void await(Deadline deadline) throws IOException {
		await(this.lookups.keySet().iterator().next(), deadline);
	}

	/**
	 * Runs an action whenever the look-up of a name ends.
	 * @param wakeUp the action
	 */
	public void whenResolved(Runnable wakeUp) {
		close();
		this.wakeUp = wakeUp;
		this.lookups.values().forEach((lookup) -> lookup.whenDone(wakeUp));
	}

	/**
	 * Returns the names without a route.
	 * @return the reason for each name
	 */
	public Map<ServerAddress, IOException> unresolved() {
		Map<ServerAddress, IOException> failures = new LinkedHashMap<>(this.unresolved);
		this.lookups.keySet()
			.forEach((server) -> failures.put(server, new SocketTimeoutException("resolving the host name timed out")));
		return failures;
	}

	/**
	 * Removes the action set by {@link #whenResolved}.
	 */
	@Override
	public void close() {
		Runnable wakeUp = this.wakeUp;
		if (wakeUp != null) {
			this.lookups.values().forEach((lookup) -> lookup.forget(wakeUp));
		}
	}

}
