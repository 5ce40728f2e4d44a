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

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

import io.framedtcp.benchmarks.counted.IdleConnections;
import io.framedtcp.benchmarks.counted.SystemCalls;

/**
 * What the project holds itself to.
 *
 * @param what what is compared
 * @param atLeast whether the bound is a lower one
 * @param bound the bound
 * @param noise by how much a count may be off, because the JVM does something by itself
 * @param figure finds the figure in results; empty if it was not measured
 */
public record Goal(String what, boolean atLeast, double bound, double noise, Function<Results, Series> figure) {

	/** The raw socket against itself, which says how far a ratio is chance. */
	public static final String RAW_AGAIN = "raw socket, a second one";

	/** What eight connections can carry, beside 64 callers. */
	public static final String EIGHT_RAW = "raw socket, 8 callers on 8";

	/** For what is only reported. */
	private static final double NONE = Double.POSITIVE_INFINITY;

	private static final double COUNTING_NOISE = 0.01;

	private static final String RAW = "RAW";

	private static final String TESTED = "RAW_TESTED";

	private static final String OURS = "FRAMED_TCP";

	private static final String SPRING_INTEGRATION = "SPRING_INTEGRATION";

	private static final Cell ONE = Cell.plain(1, 1, 100);

	private static final Cell EIGHT = Cell.plain(8, 8, 100);

	private static final Cell CROWD = Cell.plain(64, 8, 100);

	/**
	 * Return all goals, but for that against the best peer in each cell, which has a
	 * table of its own.
	 * @return the goals
	 */
	static List<Goal> all() {
		List<Goal> goals = new ArrayList<>();
		goals.add(throughput("raw socket, 1 caller on 1, 100 B", 0.95, ONE, RAW));
		goals.add(throughput("raw socket, 8 callers on 8, 100 B", 0.95, EIGHT, RAW));
		goals.add(throughput("raw sockets of their own, 64 callers on 8, 100 B", 0.85, CROWD, RAW));
		addBounds(goals);
		goals.add(throughput("raw socket, 1 MiB", 0.95, Cell.plain(1, 1, 1024 * 1024), RAW));
		goals.add(throughput("raw TLS socket, 1 caller on 1, 1 KiB", 0.95, Cell.plain(1, 1, 1024).withTls(), RAW));
		goals.add(throughput("raw TLS socket, 8 callers on 8, 1 KiB", 0.95, Cell.plain(8, 8, 1024).withTls(), RAW));
		goals.add(new Goal("p99 / raw socket's, 8 callers on 8, 100 B", false, 1.15, 0,
				(results) -> ratio(results, Measurement.P99, EIGHT, OURS, EIGHT, RAW)));
		goals.add(throughput("Spring Integration, 1 caller on 1, 100 B", 1.4, ONE, SPRING_INTEGRATION));
		goals.add(throughput("Spring Integration, 8 callers on 8, 100 B", 2.5, EIGHT, SPRING_INTEGRATION));
		goals.add(throughput("Spring Integration, 64 callers on 8, 100 B", 3, CROWD, SPRING_INTEGRATION));
		goals.add(new Goal("throughput: 1,000 virtual callers on 64 / 64 on 64", true, 0.9, 0,
				(results) -> ratio(results, Measurement.THROUGHPUT, crowd(1000), OURS, crowd(64), OURS)));
		goals.add(new Goal("p99.9 / p50, 1,000 virtual callers on 64", false, NONE, 0,
				(results) -> results.series(Measurement.P999, crowd(1000).name(), OURS)
					.dividedBy(results.series(Measurement.P50, crowd(1000).name(), OURS))));
		goals.add(new Goal("throughput: a batch of 32 / one by one", true, 8, 0,
				(results) -> results.series(Measurement.THROUGHPUT, "batch", "batch of 32")
					.dividedBy(results.series(Measurement.THROUGHPUT, "batch", "one by one"))));
		goals.add(new Goal("throughput: 1,000 idle connections / 8", true, 0.95, 0,
				(results) -> results.series(Measurement.THROUGHPUT, "idle", "1000 idle")
					.dividedBy(results.series(Measurement.THROUGHPUT, "idle", "8 idle"))));
		goals.add(absolute("bytes allocated for an exchange beyond the reply", 200, Measurement.ALLOCATED_EXTRA,
				ONE.name(), OURS));
		goals.add(counted("system calls of an exchange: write", 1, "write", SystemCalls.CELL, OURS));
		goals
			.add(counted("system calls of an exchange: read, the probe's included", 2, "read", SystemCalls.CELL, OURS));
		goals.add(counted("system calls of an exchange: all, at most 5 of them the probe's", 7, SystemCalls.ALL,
				SystemCalls.CELL, OURS));
		goals.add(absolute("drain-and-test, microseconds", 2, Measurement.MICROS, "drain-and-test", "plain"));
		goals.add(absolute("drain-and-test over TLS, microseconds", 2, Measurement.MICROS, "drain-and-test", "tls"));
		goals.add(counted("threads of an idle connection", 0, IdleConnections.THREADS, IdleConnections.CELL,
				IdleConnections.VARIANT));
		goals.add(absolute("heap of an idle connection beyond its buffers, bytes", 2048, IdleConnections.HEAP,
				IdleConnections.CELL, IdleConnections.VARIANT));
		return goals;
	}

