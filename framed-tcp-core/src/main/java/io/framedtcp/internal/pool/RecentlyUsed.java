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

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

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
final class RecentlyUsed<T> {

	private static final int MAX_PLACES = 64;

	/** Places that threads write to stand in cache lines of their own. */
	private static final int STRIDE = 16;

	private final AtomicReferenceArray<@Nullable T> places;

	private final int mask;

	/**
	 * Create places.
	 * @param connections for how many connections; 0 to keep none
	 */
	RecentlyUsed(int connections) {
		int count = Math.min(MAX_PLACES, 2 * Integer.highestOneBit(connections));
		this.places = new AtomicReferenceArray<>(count * STRIDE);
		this.mask = count - 1;
	}

	/**
	 * Take a connection, that of the current thread if there is one.
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
	 * Keep a connection, at the place of the current thread if that is free.
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
	 * Take a certain connection.
	 * @param connection the connection
	 * @return whether it was there; otherwise somebody else has taken it
	 */
	boolean remove(T connection) {
		for (int i = 0; i <= this.mask; i++) {
			if (this.places.compareAndSet(i * STRIDE, connection, null)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Take all connections that are there now.
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
