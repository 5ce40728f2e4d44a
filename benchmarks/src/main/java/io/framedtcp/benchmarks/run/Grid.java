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
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;

/**
 * The grid in which all clients are compared.
 */
final class Grid {

	/** Why not all clients have turns. */
	static final String WITHOUT = "free list, 500 ms flush: an exchange of it takes the whole deadline, which is its"
			+ " throughput, as --quick and --full show";

	/** Why not all cells are measured in turns. */
	static final String TOO_LARGE = "cells in which the callers' requests are more than 256 MiB, and their replies"
			+ " the same again: ";

	private static final long LARGEST_BYTES = 256L * 1024 * 1024;

	private static final int[] PAYLOADS = { 16, 1024, 64 * 1024, 1024 * 1024 };

	private static final int[] CALLERS = { 1, 8, 64, 1000 };

	private static final int[] CONNECTIONS = { 1, 8, 64 };

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
	 * @return all but one
	 */
	static Set<Peer> peers() {
		return EnumSet.complementOf(EnumSet.of(Peer.FREE_LIST_500));
	}

	static boolean isTooLarge(Cell cell) {
		return (long) cell.callers() * cell.payload() > LARGEST_BYTES;
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
