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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.framedtcp.benchmarks.peer.Peer;

/**
 * The tables of shared connections: what they are to reach, and all who were compared.
 */
public final class SharedTable {

	/** One caller. */
	public static final String ONE = "1 caller";

	/** As many virtual threads as a busy application has requests. */
	public static final String SOME = "64 virtual callers";

	/** A crowd. */
	public static final String MANY = "1,000 virtual callers";

	/** Platform threads. */
	public static final String PLATFORM = "64 platform callers";

	/** A server that takes 50 ms. */
	public static final String SLOW = "16 callers, a server that takes 50 ms";

	/** Frames of 64 KiB. */
	public static final String LARGE = "8 callers, 64 KiB";

	/** Frames of 1 MiB. */
	public static final String HUGE = "8 callers, 1 MiB";

	private static final String OURS = Peer.SHARED.name();

	private static final String EXCLUSIVE = Peer.FRAMED_TCP.name();

	/** What one connection can carry: 16 callers, each of whom waits 50 ms. */
	private static final double SLOW_LIMIT = 16 / 0.05;

	private final Results results;

	private final Reasons reasons;

	private final List<String> lines = new ArrayList<>();

	SharedTable(Results results, Reasons reasons) {
		this.results = results;
		this.reasons = reasons;
	}

	List<String> lines() {
		this.lines.add("| What | Median | Spread | Target | | CPU a call, µs | Frames a write | Reason |");
		this.lines.add("|---|---|---|---|---|---|---|---|");
		atLeast(0.95, "throughput, shared / exclusive", ONE, against(Measurement.THROUGHPUT, ONE, EXCLUSIVE));
		addCrowd(SOME, 5);
		atMost(1, "p99, shared / exclusive pool of 8", SOME, against(Measurement.P99, SOME, EXCLUSIVE));
		addCrowd(MANY, 15);
		atMost(1, "p99, shared / exclusive pool of 8", MANY, against(Measurement.P99, MANY, EXCLUSIVE));
		atLeast(3, "throughput, shared / a raw socket for each thread", PLATFORM,
				against(Measurement.THROUGHPUT, PLATFORM, Peer.RAW.name()));
		atMost(0.1, "writes for a call", SOME, this.results.series(Measurement.WRITES, SOME, OURS));
		atLeast(0.9, "calls a second on one connection / 16 in 50 ms", SLOW,
				this.results.series(Measurement.THROUGHPUT, SLOW, OURS).dividedBy(SLOW_LIMIT));
		reported("throughput, shared / exclusive, one connection each", SLOW,
				against(Measurement.THROUGHPUT, SLOW, EXCLUSIVE));
		for (String row : List.of(ONE, SOME, MANY)) {
			atMost(250, "bytes allocated for a call beyond the reply", row,
					this.results.series(Measurement.ALLOCATED_EXTRA, row, OURS));
		}
		reported("throughput, shared / exclusive pool of 8", LARGE, against(Measurement.THROUGHPUT, LARGE, EXCLUSIVE));
		reported("throughput, shared / exclusive pool of 8", HUGE, against(Measurement.THROUGHPUT, HUGE, EXCLUSIVE));
		addAll();
		return this.lines;
	}

	private void addCrowd(String row, double goal) {
		atLeast(goal, "throughput, shared / exclusive pool of 8", row, against(Measurement.THROUGHPUT, row, EXCLUSIVE));
		Optional<String> best = bestRival(row);
		best.ifPresent((rival) -> atLeast(3, "throughput, shared / best rival, " + ResultsPage.label(rival), row,
				against(Measurement.THROUGHPUT, row, rival)));
		reported("throughput, shared / the upper limit, a loop with batches", row,
				against(Measurement.THROUGHPUT, row, Peer.PIPELINE.name()));
	}

	private Optional<String> bestRival(String row) {
		return this.results.variants(row)
			.stream()
			.filter((variant) -> Peer.valueOf(variant).isRivalInSharing())
			.max(Comparator
				.comparingDouble((variant) -> this.results.series(Measurement.THROUGHPUT, row, variant).median()));
	}

	private Series against(String metric, String row, String variant) {
		return this.results.series(metric, row, OURS).dividedBy(this.results.series(metric, row, variant));
	}

	private void atLeast(double bound, String what, String row, Series figure) {
		add(new Goal(row + ": " + what, true, bound, 0, (results) -> figure), row, figure);
	}

	private void atMost(double bound, String what, String row, Series figure) {
		add(new Goal(row + ": " + what, false, bound, 0, (results) -> figure), row, figure);
	}

	private void reported(String what, String row, Series figure) {
		atLeast(Double.POSITIVE_INFINITY, what, row, figure);
	}

	private void add(Goal goal, String row, Series figure) {
		if (figure.isEmpty()) {
			row(goal.what(), "not measured", "", goal.target(), "", "", "", "");
			return;
		}
		boolean met = goal.isMet(figure.median());
		row(goal.what(), ResultsPage.median(figure), ResultsPage.spread(figure), goal.target(),
				ResultsPage.verdict(goal, met), median(Measurement.CPU, row, OURS),
				median(Measurement.FRAMES_PER_WRITE, row, OURS),
				(met || goal.isReported()) ? "" : this.reasons.of(goal.what()).orElse(Reasons.MISSING));
	}

	private void addAll() {
		this.lines.add("");
		this.lines
			.add("All who were compared. Throughput and times are relative to the first of a row. Writes are those"
					+ " of shared connections; system calls that write are those of the whole client, with wake-ups.");
		this.lines.add("");
		this.lines.add("| Row | Client | Throughput | Spread | p50 | p99 | CPU a call, µs | Writes a call"
				+ " | Frames a write | System calls that write | Bytes beyond the reply |");
		this.lines.add("|---|---|---|---|---|---|---|---|---|---|---|");
		for (String row : this.results.cells()) {
			List<String> variants = this.results.variants(row);
			variants.forEach((variant) -> addOne(row, variant, variants.get(0)));
		}
	}

	private void addOne(String row, String variant, String first) {
		Series throughput = relative(Measurement.THROUGHPUT, row, variant, first);
		// A batch is not a call: its time is that of all in it.
		boolean batch = variant.equals(Peer.PIPELINE.name());
		row(row, ResultsPage.label(variant), ResultsPage.median(throughput), ResultsPage.spread(throughput),
				batch ? "" : ResultsPage.median(relative(Measurement.P50, row, variant, first)),
				batch ? "" : ResultsPage.median(relative(Measurement.P99, row, variant, first)),
				median(Measurement.CPU, row, variant), median(Measurement.WRITES, row, variant),
				median(Measurement.FRAMES_PER_WRITE, row, variant), median(Measurement.SYSTEM_WRITES, row, variant),
				median(Measurement.ALLOCATED_EXTRA, row, variant));
	}

	private Series relative(String metric, String row, String variant, String first) {
		return this.results.series(metric, row, variant).dividedBy(this.results.series(metric, row, first));
	}

	private String median(String metric, String row, String variant) {
		return ResultsPage.median(this.results.series(metric, row, variant));
	}

	private void row(String... columns) {
		this.lines.add("| " + String.join(" | ", columns) + " |");
	}

}
