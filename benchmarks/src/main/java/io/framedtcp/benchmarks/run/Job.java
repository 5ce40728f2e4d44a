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

package io.framedtcp.benchmarks.run;

import java.util.Map;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.internal.connection.LivenessCheckBenchmark;

/**
 * One thing to measure, once in each round.
 *
 * @param name what it is called in results, together with the variant
 * @param variant who does it
 * @param benchmark the method that JMH is to run
 * @param cell where
 * @param parameters what the benchmark is given beyond the cell
 */
record Job(String name, String variant, String benchmark, Cell cell, Map<String, String> parameters) {

	static Job exchange(Cell cell, Peer peer) {
		return new Job(cell.name(), peer.name(), ExchangeBenchmark.class.getName() + ".exchange", cell,
				Map.of("peer", peer.name()));
	}

	static Job drainAndTest(boolean tls) {
		Cell plain = Cell.plain(1, 1, 100);
		return new Job("drain-and-test", tls ? "tls" : "plain", LivenessCheckBenchmark.class.getName() + ".test",
				tls ? plain.withTls() : plain, Map.of());
	}

}
