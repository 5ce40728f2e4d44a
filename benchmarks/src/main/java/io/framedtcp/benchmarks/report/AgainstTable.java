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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.framedtcp.benchmarks.counted.IdleConnections;
import io.framedtcp.benchmarks.counted.SystemCalls;

/**
 * The tables of this version and another one: what is timed, and what is counted.
 */
public final class AgainstTable {

	/** The version on the class path. */
	public static final String PRESENT = "this version";

	/** The version it is compared with. */
	public static final String OTHER = "the other version";

	/** This version once more, loaded a second time: how far a ratio is chance. */
	public static final String AGAIN = "this version, a second time";

	/** One caller. */
	public static final String ONE = "1 caller on 1, 100 B";

	/** As many connections as callers. */
	public static final String EIGHT = "8 callers on 8, 100 B";

	/** More callers than connections. */
	public static final String CROWD = "64 callers on 8, 100 B";

	/** Many requests at once. */
	public static final String BATCH = "a batch of 32, 100 B";

	/** A large frame. */
	public static final String LARGE = "1 caller on 1, 1 MiB";

	/** One caller over TLS. */
	public static final String TLS_ONE = "TLS, 1 caller on 1, 1 KiB";

	/** Eight callers over TLS. */
	public static final String TLS_EIGHT = "TLS, 8 callers on 8, 1 KiB";

	/** Virtual threads. */
	public static final String VIRTUAL = "64 virtual callers on 64, 100 B";

	/** A crowd of virtual threads. */
	public static final String VIRTUAL_CROWD = "1,000 virtual callers on 64, 100 B";

	/** No more connections than callers, though there may be. */
	public static final String FEW_IDLE = "8 callers, 8 idle connections, 100 B";

	/** Many connections beside those that are used. */
	public static final String MANY_IDLE = "8 callers, 1,000 idle connections, 100 B";

	/** How many figures a JVM gives of each row and version. */
	public static final int ROUNDS_OF_A_JVM = 5;

	/** Each version begins in one of them. */
	public static final int TURNS_OF_A_ROUND = 2;

	private static final List<String> ROWS = List.of(ONE, EIGHT, CROWD, LARGE, TLS_ONE, TLS_EIGHT, VIRTUAL,
			VIRTUAL_CROWD, BATCH, FEW_IDLE, MANY_IDLE);

	/** Those that may not become slower at all. */
	private static final List<String> STRICT = List.of(ONE, CROWD);

	/** Those in which this version is compared with itself, too. */
	private static final List<String> TWICE = List.of(ONE, CROWD, TLS_EIGHT);

	/** What the others may lose. */
	private static final double LOSS = 0.03;

	private static final double COUNTING_NOISE = 0.01;

	/** The JVM makes some by itself, more in one run than in another. */
	private static final double ALL_NOISE = 0.1;

	private final Results results;

	private final Reasons reasons;

	private final List<String> lines = new ArrayList<>();

	/**
	 * Create the tables.
	 * @param results what was measured
	 * @param reasons why figures are not what they are to be
	 */
	public AgainstTable(Results results, Reasons reasons) {
		this.results = results;
		this.reasons = reasons;
	}

	/**
	 * Say how far some rows have come.
	 * @param measurements the figures of one JVM
	 * @return the median of each row
	 */
	public static String ratios(List<Measurement> measurements) {
		AgainstTable table = new AgainstTable(Results.none().with(measurements), new Reasons(Map.of()));
		return table.results.cells()
			.stream()
			.map((row) -> row + ": " + table.median(Measurement.THROUGHPUT, row, OTHER))
			.collect(Collectors.joining("; "));
	}

