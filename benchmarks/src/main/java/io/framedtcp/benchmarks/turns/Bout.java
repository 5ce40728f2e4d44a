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

package io.framedtcp.benchmarks.turns;

import java.util.List;

import io.framedtcp.benchmarks.report.Cell;

/**
 * Some who are compared with each other, with requests of the same size.
 *
 * @param contenders who they are
 * @param warmupMillis for how long each is called before
 * @param rounds how many figures there are of each
 * @param turns how many turns make a round
 * @param turnMillis how long a turn is
 */
public record Bout(List<Contender> contenders, long warmupMillis, int rounds, int turns, long turnMillis) {

	/** Beyond this the callers' own payloads, and the buffers, need a larger heap. */
	private static final long SMALL_HEAP_BYTES = 32L * 1024 * 1024;

	/** The machine needs a moment after each turn, and a JVM until it runs. */
	private static final double OVERHEAD = 1.3;

	/**
	 * Return whether the callers are virtual threads.
	 * @return whether they all are
	 */
	public boolean isVirtual() {
		return this.contenders.get(0).cell().virtual();
	}

	/**
	 * Return about how long it takes.
	 * @return seconds
	 */
	public double seconds() {
		return OVERHEAD * this.contenders.size() * (this.warmupMillis + this.rounds * this.turns * this.turnMillis)
				/ 1000.0;
	}

	int payload() {
		return this.contenders.get(0).cell().payload();
	}

	int callers() {
		return this.contenders.stream().map(Contender::cell).mapToInt(Cell::callers).max().orElseThrow();
	}

	int largestBatch() {
		return this.contenders.stream().mapToInt(Contender::exchangesAtOnce).max().orElseThrow();
	}

	boolean isLarge() {
		long connections = this.contenders.stream().map(Contender::cell).mapToLong(Cell::connections).sum();
		return Math.max(callers(), connections) * payload() > SMALL_HEAP_BYTES;
	}

}
