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
 * The store of idle slots. Some are in places of the threads that used them last, the
 * others in {@code GenericObjectPool}. {@code GenericObjectPool} counts all slots and
 * keeps their number within the maximum of connections.
 * <p>
 * Safe for use by many threads.
 */
final class IdleSlots {

	private static final Log logger = LogFactory.getLog(IdleSlots.class);

	/** How long to wait for a slot that another thread is moving or testing. */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

	private final GenericObjectPool<Slot> pool;

	private final ThreadAffineFreeList<Slot> freeList;

	private final Permits permits;

	IdleSlots(GenericObjectPool<Slot> pool, PoolSettings settings, Permits permits) {
		this(pool, settings, permits, true);
	}

	/**
	 * Creates a store of slots.
	 * @param pool keeps the slots
	 * @param settings the size of the pool
	 * @param permits knows whether the client is closed
	 * @param recentFirst whether to lend the most recently used connection first
	 */
	IdleSlots(GenericObjectPool<Slot> pool, PoolSettings settings, Permits permits, boolean recentFirst) {
		this.pool = pool;
		this.permits = permits;
		// With a smaller maxIdle, Commons Pool2 must decide which slots to keep.
		boolean kept = recentFirst && settings.maxIdle() >= settings.maxTotal();
		this.freeList = new ThreadAffineFreeList<>(kept ? settings.maxTotal() : 0);
	}

	/**
	 * Creates a store, and the pool of Commons Pool2 behind it.
	 * @param factory makes and destroys slots
	 * @param settings the size of the pool
	 * @param pinger pings idle connections
	 * @param permits knows whether the client is closed
	 * @param recentFirst whether to lend the most recently used connection first
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
	 * Takes a recently used slot, the one of this thread if possible.
	 * @return the slot, or {@code null} if there is none
	 */
	@Nullable Slot takeRecent() {
		return this.freeList.take();
	}

	/**
	 * Takes an idle slot, or a new one if none is idle. Waits briefly if the number of
	 * slots is at its maximum.
	 * @return the slot, or {@code null} if there is none
	 * @throws Exception if Commons Pool2 fails, or the thread is interrupted
	 */
	@Nullable Slot take() throws Exception {
		Slot slot = this.freeList.take();
		if (slot == null) {
			slot = takeFromPool();
			if (slot != null && slot.isNew()) {
				// A slot added for another caller is in front of the open ones.
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
		Slot slot = this.freeList.take();
		if (slot != null || this.pool.getNumIdle() == 0) {
			return slot;
		}
		try {
			slot = takeFromPool();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return null;
		}
		catch (Exception ex) {
			// Another caller was faster.
			return null;
		}
		if (slot != null && slot.isNew()) {
			close(slot);
			return null;
		}
		return slot;
	}

	/**
	 * Takes a new slot if there is room.
	 * @return the new slot, or {@code null} if there is no room
	 * @throws Exception if Commons Pool2 fails, or the thread is interrupted
	 */
	@Nullable Slot takeNew() throws Exception {
		List<Slot> opened = new ArrayList<>();
		try {
			if (hasRoom() && this.pool.getNumIdle() < this.pool.getMaxIdle()) {
				// Puts it in front of the others.
				this.pool.addObject();
			}
			Slot slot = takeFromPool();
			while (slot != null && !slot.isNew()) {
				opened.add(slot);
				slot = takeFromPool();
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
		if (!this.freeList.keep(slot)) {
			this.pool.returnObject(slot);
		}
		else if (this.permits.isClosed()) {
			// The closing may have emptied the places already.
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
	 * Returns the recently used slots to Commons Pool2.
	 */
	void putAway() {
		this.freeList.removeAll(this.pool::returnObject);
	}

	int count() {
		return this.pool.getNumIdle() + this.freeList.size();
	}

	/**
	 * Closes all idle slots.
	 */
	void closeAll() {
		this.pool.clear();
	}

	/**
	 * Closes the store and its remaining slots for good. Waits for a thread that is
	 * testing a slot.
	 */
	void end() {
		this.pool.close();
	}

	private @Nullable Slot takeFromPool() throws Exception {
		try {
			return this.pool.borrowObject(LOOK_AGAIN);
		}
		catch (NoSuchElementException ex) {
			return null;
		}
	}

	/**
	 * A free list of recently returned connections, each in a place of the thread that
	 * returned it. A thread that makes many calls keeps its connection and shares no lock
	 * with others; see docs/decisions/0014. Commons Pool2 considers these connections
	 * borrowed, until the housekeeper returns them.
	 * <p>
	 * Safe for use by many threads.
	 *
	 * @param <T> the type of a connection
	 */
	static final class ThreadAffineFreeList<T> {

		private static final int MAX_PLACES = 64;

		/** Keeps each place in a cache line of its own. */
		private static final int STRIDE = 16;

		private final AtomicReferenceArray<@Nullable T> places;

		private final int mask;

		/**
		 * Creates places.
		 * @param connections the number of connections; 0 to keep none
		 */
		ThreadAffineFreeList(int connections) {
			int count = Math.min(MAX_PLACES, 2 * Integer.highestOneBit(connections));
			this.places = new AtomicReferenceArray<>(count * STRIDE);
			this.mask = count - 1;
		}

		/**
		 * Takes a connection, preferably from the place of the current thread.
		 * @return a connection that no other thread gets, or {@code null} if there is
		 * none
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
		 * Keeps a connection, preferably in the place of the current thread.
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
		 * Takes all connections out of their places.
		 * @param consumer receives each connection
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
