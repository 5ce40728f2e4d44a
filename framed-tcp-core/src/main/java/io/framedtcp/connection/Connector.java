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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Opens a connection to the first address that accepts, all within one deadline: the time
 * that is left is shared evenly between the addresses that are left, as Go's dialer does,
 * so that one that swallows connection requests does not use it up for the others. The IP
 * addresses of one name share only the time to connect: whichever accepts is the server,
 * and has the rest for its handshake and its initializer. Those that have failed a short
 * while ago are tried last.
 */
final class Connector {

	private final ConnectionSettings settings;

	private final LinkOpener opener;

	private final HostResolver resolver;

	private final SetAside<ServerAddress> failedAddresses;

	private final SetAside<InetSocketAddress> failedTargets;

	private final AtomicInteger rotation = new AtomicInteger();

	Connector(ConnectionSettings settings, Watchdog watchdog, HostResolver resolver) {
		this.settings = settings;
		this.opener = new LinkOpener(settings, watchdog);
		this.resolver = resolver;
		this.failedAddresses = new SetAside<>(settings.addressRetryDelay());
		this.failedTargets = new SetAside<>(settings.addressRetryDelay());
	}

	/**
	 * Connect.
	 * @param deadline the caller's deadline; the connect time-out may end it earlier
	 * @return the connected channel
	 * @throws ConnectFailedException if no address accepts in time
	 * @throws IOException if the thread is interrupted, which leaves its flag set
	 */
	Link connect(Deadline deadline) throws IOException {
		Deadline connectBy = deadline.atMost(this.settings.connectTimeout());
		boolean hurried = isHurried(deadline);
		List<ServerAddress> addresses = this.failedAddresses.order(addresses());
		List<AttemptFailedException> attempts = new ArrayList<>();
		for (int i = 0; i < addresses.size(); i++) {
			ServerAddress address = addresses.get(i);
			try {
				Link link = connect(address, connectBy.share(addresses.size() - i), hurried);
				this.failedAddresses.connected(address);
				return link;
			}
			catch (AttemptFailedException ex) {
				throwIfInterrupted(ex);
				if (!(hurried && ex.isTimedOut())) {
					this.failedAddresses.failed(address);
				}
				attempts.add(ex);
			}
		}
		throw new ConnectFailedException(attempts, hurried && deadline.remainingNanos() <= 0);
	}

	/**
	 * Try an address only after the others for a while: it accepts connections, and then
	 * closes them without having said anything.
	 * @param link one of them
	 */
	void setAside(Link link) {
		this.failedAddresses.failed(link.server());
		this.failedTargets.failed(link.remoteAddress());
	}

	/**
	 * Return whether a caller leaves so much less time than the connect time-out that an
	 * attempt which runs out of it says little of the server.
	 * @param deadline the caller's deadline
	 * @return whether it is more than a tenth shorter
	 */
	private boolean isHurried(Deadline deadline) {
		Duration almost = this.settings.connectTimeout().dividedBy(10).multipliedBy(9);
		return almost.minusNanos(deadline.remainingNanos()).compareTo(Duration.ZERO) > 0;
	}

	private List<ServerAddress> addresses() {
		List<ServerAddress> addresses = this.settings.addresses();
		if (this.settings.addressSelection() == AddressSelection.IN_ORDER || addresses.size() == 1) {
			return addresses;
		}
		List<ServerAddress> rotated = new ArrayList<>(addresses);
		Collections.rotate(rotated, -Math.floorMod(this.rotation.getAndIncrement(), rotated.size()));
		return rotated;
	}

	private Link connect(ServerAddress address, Deadline deadline, boolean hurried) throws IOException {
		List<InetSocketAddress> targets = this.failedTargets.order(targets(address, deadline));
		AttemptFailedException last = null;
		for (int i = 0; i < targets.size(); i++) {
			InetSocketAddress target = targets.get(i);
			try {
				Link link = this.opener.open(address, target, deadline.share(targets.size() - i), deadline);
				this.failedTargets.connected(target);
				return link;
			}
			catch (AttemptFailedException ex) {
				throwIfInterrupted(ex);
				if (!(hurried && ex.isTimedOut())) {
					this.failedTargets.failed(target);
				}
				if (last != null) {
					ex.addSuppressed(last);
				}
				last = ex;
			}
		}
		throw (last != null) ? last
				: new AttemptFailedException(address + ": has no IP address", ConnectStep.CONNECT, false, null);
	}

	private List<InetSocketAddress> targets(ServerAddress address, Deadline deadline) throws IOException {
		try {
			InetAddress[] resolved = this.resolver.resolve(address.host(), deadline);
			return Stream.of(resolved).map((ip) -> new InetSocketAddress(ip, address.port())).toList();
		}
		catch (IOException ex) {
			throwIfInterrupted(ex);
			throw new AttemptFailedException(address + ": " + ex.getMessage(), ConnectStep.CONNECT,
					ex instanceof SocketTimeoutException, ex);
		}
	}

	static void throwIfInterrupted(Exception ex) throws IOException {
		if (Thread.currentThread().isInterrupted() && ex instanceof IOException interrupted) {
			throw interrupted;
		}
	}

}
