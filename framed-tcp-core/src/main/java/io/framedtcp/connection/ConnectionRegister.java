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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The connections of a client: those that are open, and what became of the others. It
 * lives as long as the client's pool, however often that is closed and opened again.
 * <p>
 * Safe for use by many threads.
 */
public final class ConnectionRegister {

	private static final int RETIREMENTS_KEPT = 16;

	private final Set<FramedConnection> open = new LinkedHashSet<>();

	private final Deque<Retirement> retirements = new ArrayDeque<>();

	private Traffic trafficOfRetired = Traffic.NONE;

	private @Nullable Retirement lastFailure;

	private long lastId;

	/**
	 * Returns the connections that are open.
	 * @return what is known of each, the oldest first
	 */
	public List<ConnectionStatus> openConnections() {
		return open().stream().map(FramedConnection::status).toList();
	}

	/**
	 * Returns the last retirements.
	 * @return 16 at most, the latest first
	 */
	public synchronized List<Retirement> lastRetirements() {
		return new ArrayList<>(this.retirements);
	}

	/**
	 * Returns the last retirement that was a {@linkplain Retirement#isFailure() failure}.
	 * @return the retirement, or {@code null} if there was none
	 */
	public synchronized @Nullable Retirement lastFailure() {
		return this.lastFailure;
	}

	/**
	 * Returns what has passed over all connections so far.
	 * @return the sums
	 */
	public synchronized Traffic traffic() {
		return this.open.stream().map(FramedConnection::traffic).reduce(this.trafficOfRetired, Traffic::plus);
	}

	/**
	 * Mark all connections that nobody uses as ones that must not be used again. One that
	 * has just been opened for a caller is not among them: failing its first test, it
	 * would look as if the server had closed it.
	 */
	public void evictIdle() {
		open().stream()
			.filter((connection) -> connection.state() != ConnectionState.LEASED && connection.isReused())
			.forEach((connection) -> connection.retireBecause(RetireReason.EVICTED));
	}

	synchronized long nextId() {
		return ++this.lastId;
	}

	synchronized void add(FramedConnection connection) {
		this.open.add(connection);
	}

	/**
	 * Notes that a connection is not open any more.
	 * @param connection the connection
	 * @param reason why
	 * @return whether it was, until now
	 */
	synchronized boolean remove(FramedConnection connection, RetireReason reason) {
		if (!this.open.remove(connection)) {
			return false;
		}
		this.trafficOfRetired = this.trafficOfRetired.plus(connection.traffic());
		Retirement retirement = new Retirement(Instant.now(), reason, connection.isInsideFrame(), connection.status());
		if (this.retirements.size() == RETIREMENTS_KEPT) {
			this.retirements.removeLast();
		}
		this.retirements.addFirst(retirement);
		if (retirement.isFailure()) {
			this.lastFailure = retirement;
		}
		return true;
	}

	/**
	 * Returns the connections that are open.
	 * @return a copy, the oldest first
	 */
	private synchronized List<FramedConnection> open() {
		return new ArrayList<>(this.open);
	}

}
