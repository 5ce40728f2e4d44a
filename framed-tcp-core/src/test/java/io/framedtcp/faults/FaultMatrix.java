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

package io.framedtcp.faults;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The cells and what came of them, and the table that they make.
 */
final class FaultMatrix {

	private static final String IMPOSSIBLE = "\u2013";

	private final Map<Cell, CellResult> results;

	private final Duration elapsed;

	FaultMatrix(Map<Cell, CellResult> results, Duration elapsed) {
		this.results = results;
		this.elapsed = elapsed;
	}

	CellResult result(Cell cell) {
		return this.results.get(cell);
	}

	/**
	 * Return what was predicted, as Markdown.
	 * @return the lines of a table
	 */
	static String predicted() {
		StringBuilder text = new StringBuilder("| Fault | Point |");
		columns().forEach((column) -> text.append(' ').append(column).append(" |"));
		text.append("\n|---|---|").append("---|".repeat(columns().size())).append('\n');
		rows().forEach((row, cells) -> {
			Cell first = cells.get(0);
			text.append("| `").append(first.fault()).append("` | `").append(first.point()).append("` |");
			entries(cells, (cell) -> Oracle.predict(cell).toString())
				.forEach((entry) -> text.append(' ').append(entry).append(" |"));
			text.append('\n');
		});
		return text.toString();
	}

	/**
	 * Return what was seen.
	 * @return lines for people to read
	 */
	String seen() {
		StringBuilder text = new StringBuilder(line("", columns()));
		rows().forEach((row, cells) -> text.append(line(row, entries(cells, (cell) -> result(cell).toString()))));
		Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
		this.results.values()
			.stream()
			.filter((result) -> result.failure() == null)
			.forEach((result) -> counts.merge(result.outcome(), 1, Integer::sum));
		return text
			.append(String.format("%d cells in %d s: %s%n", this.results.size(), this.elapsed.toSeconds(), counts))
			.toString();
	}

	private static Map<String, List<Cell>> rows() {
		return Cell.all().stream().collect(Collectors.groupingBy(Cell::row, LinkedHashMap::new, Collectors.toList()));
	}

	private static List<String> columns() {
		return rows().values()
			.iterator()
			.next()
			.stream()
			.map((cell) -> (cell.reused() ? "reused " : "fresh ") + cell.kind())
			.distinct()
			.toList();
	}

	/**
	 * Return the entries of a row. Neighbours differ in the matcher alone, and share an
	 * entry.
	 * @param cells the cells of a row
	 * @param result what to say of each
	 * @return the entries
	 */
	private static List<String> entries(List<Cell> cells, Function<Cell, String> result) {
		return cells.stream()
			.filter((cell) -> !cell.matched())
			.map((cell) -> Oracle.isPossible(cell) ? entry(cell, result) : IMPOSSIBLE)
			.toList();
	}

	private static String entry(Cell cell, Function<Cell, String> result) {
		String without = result.apply(cell);
		String with = result.apply(new Cell(cell.fault(), cell.point(), cell.reused(), cell.kind(), true));
		return without.equals(with) ? without : without + " / " + with;
	}

	private static String line(String row, List<String> entries) {
		return String.format("%-50s", row) + entries.stream()
			.map((entry) -> String.format("%-18s", entry))
			.collect(Collectors.joining())
			.stripTrailing() + System.lineSeparator();
	}

}
