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

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.PoolSettings;

/**
 * Where idle slots are: at a place for each thread, and behind that in
 * {@code GenericObjectPool}, which counts all slots and never has more than connections
 * are allowed.
 * <p>
 * Safe for use by many threads.
 */
final class IdleSlots {

	private static final Log logger = LogFactory.getLog(IdleSlots.class);

	/** How soon to look again for a slot that is on its way. */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

	private final GenericObjectPool<Slot> pool;

	private final RecentlyUsed<Slot> recentlyUsed;

	private final Permits permits;

	IdleSlots(GenericObjectPool<Slot> pool, PoolSettings settings, Permits permits) {
		this(pool, settings, permits, true);
	}

	/**
	 * Creates a store of slots.
	 * @param pool keeps the slots
	 * @param settings how many connections to hold
	 * @param permits says whether the client is closed
	 * @param recentFirst whether to lend the connections first that were used last
	 */
	IdleSlots(GenericObjectPool<Slot> pool, PoolSettings settings, Permits permits, boolean recentFirst) {
		this.pool = pool;
		this.permits = permits;
		// If there may be too many idle ones, Commons Pool2 has to decide.
		boolean kept = recentFirst && settings.maxIdle() >= settings.maxTotal();
		this.recentlyUsed = new RecentlyUsed<>(kept ? settings.maxTotal() : 0);
	}

	/**
	 * Creates a store, and the pool of Commons Pool2 behind it.
	 * @param factory makes and destroys slots
	 * @param settings how many connections to hold
	 * @param pinger says how long idle connections are kept
	 * @param permits says whether the client is closed
	 * @param recentFirst whether to lend the connections first that were used last
	 * @return the store
	 */
	static IdleSlots madeBy(SlotFactory factory, PoolSettings settings, Pinger pinger, Permits permits,
			boolean recentFirst) {
		IdlePoolConfig config = new IdlePoolConfig(settings, pinger);
		config.setLifo(recentFirst);
		GenericObjectPool<Slot> pool = new GenericObjectPool<>(factory, config);
		pool.setSwallowedExceptionListener((ex) -> {
			if (!(ex instanceof NotReusableException)) {
				logger.warn("Commons Pool2 swallowed an exception", ex);
			}
		});
		return new IdleSlots(pool, settings, permits, recentFirst);
	}

	/**
	 * Takes a slot that was used lately, by this thread if possible.
	 * @return the slot, or {@code null} if there is none
	 */
	@Nullable Slot takeRecent() {
		return this.recentlyUsed.take();
	}

	/**
	 * Takes an idle slot, or a new one if none is idle. Waits a moment if there are as
	 * many slots as may be.
	 * @return the slot, or {@code null} if there is none
	 * @throws Exception if Commons Pool2 fails, or the thread is interrupted
	 */
	@Nullable Slot take() throws Exception {
		Slot slot = this.recentlyUsed.take();
		if (slot == null) {
			slot = borrow();
			if (slot != null && slot.isNew()) {
				// One that was added for somebody else is in front of the others.
				Slot open = takeOpen();
				if (open != null) {
					close(slot);
					return open;
				}
			}
		}
		return slot;
	}

