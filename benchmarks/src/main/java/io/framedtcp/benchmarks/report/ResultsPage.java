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

package io.framedtcp.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.framedtcp.benchmarks.counted.SystemCalls;
import io.framedtcp.benchmarks.peer.Peer;

/**
 * The page that shows results as ratios of one run.
 */
public final class ResultsPage {

	private static final String OURS = Peer.FRAMED_TCP.name();

	private static final String RAW = Peer.RAW.name();

	private static final int PLOTS = 6;

	private final StringBuilder text = new StringBuilder();

	private final Results results;

	private ResultsPage(Results results) {
		this.results = results;
	}

	/**
	 * Write the page and its plots.
	 * @param results what it shows
	 * @param file where the page goes; plots go into a directory beside it
	 * @return the file
	 * @throws IOException if that fails
	 */
	public static Path write(Results results, Path file) throws IOException {
		ResultsPage page = new ResultsPage(results);
		page.introduce();
		page.addGoals();
		page.addGrid();
		page.addLatencies();
		page.addSystemCalls();
		page.addPlots(file.resolveSibling("plots"));
		page.addSurroundings();
		return Files.writeString(file, page.text);
	}

	/**
	 * Return the page as text, without plots.
	 * @param results what it shows
	 * @return the tables
	 */
	static String tables(Results results) {
		ResultsPage page = new ResultsPage(results);
		page.addGoals();
		page.addGrid();
		return page.text.toString();
	}

	private void introduce() {
		line("# Results");
		line("");
		line("Written by `scripts/benchmark.sh " + this.results.level() + "`; do not edit. [README.md](README.md)"
				+ " says how it is measured. A ratio is that of two figures of one round; the tables show the median"
				+ " of the rounds, and the smallest and largest.");
	}

	private void addGoals() {
		heading("What it is to reach");
		line("| framed-tcp | Median | Spread | Target | |");
		line("|---|---|---|---|---|");
		for (Goal goal : Goal.all()) {
			Series figure = goal.figure().apply(this.results);
			if (figure.isEmpty()) {
				row(goal.what(), "not measured", "", goal.target(), "");
			}
			else {
				row(goal.what(), Goal.number(figure.median()), spread(figure), goal.target(),
						goal.isMet(figure.median()) ? "met" : "**not met**");
			}
		}
	}

	private void addGrid() {
		List<String> cells = this.results.cells().stream().filter(this::isCompared).toList();
		heading("Throughput, cell by cell");
		line("Each cell is `transport/threads/callers x connections/bytes`.");
		line("");
		line("| Cell | / raw socket | Spread | / best pool | Spread | Best pool |");
		line("|---|---|---|---|---|---|");
		for (String cell : cells) {
			Optional<String> best = best(cell);
			Series againstRaw = ratio(cell, RAW);
			Series againstBest = best.map((variant) -> ratio(cell, variant)).orElse(againstRaw);
			row("`" + cell + "`", median(againstRaw), spread(againstRaw), best.isPresent() ? median(againstBest) : "",
					best.isPresent() ? spread(againstBest) : "", best.map(ResultsPage::label).orElse(""));
		}
	}

	private void addLatencies() {
		heading("All who were compared, relative to the raw socket");
		line("| Cell | Client | Throughput | p50 | p99 | p99.9 | Bytes allocated for an exchange |");
		line("|---|---|---|---|---|---|---|");
		for (String cell : this.results.cells()) {
			for (String variant : this.results.variants(cell)) {
				Series allocated = this.results.series(Measurement.ALLOCATED, cell, variant);
				if (isPeer(variant) && !allocated.isEmpty()) {
					row("`" + cell + "`", label(variant), relative(Measurement.THROUGHPUT, cell, variant),
							relative(Measurement.P50, cell, variant), relative(Measurement.P99, cell, variant),
							relative(Measurement.P999, cell, variant), median(allocated));
				}
			}
		}
	}

	private void addSystemCalls() {
		List<String> variants = this.results.variants(SystemCalls.CELL);
		if (variants.isEmpty()) {
			return;
		}
		heading("System calls of an exchange");
		line("| Client | System call | Number |");
		line("|---|---|---|");
		this.results.measurements()
			.stream()
			.filter((measurement) -> measurement.cell().equals(SystemCalls.CELL))
			.forEach((measurement) -> measurement.values()
				.entrySet()
				.stream()
				.sorted(Map.Entry.comparingByKey())
				.forEach((call) -> row(label(measurement.variant()), call.getKey(), Goal.number(call.getValue()))));
	}

	private void addPlots(Path directory) throws IOException {
		List<String> cells = this.results.cells().stream().filter(this::isCompared).limit(PLOTS).toList();
		if (cells.isEmpty()) {
			return;
		}
		heading("Plots");
		Files.createDirectories(directory);
		for (String cell : cells) {
			String name = cell.replace('/', '-') + ".svg";
			Files.writeString(directory.resolve(name), new Plot(this.results, cell).svg());
			line("![" + cell + "](" + directory.getFileName() + "/" + name + ")");
			line("");
		}
	}

	private void addSurroundings() {
		heading("What it ran on");
		this.results.environment().forEach((name, value) -> line("- " + name + ": " + value));
		this.results.skipped().forEach((what) -> line("- Skipped: " + what));
	}

	private boolean isCompared(String cell) {
		return !this.results.series(Measurement.THROUGHPUT, cell, OURS).isEmpty()
				&& !this.results.series(Measurement.THROUGHPUT, cell, RAW).isEmpty();
	}

	/**
	 * Find who is the fastest beside us and the floor, which is no pool.
	 * @param cell where
	 * @return the variant, if there is any other
	 */
	private Optional<String> best(String cell) {
		return this.results.variants(cell)
			.stream()
			.filter((variant) -> !variant.equals(OURS) && !variant.equals(RAW))
			.max(Comparator
				.comparingDouble((variant) -> this.results.series(Measurement.THROUGHPUT, cell, variant).median()));
	}

	private Series ratio(String cell, String variant) {
		return this.results.series(Measurement.THROUGHPUT, cell, OURS)
			.dividedBy(this.results.series(Measurement.THROUGHPUT, cell, variant));
	}

	private String relative(String metric, String cell, String variant) {
		return median(this.results.series(metric, cell, variant).dividedBy(this.results.series(metric, cell, RAW)));
	}

	static boolean isPeer(String variant) {
		for (Peer peer : Peer.values()) {
			if (peer.name().equals(variant)) {
				return true;
			}
		}
		return false;
	}

	static String label(String variant) {
		return isPeer(variant) ? Peer.valueOf(variant).label() : variant;
	}

	private static String median(Series series) {
		return series.isEmpty() ? "" : Goal.number(series.median());
	}

	private static String spread(Series series) {
		return (series.rounds() > 1) ? Goal.number(series.min()) + " – " + Goal.number(series.max()) : "";
	}

	private void heading(String heading) {
		line("");
		line("## " + heading);
		line("");
	}

	private void row(String... columns) {
		line("| " + String.join(" | ", columns) + " |");
	}

	private void line(String line) {
		this.text.append(line).append('\n');
	}

}