	/**
	 * Add what bounds the goals against the raw socket, and how far they are chance.
	 * @param goals to what
	 */
	private static void addBounds(List<Goal> goals) {
		goals.add(reported("tested before each request by hand, 1 caller on 1", ONE, TESTED));
		goals.add(reported("tested before each request by hand, 8 callers on 8", EIGHT, TESTED));
		goals.add(reported("8 callers on 8, instead of 64 on 64", CROWD, EIGHT_RAW));
		goals.add(reported("a second one, 1 caller on 1", ONE, RAW_AGAIN));
		goals.add(reported("a second one, 8 callers on 8", EIGHT, RAW_AGAIN));
		goals.add(reported("a second one, 64 callers on 64", CROWD, RAW_AGAIN));
	}

	private static Goal reported(String what, Cell cell, String variant) {
		return new Goal("for comparison: raw socket, " + what + " / raw socket", true, NONE, 0,
				(results) -> ratio(results, Measurement.THROUGHPUT, cell, variant, cell, RAW));
	}

	/**
	 * Return whether the goal is reached by the figure as it is, not as it is shown.
	 * @param median the figure
	 * @return whether it is
	 */
	boolean isMet(double median) {
		return this.atLeast ? median >= this.bound - this.noise : median <= this.bound + this.noise;
	}

	boolean isReported() {
		return this.bound == NONE;
	}

	String target() {
		if (isReported()) {
			return "reported";
		}
		return (this.atLeast ? "at least " : "at most ") + number(this.bound);
	}

	/**
	 * Write a figure for readers.
	 * @param value the figure
	 * @return two decimals, three below 10 if there are, none if it is large
	 */
	static String number(double value) {
		if (Math.abs(value) >= 100) {
			return String.format(Locale.ROOT, "%,.0f", value);
		}
		DecimalFormat format = new DecimalFormat((Math.abs(value) < 10) ? "0.00#" : "0.00",
				DecimalFormatSymbols.getInstance(Locale.ROOT));
		return format.format(value);
	}

	private static Goal throughput(String what, double bound, Cell cell, String peer) {
		return new Goal("throughput / " + what, true, bound, 0,
				(results) -> ratio(results, Measurement.THROUGHPUT, cell, OURS, cell, peer));
	}

	private static Goal absolute(String what, double bound, String metric, String cell, String variant) {
		return new Goal(what, false, bound, 0, (results) -> results.series(metric, cell, variant));
	}

	private static Goal counted(String what, double bound, String metric, String cell, String variant) {
		return new Goal(what, false, bound, COUNTING_NOISE, (results) -> results.series(metric, cell, variant));
	}

	private static Cell crowd(int callers) {
		return Cell.plain(callers, 64, 100).withVirtualThreads();
	}

	private static Series ratio(Results results, String metric, Cell cell, String variant, Cell otherCell,
			String otherVariant) {
		return results.series(metric, cell.name(), variant)
			.dividedBy(results.series(metric, otherCell.name(), otherVariant));
	}

}
