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

package io.framedtcp.internal.pool;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.ConnectFailure;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.spi.SynchronousPoolListener;

/**
 * Counts the events of a pool and notifies the listeners. Their exceptions are logged.
 */
final class PoolEvents implements PoolListener {

	private static final Log logger = LogFactory.getLog(PoolEvents.class);

	/** Notified in the thread of the event. */
	private final List<PoolListener> synchronous;

	/** Notified by the dispatcher. */
	private final List<PoolListener> listeners;

	/** The dispatched listeners that may override {@code connectionAcquired}. */
	private final List<PoolListener> acquireListeners;

	private final EventDispatcher dispatcher;

	private final LongAdder opened = new LongAdder();

	private final LongAdder connectFailures = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder retried = new LongAdder();

	private final LongAdder unsolicited = new LongAdder();

	private final LongAdder leaksSuspected = new LongAdder();

	private final Map<CloseReason, LongAdder> closed = new ConcurrentHashMap<>();

	/** Notified of threads that are stuck in user code. */
	private volatile Consumer<Thread> leaseReclaimed = (thread) -> {
	};

	private volatile @Nullable ConnectFailure connectFailure;

	private volatile @Nullable ConnectFailure lastConnectFailure;

	PoolEvents(String client, List<PoolListener> listeners) {
		this.synchronous = listeners.stream().filter(SynchronousPoolListener.class::isInstance).toList();
		this.listeners = listeners.stream().filter((listener) -> !this.synchronous.contains(listener)).toList();
		this.acquireListeners = this.listeners.stream().filter(PoolEvents::handlesAcquired).toList();
		this.dispatcher = new EventDispatcher(client, Workers.shared());
	}

	/**
	 * Sets who hears of leases that the pool has reclaimed.
	 * @param leaseReclaimed receives the thread that is stuck in user code
	 */
	void onLeaseReclaimed(Consumer<Thread> leaseReclaimed) {
		this.leaseReclaimed = leaseReclaimed;
	}

	void leaseReclaimed(Thread thread) {
		this.leaseReclaimed.accept(thread);
	}

	@Override
	public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
		this.opened.increment();
		this.connectFailure = null;
		tell((listener) -> listener.connectionOpened(connection, elapsed));
	}

	@Override
	public void connectFailed(String client, ConnectFailedException failure) {
		this.connectFailures.increment();
		if (!failure.isCutShort()) {
			ConnectFailure latest = new ConnectFailure(Instant.now(), failure);
			this.connectFailure = latest;
			this.lastConnectFailure = latest;
		}
		tell((listener) -> listener.connectFailed(client, failure));
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
		this.closed.computeIfAbsent(reason, (key) -> new LongAdder()).increment();
		tell((listener) -> listener.connectionClosed(connection, reason));
	}

	@Override
	public void unsolicitedFrame(ConnectionInfo connection, int size) {
		this.unsolicited.increment();
		tell((listener) -> listener.unsolicitedFrame(connection, size));
	}

	@Override
	public void connectionAcquired(ConnectionInfo connection, Duration elapsed) {
		tell(this.acquireListeners, (listener) -> listener.connectionAcquired(connection, elapsed));
	}

	@Override
	public void callerRefused(String client, IOException failure) {
		this.refused.increment();
		tell((listener) -> listener.callerRefused(client, failure));
	}

	@Override
	public void exchangeRetried(String client) {
		this.retried.increment();
		tell((listener) -> listener.exchangeRetried(client));
	}

	@Override
	public void lateReply(ConnectionInfo connection, Duration late) {
		tell((listener) -> listener.lateReply(connection, late));
	}

	@Override
	public void leakSuspected(ConnectionInfo connection, Duration held, Exception acquisition) {
		this.leaksSuspected.increment();
		tell((listener) -> listener.leakSuspected(connection, held, acquisition));
	}

	/**
	 * Returns the last connect failure since a connection was opened. Ignores attempts
	 * cut short by a caller's deadline.
	 * @return the failure, if there is one
	 */
	@Nullable ConnectFailure lastConnectFailure() {
		return this.connectFailure;
	}

	/**
	 * Returns the last connect failure, even if a connection has been opened since.
	 * @return the failure, if there was one
	 */
	@Nullable ConnectFailure lastConnectFailureEver() {
		return this.lastConnectFailure;
	}

	/**
	 * Returns whether a listener receives acquire events. Otherwise the time to acquire a
	 * connection need not be measured.
	 * @return whether there are such listeners
	 */
	boolean hasListeners() {
		return !this.synchronous.isEmpty() || !this.acquireListeners.isEmpty();
	}

	/**
	 * Returns the dispatcher of events.
	 * @return the dispatcher
	 */
	EventDispatcher dispatcher() {
		return this.dispatcher;
	}

	PoolStatistics statistics() {
		Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
		this.closed.forEach((reason, count) -> closed.put(reason, count.sum()));
		return new PoolStatistics(this.opened.sum(), this.connectFailures.sum(), this.refused.sum(), this.retried.sum(),
				this.unsolicited.sum(), this.leaksSuspected.sum(), closed);
	}

	private void tell(Consumer<PoolListener> event) {
		tell(this.listeners, event);
	}

	private void tell(List<PoolListener> listeners, Consumer<PoolListener> event) {
		tellNow(this.synchronous, event);
		if (!listeners.isEmpty()) {
			try {
				this.dispatcher.dispatch(() -> tellNow(listeners, event));
			}
			catch (RuntimeException | Error ex) {
				log(listeners, ex);
			}
		}
	}

	private static void tellNow(List<PoolListener> listeners, Consumer<PoolListener> event) {
		for (PoolListener listener : listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException | Error ex) {
				log(listener, ex);
			}
		}
	}

	/**
	 * Returns whether a listener handles acquired connections. There is one such event
	 * for each exchange, so it is queued only for listeners that need it.
	 * @param listener the listener
	 * @return {@code false} only if the listener certainly ignores the event
	 */
	private static boolean handlesAcquired(PoolListener listener) {
		try {
			return listener.getClass()
				.getMethod("connectionAcquired", ConnectionInfo.class, Duration.class)
				.getDeclaringClass() != PoolListener.class;
		}
		catch (NoSuchMethodException | RuntimeException ex) {
			// A native image does not know all methods.
			return true;
		}
	}

	private static void log(Object listener, Throwable ex) {
		try {
			logger.warn("A pool listener failed: " + listener, ex);
		}
		catch (RuntimeException | Error failure) {
			// The listener's toString() or the log has failed, say without memory.
		}
	}

}
