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

package io.framedtcp.sample;

import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.PoolCounts;
import io.framedtcp.pool.PoolStatistics;
import io.framedtcp.pool.SharingStatus;

/**
 * What the page shows.
 *
 * @param pool what the pool that callers use has at this moment
 * @param statistics what has happened in the pool
 * @param lastConnectFailure why the last connection could not be opened, if there has
 * been none since
 * @param shareable whether callers can share one connection
 * @param sharing what the shared connection is doing, if callers share one
 * @param callers how many callers ask
 * @param behaviour how the embedded price server behaves, if it is the one that is asked
 * @param framedTcp what the template's callers got
 * @param naive what the naive pool's callers got, if there is one
 * @param latencyBoundsMillis the upper bounds of the buckets of latencies
 */
record DeskStatus(PoolCounts pool, PoolStatistics statistics, @Nullable String lastConnectFailure, boolean shareable,
		@Nullable SharingStatus sharing, int callers, @Nullable Behaviour behaviour, CallStatistics.Counts framedTcp,
		CallStatistics.@Nullable Counts naive, double[] latencyBoundsMillis) {

}
