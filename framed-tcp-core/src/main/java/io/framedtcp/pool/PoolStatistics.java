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

package io.framedtcp.pool;

import java.util.Map;

import io.framedtcp.spi.CloseReason;

/**
 * Counts of the events in a pool since it was created. Closing and reopening the pool
 * does not reset them.
 *
 * @param opened connections opened
 * @param connectFailures attempts to open a connection that failed
 * @param refused callers that got no connection: none became free in time, too many
 * callers were waiting, or the last attempts to connect had failed
 * @param retried exchanges that were repeated
 * @param unsolicited frames that answered no request
 * @param leaksSuspected connections held for longer than the leak detection threshold
 * @param closed connections closed for good, by reason; reasons that have not occurred
 * are not in the map
 */
public record PoolStatistics(long opened, long connectFailures, long refused, long retried, long unsolicited,
		long leaksSuspected, Map<CloseReason, Long> closed) {

	/**
	 * Creates statistics.
	 */
	public PoolStatistics {
		closed = Map.copyOf(closed);
	}

}