	/**
	 * Takes an idle slot whose connection is open.
	 * @return the slot, or {@code null} if there is none
	 */
	@Nullable Slot takeOpen() {
		Slot slot = this.recentlyUsed.take();
		if (slot != null || this.pool.getNumIdle() == 0) {
			return slot;
		}
		try {
			slot = borrow();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (Exception ex) {
			// Somebody else has taken it.
			return null;
		}
		if (slot != null && slot.isNew()) {
			close(slot);
			return null;
		}
		return slot;
	}

	/**
	 * Takes a new slot if there is room for one.
	 * @return the slot, which is new, or {@code null}
	 * @throws Exception if Commons Pool2 fails, or the thread is interrupted
	 */
	@Nullable Slot takeNew() throws Exception {
		List<Slot> opened = new ArrayList<>();
		try {
			if (hasRoom() && this.pool.getNumIdle() < this.pool.getMaxIdle()) {
				// In front of the others.
				this.pool.addObject();
			}
			Slot slot = borrow();
			while (slot != null && !slot.isNew()) {
				opened.add(slot);
				slot = borrow();
			}
			return slot;
		}
		finally {
			opened.forEach(this::put);
		}
	}

	boolean hasRoom() {
		return this.pool.getNumIdle() + this.pool.getNumActive() < this.pool.getMaxTotal();
	}

	/**
	 * Puts an idle slot where the next caller finds it.
	 * @param slot the slot
	 */
	void put(Slot slot) {
		if (!this.recentlyUsed.keep(slot)) {
			this.pool.returnObject(slot);
		}
		else if (this.permits.isClosed()) {
			// Nobody may look again.
			putAway();
		}
	}

	/**
	 * Closes a slot that must not be used again.
	 * @param slot the slot, which is new, or whose connection has a reason to be closed
	 */
	void close(Slot slot) {
		this.pool.returnObject(slot);
	}

	/**
	 * Tests, pings and evicts idle slots.
	 * @throws Exception if Commons Pool2 fails, or the thread is interrupted
	 */
	void testIdle() throws Exception {
		putAway();
		this.pool.evict();
	}

	/**
	 * Gives the slots that were used lately to Commons Pool2.
	 */
	void putAway() {
		this.recentlyUsed.removeAll(this.pool::returnObject);
	}

	int count() {
		return this.pool.getNumIdle() + this.recentlyUsed.size();
	}

	/**
	 * Closes all idle slots.
	 */
	void closeAll() {
		this.pool.clear();
	}

	/**
	 * Closes what is left, for good. May wait for whoever tests a slot.
	 */
	void end() {
		this.pool.close();
	}

	private @Nullable Slot borrow() throws Exception {
		try {
			return this.pool.borrowObject(LOOK_AGAIN);
		}
		catch (NoSuchElementException ex) {
			return null;
		}
	}

	/**
	 * Connections that have been returned lately, each in a place of the thread that has
	 * returned it. So a thread that makes one call after the other goes on with its
	 * connection, and shares no lock with others; see docs/decisions/0014. Commons Pool2
	 * takes them to be lent; the housekeeper gives them back to it.
	 * <p>
	 * Safe for use by many threads.
	 *
	 * @param <T> the type of a connection
	 */
	static final class RecentlyUsed<T> {

		private static final int MAX_PLACES = 64;

		/** Places that threads write to stand in cache lines of their own. */
		private static final int STRIDE = 16;

		private final AtomicReferenceArray<@Nullable T> places;

		private final int mask;

		/**
		 * Creates places.
		 * @param connections for how many connections; 0 to keep none
		 */
		RecentlyUsed(int connections) {
			int count = Math.min(MAX_PLACES, 2 * Integer.highestOneBit(connections));
			this.places = new AtomicReferenceArray<>(count * STRIDE);
			this.mask = count - 1;
		}

		/**
		 * Takes a connection, that of the current thread if there is one.
		 * @return a connection, which nobody else gets, or {@code null} if there is none
		 */
		@Nullable T take() {
			int own = (int) Thread.currentThread().getId();
			for (int i = 0; i <= this.mask; i++) {
				int place = ((own + i) & this.mask) * STRIDE;
				T connection = this.places.get(place);
				if (connection != null && this.places.compareAndSet(place, connection, null)) {
					return connection;
				}
			}
			return null;
		}

		/**
		 * Keeps a connection, at the place of the current thread if that is free.
		 * @param connection the connection
		 * @return whether there was a place
		 */
		boolean keep(T connection) {
			int own = (int) Thread.currentThread().getId();
			for (int i = 0; i <= this.mask; i++) {
				int place = ((own + i) & this.mask) * STRIDE;
				if (this.places.get(place) == null && this.places.compareAndSet(place, null, connection)) {
					return true;
				}
			}
			return false;
		}

		/**
		 * Takes all connections that are there now.
		 * @param consumer what becomes of each
		 */
		void removeAll(Consumer<T> consumer) {
			for (int i = 0; i <= this.mask; i++) {
				T connection = this.places.getAndSet(i * STRIDE, null);
				if (connection != null) {
					consumer.accept(connection);
				}
			}
		}

		int size() {
			int size = 0;
			for (int i = 0; i <= this.mask; i++) {
				size += (this.places.get(i * STRIDE) != null) ? 1 : 0;
			}
			return size;
		}

	}

}