	/**
	 * Return the tables.
	 * @return their lines
	 */
	public List<String> lines() {
		this.lines.add("This version divided by the other one, both loaded in the same way. In each JVM a ratio is the"
				+ " median of " + ROUNDS_OF_A_JVM + ", each of " + TURNS_OF_A_ROUND + " turns of both. The tables show"
				+ " the median of all JVMs, and the smallest and largest. A row is level if its median misses the"
				+ " target, but not all JVMs do.");
		this.lines.add("");
		this.lines.add("| What | Throughput | Spread | Target | | CPU a call | p50 | p99 | Reason |");
		this.lines.add("|---|---|---|---|---|---|---|---|---|");
		ROWS.forEach(this::addTimed);
		TWICE.forEach(this::addAgain);
		this.lines.add("");
		this.lines.add("| What | Ratio | Spread | Target | | This version | The other | Reason |");
		this.lines.add("|---|---|---|---|---|---|---|---|");
		addCounted("p99, microseconds, " + EIGHT, Measurement.P99, EIGHT, 0);
		addCounted("bytes allocated for an exchange beyond the reply", Measurement.ALLOCATED_EXTRA, ONE, 0);
		addCounted("system calls of an exchange: write", "write", SystemCalls.CELL, COUNTING_NOISE);
		addCounted("system calls of an exchange: read", "read", SystemCalls.CELL, COUNTING_NOISE);
		addCounted("system calls of an exchange: all", SystemCalls.ALL, SystemCalls.CELL, ALL_NOISE);
		addCounted("heap of an idle connection beyond its buffers, bytes", IdleConnections.HEAP, IdleConnections.CELL,
				0);
		addCounted("buffers of an idle connection, bytes", IdleConnections.BUFFERS, IdleConnections.CELL, 0);
		return this.lines;
	}

	private void addTimed(String row) {
		Series throughput = ratio(Measurement.THROUGHPUT, row, PRESENT, OTHER);
		double bound = STRICT.contains(row) ? 1 : 1 - LOSS;
		Goal goal = new Goal("against another version: " + row, true, bound, 0, (results) -> throughput);
		if (throughput.isEmpty()) {
			row(row, "not measured", "", goal.target(), "", "", "", "", "");
			return;
		}
		row(row, ResultsPage.median(throughput), ResultsPage.spread(throughput), goal.target(),
				verdict(goal, throughput), median(Measurement.CPU, row, OTHER), median(Measurement.P50, row, OTHER),
				median(Measurement.P99, row, OTHER), reason(goal, throughput));
	}

	private void addAgain(String row) {
		Series throughput = ratio(Measurement.THROUGHPUT, row, PRESENT, AGAIN);
		if (!throughput.isEmpty()) {
			row("for comparison: " + row + ", the same version twice", ResultsPage.median(throughput),
					ResultsPage.spread(throughput), "reported", "reported", median(Measurement.CPU, row, AGAIN),
					median(Measurement.P50, row, AGAIN), median(Measurement.P99, row, AGAIN), "");
		}
	}

	private void addCounted(String what, String metric, String cell, double noise) {
		Series ratio = ratio(metric, cell, PRESENT, OTHER);
		Goal goal = new Goal("against another version: " + what, false, 1 + LOSS, noise, (results) -> ratio);
		if (ratio.isEmpty()) {
			row(what, "not measured", "", goal.target(), "", "", "", "");
			return;
		}
		row(what, ResultsPage.median(ratio), ResultsPage.spread(ratio), goal.target(), verdict(goal, ratio),
				ResultsPage.median(this.results.series(metric, cell, PRESENT)),
				ResultsPage.median(this.results.series(metric, cell, OTHER)), reason(goal, ratio));
	}

	private String median(String metric, String row, String variant) {
		return ResultsPage.median(ratio(metric, row, PRESENT, variant));
	}

	private String reason(Goal goal, Series figure) {
		return goal.isMet(figure.median()) ? "" : this.reasons.of(goal.what()).orElse("");
	}

	private Series ratio(String metric, String cell, String variant, String other) {
		return this.results.series(metric, cell, variant)
			.dividedBy(this.results.series(metric, cell, other))
			.medians(ROUNDS_OF_A_JVM);
	}

	private static String verdict(Goal goal, Series figure) {
		double best = goal.atLeast() ? figure.max() : figure.min();
		boolean met = goal.isMet(figure.median());
		return (!met && goal.isMet(best)) ? "level" : ResultsPage.verdict(goal, met);
	}

	private void row(String... columns) {
		this.lines.add("| " + String.join(" | ", columns) + " |");
	}

}
