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

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Goal;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Contender;

/**
 * Who are compared for the figures that the project holds itself to.
 */
final class Ratios {

	private static final int SMALL = 100;

	private static final int KIBIBYTE = 1024;

	private static final int MEBIBYTE = 1024 * 1024;

	private static final int BATCH = 32;

	/** Enough for the second compiler to come to an end, with two processors. */
	private static final long WARMUP_MILLIS = 3000;

	/** TLS is much more code, of which the floor and we share the lower half only. */
	private static final long TLS_WARMUP_MILLIS = 10_000;

	private static final int TURNS = 10;

	private static final long TURN_MILLIS = 200;

	private Ratios() {
	}

	/**
	 * Return who are compared with each other.
	 * @return the bouts, each of one round
	 */
	static List<Bout> bouts() {
		Cell one = Cell.plain(1, 1, SMALL);
		Cell eight = Cell.plain(8, 8, SMALL);
		Cell crowd = Cell.plain(64, 8, SMALL);
		Cell virtual = Cell.plain(64, 64, SMALL).withVirtualThreads();
		List<Bout> bouts = new ArrayList<>();
		bouts.add(bout(of(one, Peer.RAW), of(one, Peer.FRAMED_TCP), of(one, Peer.SPRING_INTEGRATION),
				of(one, Peer.RAW_TESTED), again(one)));
		bouts.add(bout(of(eight, Peer.RAW), of(eight, Peer.FRAMED_TCP), of(eight, Peer.SPRING_INTEGRATION),
				of(eight, Peer.RAW_TESTED), again(eight)));
		bouts.add(bout(of(crowd, Peer.RAW), of(crowd, Peer.FRAMED_TCP), of(crowd, Peer.SPRING_INTEGRATION),
				Contender.beside(crowd, Goal.EIGHT_RAW, eight, Peer.RAW), again(crowd)));
		bouts.add(floorAndOurs(Cell.plain(1, 1, MEBIBYTE)));
		bouts.add(floorAndOurs(Cell.plain(1, 1, KIBIBYTE).withTls()));
		bouts.add(floorAndOurs(Cell.plain(8, 8, KIBIBYTE).withTls()));
		bouts.add(bout(of(virtual, Peer.FRAMED_TCP),
				of(Cell.plain(1000, 64, SMALL).withVirtualThreads(), Peer.FRAMED_TCP)));
		bouts.add(bout(Contender.oneByOne(one), Contender.batch(one, BATCH)));
		Cell roomy = Cell.plain(8, 1000, SMALL);
		bouts.add(bout(Contender.idle(roomy, 8), Contender.idle(roomy, 1000)));
		return bouts;
	}

	private static Bout floorAndOurs(Cell cell) {
		return bout(of(cell, Peer.RAW), of(cell, Peer.FRAMED_TCP), again(cell));
	}

	private static Contender of(Cell cell, Peer peer) {
		return Contender.of(cell, peer);
	}

	private static Contender again(Cell cell) {
		return Contender.beside(cell, Goal.RAW_AGAIN, cell, Peer.RAW);
	}

	private static Bout bout(Contender... contenders) {
		long warmup = contenders[0].cell().tls() ? TLS_WARMUP_MILLIS : WARMUP_MILLIS;
		return new Bout(List.of(contenders), warmup, 1, TURNS, TURN_MILLIS);
	}

}
