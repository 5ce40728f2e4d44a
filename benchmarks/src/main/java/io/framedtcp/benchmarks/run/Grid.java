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

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Contender;

/**
 * The grid in which all clients are compared.
 */
final class Grid {

	/** Why not all clients have turns. */
	static final String WITHOUT = "free list, 500 ms flush: an exchange of it takes the whole deadline, which is its"
			+ " throughput, as --quick shows";

	/** Why not all cells are measured in turns. */
	static final String TOO_LARGE = "cells in which the callers' requests are more than 256 MiB, and their replies"
			+ " the same again: ";

	private static final long LARGEST_BYTES = 256L * 1024 * 1024;

	private static final int[] PAYLOADS = { 16, 1024, 64 * 1024, 1024 * 1024 };

	private static final int[] CALLERS = { 1, 8, 64, 1000 };

	private static final int[] CONNECTIONS = { 1, 8, 64 };

	/** For the first cell in a JVM: the others run the same code. */
	private static final long WARMUP_MILLIS = 2000;

	private static final long TLS_WARMUP_MILLIS = 5000;

	private static final long REWARM_MILLIS = 150;

	private static final int TURNS = 1;

	private static final long TURN_MILLIS = 150;

	private Grid() {
	}

	/**
	 * Return all cells.
	 * @return the cells, in order
	 */
	static List<Cell> cells() {
		return ints(PAYLOADS, (payload) -> ints(CALLERS, (callers) -> cells(callers, payload))).toList();
	}

	/**
	 * Return who has turns.
	 * @return the floor, and all pools but one
	 */
	static Set<Peer> peers() {
		Set<Peer> peers = EnumSet.of(Peer.RAW);
		Stream.of(Peer.values()).filter((peer) -> peer.isPool() && peer != Peer.FREE_LIST_500).forEach(peers::add);
		return peers;
	}

	/**
	 * Share cells out among JVMs: one for each kind of thread, transport and size.
	 * @param cells the cells
	 * @param rounds how many rounds each has
	 * @return what each JVM measures
	 */
	static List<List<Bout>> programs(List<Cell> cells, int rounds) {
		Map<String, List<Cell>> groups = cells.stream()
			.collect(Collectors.groupingBy((cell) -> cell.tls() + "/" + cell.virtual() + "/" + cell.payload(),
					LinkedHashMap::new, Collectors.toList()));
		return groups.values().stream().map((group) -> bouts(group, rounds)).toList();
	}

	static boolean isTooLarge(Cell cell) {
		return (long) cell.callers() * cell.payload() > LARGEST_BYTES;
	}

	private static List<Bout> bouts(List<Cell> cells, int rounds) {
		Cell first = cells.get(0);
		long begin = first.tls() ? TLS_WARMUP_MILLIS : WARMUP_MILLIS;
		return cells.stream().map((cell) -> {
			List<Contender> contenders = peers().stream().map((peer) -> Contender.of(cell, peer)).toList();
			long warmup = cell.equals(first) ? begin : REWARM_MILLIS;
			return new Bout(contenders, warmup, rounds, TURNS, TURN_MILLIS);
		}).toList();
	}

	private static Stream<Cell> cells(int callers, int payload) {
		// With more connections than callers the rest is never opened.
		return Arrays.stream(CONNECTIONS)
			.filter((connections) -> connections <= callers)
			.mapToObj((connections) -> Cell.plain(callers, connections, payload))
			.flatMap((cell) -> Stream.of(cell, cell.withTls(), cell.withVirtualThreads(),
					cell.withTls().withVirtualThreads()));
	}

	private static Stream<Cell> ints(int[] values, Function<Integer, Stream<Cell>> cells) {
		return IntStream.of(values).boxed().flatMap(cells);
	}

}
