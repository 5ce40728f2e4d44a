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

import java.io.Serializable;

/**
 * The number of connections and callers of a pool at one moment. The numbers are read one
 * after the other, so under load they may not match exactly.
 *
 * @param maxTotal the most connections that may be open
 * @param active connections in use, being opened or being tested
 * @param idle connections that are open and free
 * @param waiting callers that wait for a connection, or for a place on a shared one
 */
public record PoolCounts(int maxTotal, int active, int idle, int waiting) implements Serializable {

	@Override
	public String toString() {
		return this.active + " of " + this.maxTotal + " in use, " + this.idle + " idle, " + this.waiting + " waiting";
	}

}
