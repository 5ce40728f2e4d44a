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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.framedtcp.benchmarks.counted.SystemCalls;
import io.framedtcp.benchmarks.peer.Peer;

/**
 * The page that shows results as ratios of one run.
 */
public final class ResultsPage {

	private static final String RAW = Peer.RAW.name();

	private static final String GRID = "--grid";

	private static final String SHARED = "--shared";

	private static final String AGAINST = "--against";

	/** As many callers as connections, and more; and what is beside the grid. */
	private static final Pattern PLOTTED = Pattern.compile("/(8x8|64x8)/|/100$");

	private final StringBuilder text = new StringBuilder();

	/** All but those below, which have tables of their own. */
	private final List<Results> all;

	private final List<Results> shared;

	private final List<Results> against;

	private final Reasons reasons;

	private ResultsPage(List<Results> all, Reasons reasons) {
		this.all = all.stream().filter((results) -> !List.of(SHARED, AGAINST).contains(results.level())).toList();
		this.shared = all.stream().filter((results) -> results.level().equals(SHARED)).toList();
		this.against = all.stream().filter((results) -> results.level().equals(AGAINST)).toList();
		this.reasons = reasons;
	}

	/**
	 * Write the page and its plots.
	 * @param all what it shows
	 * @param reasons why figures are not what they are to be
	 * @param file where the page goes; plots go into a directory beside it
	 * @return the file
	 * @throws IOException if that fails
	 */
	public static Path write(List<Results> all, Reasons reasons, Path file) throws IOException {
		ResultsPage page = new ResultsPage(all, reasons);
		page.introduce();
		page.addGoals();
		page.addShared();
		page.addAgainst();
		page.addCells();
		page.addSystemCalls();
		page.addPlots(file.resolveSibling("plots"));
		page.addBenchmarkState();
		page.addLatencies();
		return Files.writeString(file, page.text);
	}

	/**
	 * Return the page as text, without plots.
	 * @param all what it shows
	 * @param reasons why figures are not what they are to be
	 * @return the tables
	 */
	static String tables(List<Results> all, Reasons reasons) {
		ResultsPage page = new ResultsPage(all, reasons);
		page.addGoals();
		page.addShared();
		page.addAgainst();
		page.addCells();
		page.addLatencies();
		return page.text.toString();
	}

	private void introduce() {
		line("# Results");
		line("");
		String commands = everything().map((results) -> "`scripts/benchmark.sh " + results.level() + "`")
			.collect(Collectors.joining(" and "));
		line("Written by " + commands + "; do not edit. [README.md](README.md)"
				+ " says how it is measured. A ratio is that of two figures of one round; the tables show the median"
				+ " of the rounds, and the smallest and largest.");
	}

	private Stream<Results> everything() {
		return Stream.of(this.all, this.shared, this.against).flatMap(List::stream);
	}

	private void addGoals() {
		if (this.all.isEmpty()) {
			return;
		}
		heading("What it is to reach");
		line("| framed-tcp | Median | Spread | Target | | Reason |");
		line("|---|---|---|---|---|---|");
		for (Goal goal : Goal.all()) {
			Optional<Series> figure = figure(goal);
			if (figure.isEmpty()) {
				row(goal.what(), "not measured", "", goal.target(), "", "");
			}
			else {
				double median = figure.get().median();
				boolean met = goal.isMet(median);
				row(goal.what(), Goal.number(median), spread(figure.get()), goal.target(), verdict(goal, met),
						(met || goal.isReported()) ? "" : this.reasons.of(goal.what()).orElse(Reasons.MISSING));
			}
		}
	}

	private Optional<Series> figure(Goal goal) {
		// A cell of the grid has too few turns to hold anybody to.
		return this.all.stream()
			.filter((results) -> !results.level().equals(GRID))
			.map(goal.figure())
			.filter((series) -> !series.isEmpty())
			.findFirst();
	}

	private void addShared() {
		for (Results results : this.shared) {
			heading("Shared connections");
			new SharedTable(results, this.reasons).lines().forEach(this::line);
		}
	}

