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

package io.framedtcp.internal.shared;

import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import io.framedtcp.pool.SharingStatus;
import io.framedtcp.spi.CloseReason;

/**
 * Counts the events on the shared connections of a client. Safe for use by many threads.
 */
final class SharingCounters {

	private final LongAdder frames = new LongAdder();

	private final LongAdder writes = new LongAdder();

	private final LongAdder swallowed = new LongAdder();

	private final Map<CloseReason, LongAdder> drained = new ConcurrentHashMap<>();

	/**
	 * Counts a write.
	 * @param frames the number of frames that it begins
	 */
	void written(int frames) {
		this.writes.increment();
		this.frames.add(frames);
	}

	/**
	 * Counts a drained connection.
	 * @param reason the reason
	 */
	void drained(CloseReason reason) {
		this.drained.computeIfAbsent(reason, (key) -> new LongAdder()).increment();
	}

	/**
	 * Counts a late reply.
	 */
	void swallowed() {
		this.swallowed.increment();
	}

	/**
	 * Returns the counts, and the current numbers of the connections.
	 * @param connections the leased connections
	 * @param waiting the number of callers that wait for a place
	 * @return the numbers at this moment
	 */
	SharingStatus status(Collection<SharedConnection> connections, int waiting) {
		int count = 0;
		int inFlight = 0;
		int orphans = 0;
		for (SharedConnection connection : connections) {
			count++;
			inFlight += connection.inFlight();
			orphans += connection.orphans();
		}
		Map<CloseReason, Long> drained = new EnumMap<>(CloseReason.class);
		this.drained.forEach((reason, number) -> drained.put(reason, number.sum()));
		return new SharingStatus(count, inFlight, waiting, orphans, this.frames.sum(), this.writes.sum(),
				this.swallowed.sum(), drained);
	}

}
