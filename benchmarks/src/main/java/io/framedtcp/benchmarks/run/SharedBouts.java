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

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.SharedTable;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Contender;

/**
 * Who are compared where callers share connections.
 */
final class SharedBouts {

	private static final int SMALL = 100;

	/** What an application without shared connections would have. */
	private static final int POOL = 8;

	private static final long WARMUP_MILLIS = 2500;

	private static final int TURNS = 6;

	private static final long TURN_MILLIS = 200;

	/** As 16 replies come at once, a turn must have many times that. */
	private static final long SLOW_TURN_MILLIS = 4000;

	private static final long SLOW_WARMUP_MILLIS = 500;

	private SharedBouts() {
	}

	/**
	 * Return who are compared with each other.
	 * @return the bouts, each of one round
	 */
	static List<Bout> bouts() {
		Cell one = Cell.plain(1, 1, SMALL);
		return List.of(
				bout(Contender.inRow(SharedTable.ONE, one, Peer.FRAMED_TCP),
						Contender.inRow(SharedTable.ONE, one, Peer.SHARED),
						Contender.inRow(SharedTable.ONE, one, Peer.SHARED_IN_ORDER)),
				crowd(SharedTable.SOME, 64), crowd(SharedTable.MANY, 1000), platform(), slow(),
				large(SharedTable.LARGE, 64 * 1024), large(SharedTable.HUGE, 1024 * 1024));
	}

	private static Bout crowd(String row, int callers) {
		Cell single = Cell.plain(callers, 1, SMALL).withVirtualThreads();
		List<Contender> contenders = new ArrayList<>();
		contenders.add(Contender.inRow(row, Cell.plain(callers, POOL, SMALL).withVirtualThreads(), Peer.FRAMED_TCP));
		Stream.of(Peer.values())
			.filter((peer) -> peer == Peer.SHARED || peer == Peer.SHARED_IN_ORDER || peer.isRivalInSharing())
			.forEach((peer) -> contenders.add(Contender.inRow(row, single, peer)));
		contenders.add(
				Contender.inRow(row, Cell.plain(1, 1, SMALL).withVirtualThreads(), Peer.PIPELINE).withBatches(callers));
		return bout(contenders.toArray(Contender[]::new));
	}

	private static Bout platform() {
		Cell single = Cell.plain(64, 1, SMALL);
		String row = SharedTable.PLATFORM;
		return bout(Contender.inRow(row, Cell.plain(64, 64, SMALL), Peer.RAW),
				Contender.inRow(row, Cell.plain(64, POOL, SMALL), Peer.FRAMED_TCP),
				Contender.inRow(row, single, Peer.SHARED), Contender.inRow(row, single, Peer.SHARED_IN_ORDER));
	}

	private static Bout slow() {
		Cell cell = Cell.plain(16, 1, SMALL);
		String row = SharedTable.SLOW;
		return new Bout(
				List.of(Contender.inRow(row, cell, Peer.FRAMED_TCP).withSlowServer(),
						Contender.inRow(row, cell, Peer.SHARED).withSlowServer()),
				SLOW_WARMUP_MILLIS, 1, 1, SLOW_TURN_MILLIS);
	}

	private static Bout large(String row, int payload) {
		return bout(Contender.inRow(row, Cell.plain(8, POOL, payload), Peer.FRAMED_TCP),
				Contender.inRow(row, Cell.plain(8, 1, payload), Peer.SHARED));
	}

	private static Bout bout(Contender... contenders) {
		return new Bout(List.of(contenders), WARMUP_MILLIS, 1, TURNS, TURN_MILLIS);
	}

}
