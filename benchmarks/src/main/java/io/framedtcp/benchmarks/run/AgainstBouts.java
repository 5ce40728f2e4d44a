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

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.peer.VersionLoader;
import io.framedtcp.benchmarks.report.AgainstTable;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Contender;

/**
 * This version of the library and another one, in the rows of {@link Ratios} that have
 * the library. Those with frames of the same size take turns in one JVM.
 */
final class AgainstBouts {

	private static final int SMALL = 100;

	private static final int KIBIBYTE = 1024;

	private static final int MEBIBYTE = 1024 * 1024;

	private static final int BATCH = 32;

	/** Others in the JVM warm up the same code. */
	private static final long WARMUP_MILLIS = 1200;

	private static final long ALONE_WARMUP_MILLIS = 3000;

	private static final long TLS_WARMUP_MILLIS = 4000;

	private static final long TURN_MILLIS = 200;

	private final Path present = VersionLoader.present();

	private final Path other;

	private AgainstBouts(Path other) {
		this.other = other;
	}

	/**
	 * Return which are compared with each other.
	 * @param other the core jar of the other version
	 * @return the bouts, each of as many rounds as {@link AgainstTable} takes together
	 */
	static List<Bout> bouts(Path other) {
		return new AgainstBouts(other).bouts();
	}

	private List<Bout> bouts() {
		List<Contender> small = new ArrayList<>();
		Cell one = Cell.plain(1, 1, SMALL);
		add(small, AgainstTable.ONE, Contender.of(one, Peer.FRAMED_TCP));
		addAgain(small, AgainstTable.ONE, one);
		add(small, AgainstTable.EIGHT, Contender.of(Cell.plain(8, 8, SMALL), Peer.FRAMED_TCP));
		Cell crowd = Cell.plain(64, 8, SMALL);
		add(small, AgainstTable.CROWD, Contender.of(crowd, Peer.FRAMED_TCP));
		addAgain(small, AgainstTable.CROWD, crowd);
		add(small, AgainstTable.BATCH, Contender.batch(one, BATCH));
		List<Contender> large = new ArrayList<>();
		add(large, AgainstTable.LARGE, Contender.of(Cell.plain(1, 1, MEBIBYTE), Peer.FRAMED_TCP));
		List<Contender> idle = new ArrayList<>();
		Cell roomy = Cell.plain(8, 1000, SMALL);
		add(idle, AgainstTable.FEW_IDLE, Contender.idle(roomy, 8));
		add(idle, AgainstTable.MANY_IDLE, Contender.idle(roomy, 1000));
		List<Contender> tls = new ArrayList<>();
		add(tls, AgainstTable.TLS_ONE, Contender.of(Cell.plain(1, 1, KIBIBYTE).withTls(), Peer.FRAMED_TCP));
		Cell secured = Cell.plain(8, 8, KIBIBYTE).withTls();
		add(tls, AgainstTable.TLS_EIGHT, Contender.of(secured, Peer.FRAMED_TCP));
		addAgain(tls, AgainstTable.TLS_EIGHT, secured);
		List<Contender> virtual = new ArrayList<>();
		add(virtual, AgainstTable.VIRTUAL,
				Contender.of(Cell.plain(64, 64, SMALL).withVirtualThreads(), Peer.FRAMED_TCP));
		add(virtual, AgainstTable.VIRTUAL_CROWD,
				Contender.of(Cell.plain(1000, 64, SMALL).withVirtualThreads(), Peer.FRAMED_TCP));
		return List.of(bout(small, WARMUP_MILLIS), bout(large, ALONE_WARMUP_MILLIS), bout(tls, TLS_WARMUP_MILLIS),
				bout(virtual, WARMUP_MILLIS), bout(idle, WARMUP_MILLIS));
	}

	private void add(List<Contender> contenders, String row, Contender contender) {
		contenders.add(contender.ofVersion(row, AgainstTable.PRESENT, this.present));
		contenders.add(contender.ofVersion(row, AgainstTable.OTHER, this.other));
	}

	private void addAgain(List<Contender> contenders, String row, Cell cell) {
		contenders.add(Contender.of(cell, Peer.FRAMED_TCP).ofVersion(row, AgainstTable.AGAIN, this.present));
	}

	private static Bout bout(List<Contender> contenders, long warmup) {
		return new Bout(contenders, warmup, AgainstTable.ROUNDS_OF_A_JVM, AgainstTable.TURNS_OF_A_ROUND, TURN_MILLIS);
	}

}
