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

	/** How soon to look again for a slot that is on its way. */
	private static final Duration LOOK_AGAIN = Duration.ofMillis(1);

	private final GenericObjectPool<Slot> pool;

	private final RecentlyUsed<Slot> recentlyUsed;

	private final Permits permits;

	IdleSlots(GenericObjectPool<Slot> pool, PoolSettings settings, Permits permits) {
		this.pool = pool;
		this.permits = permits;
		// If there may be too many idle ones, Commons Pool2 has to decide.
		this.recentlyUsed = new RecentlyUsed<>((settings.maxIdle() < settings.maxTotal()) ? 0 : settings.maxTotal());
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
		boolean kept = this.recentlyUsed.keep(slot);
		// Nobody may look again, once the pool is closed.
		if (!kept || (this.permits.isClosed() && this.recentlyUsed.remove(slot))) {
			this.pool.returnObject(slot);
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

}