	private void addAgainst() {
		for (Results results : this.against) {
			heading("Another version of this library");
			new AgainstTable(results, this.reasons).lines().forEach(this::line);
		}
	}

	static String verdict(Goal goal, boolean met) {
		if (goal.isReported()) {
			return "reported";
		}
		return met ? "met" : "**not met**";
	}

	private void addCells() {
		if (this.all.isEmpty()) {
			return;
		}
		heading("Throughput, cell by cell");
		new CellTable(this.all, this.reasons).lines().forEach(this::line);
	}

	private void addLatencies() {
		if (this.all.isEmpty()) {
			return;
		}
		heading("All who were compared, relative to the raw socket");
		for (Results results : this.all) {
			// A thousand rows, for those who look for one.
			line("<details><summary>" + results.level() + "</summary>");
			line("");
			line("| Cell | Client | Throughput | p50 | p99 | p99.9 | Bytes allocated for an exchange |");
			line("|---|---|---|---|---|---|---|");
			for (String cell : results.cells()) {
				results.variants(cell).forEach((variant) -> addLatencies(results, cell, variant));
			}
			line("");
			line("</details>");
			line("");
		}
	}

	private void addLatencies(Results results, String cell, String variant) {
		if (isPeer(variant) && !results.series(Measurement.THROUGHPUT, cell, variant).isEmpty()) {
			row("`" + cell + "`", label(variant), relative(results, Measurement.THROUGHPUT, cell, variant),
					relative(results, Measurement.P50, cell, variant),
					relative(results, Measurement.P99, cell, variant),
					relative(results, Measurement.P999, cell, variant),
					median(results.series(Measurement.ALLOCATED, cell, variant)));
		}
	}

	private void addSystemCalls() {
		List<Measurement> counts = this.all.stream()
			.flatMap((results) -> results.measurements().stream())
			.filter((measurement) -> measurement.cell().equals(SystemCalls.CELL))
			.toList();
		if (counts.isEmpty()) {
			return;
		}
		heading("System calls of an exchange");
		line("| Client | System call | Number |");
		line("|---|---|---|");
		counts.forEach((measurement) -> measurement.values()
			.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByKey())
			.forEach((call) -> row(label(measurement.variant()), call.getKey(), Goal.number(call.getValue()))));
	}

	private void addPlots(Path directory) throws IOException {
		List<Contest> contests = this.all.stream().flatMap(ResultsPage::plotted).toList();
		if (contests.isEmpty()) {
			return;
		}
		heading("Plots");
		line("A bar with » is longer than it is drawn.");
		line("");
		Files.createDirectories(directory);
		for (Contest contest : contests) {
			String level = contest.results().level();
			String name = level.substring(2) + "-" + contest.cell().replace('/', '-') + ".svg";
			Files.writeString(directory.resolve(name), new Plot(contest.results(), contest.cell()).svg());
			line("![" + contest.cell() + " of " + level + "](" + directory.getFileName() + "/" + name + ")");
			line("");
		}
	}

	private static Stream<Contest> plotted(Results results) {
		boolean some = results.level().equals(GRID);
		return results.cells()
			.stream()
			.filter((cell) -> !some || PLOTTED.matcher(cell).find())
			.map((cell) -> new Contest(results, cell))
			.filter(Contest::isThere);
	}

	private void addBenchmarkState() {
		for (Results results : everything().toList()) {
			heading("What `" + results.level() + "` ran on");
			results.environment().forEach((name, value) -> line("- " + name + ": " + value));
			results.skipped().forEach((what) -> line("- Skipped: " + what));
		}
	}

	private static String relative(Results results, String metric, String cell, String variant) {
		return median(results.series(metric, cell, variant).dividedBy(results.series(metric, cell, RAW)));
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

	static String median(Series series) {
		return series.isEmpty() ? "" : Goal.number(series.median());
	}

	static String spread(Series series) {
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
