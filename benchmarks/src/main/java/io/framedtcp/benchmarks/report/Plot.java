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

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/**
 * Bars of one cell: throughput, p50 and p99 of each client, relative to the raw socket.
 * Readable on a light and on a dark ground.
 */
final class Plot {

	private static final String RAW = "RAW";

	private static final String OURS = "FRAMED_TCP";

	private static final List<String> METRICS = List.of(Measurement.THROUGHPUT, Measurement.P50, Measurement.P99);

	/** By how many times a bar may be longer than the shortest. */
	private static final int CLIPPED = 12;

	private static final int NAMES = 240;

	private static final int PANEL = 190;

	private static final int BAR = 110;

	private static final int TOP = 58;

	private static final int ROW = 24;

	private final Results results;

	private final String cell;

	private final List<String> variants;

	Plot(Results results, String cell) {
		this.results = results;
		this.cell = cell;
		this.variants = results.variants(cell);
	}

	String svg() {
		int width = NAMES + METRICS.size() * PANEL;
		int height = TOP + this.variants.size() * ROW + 10;
		StringBuilder svg = new StringBuilder();
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">%n"
			.formatted(width, height, width, height));
		svg.append("""
				<style>
				text { font: 13px sans-serif; fill: #1f2328; }
				.small { font-size: 11px; }
				.title { font-weight: bold; }
				.bar { fill: #8c959f; }
				.ours { fill: #0969da; }
				@media (prefers-color-scheme: dark) {
				text { fill: #e6edf3; }
				.bar { fill: #6e7681; }
				.ours { fill: #4493f8; }
				}
				</style>
				""");
		text(svg, 10, 20, "title", this.cell + " of " + this.results.level() + ", relative to the raw socket");
		for (int i = 0; i < this.variants.size(); i++) {
			text(svg, 10, TOP + i * ROW + 13, "", ResultsPage.label(this.variants.get(i)));
		}
		for (int i = 0; i < METRICS.size(); i++) {
			addPanel(svg, NAMES + i * PANEL, METRICS.get(i));
		}
		return svg.append("</svg>\n").toString();
	}

	private void addPanel(StringBuilder svg, int left, String metric) {
		text(svg, left, TOP - 12, "small",
				metric + (metric.equals(Measurement.THROUGHPUT) ? ": more is better" : ": less is better"));
		double longest = longest(metric);
		for (int i = 0; i < this.variants.size(); i++) {
			Series relative = relative(metric, this.variants.get(i));
			if (!relative.isEmpty()) {
				int top = TOP + i * ROW;
				double length = Math.max(1, BAR * Math.min(1, relative.median() / longest));
				String mark = (relative.median() > longest) ? "» " : "";
				String style = this.variants.get(i).equals(OURS) ? "ours" : "bar";
				svg.append(String.format(Locale.ROOT,
						"<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\"/>%n", style, left, top,
						length));
				text(svg, left + (int) length + 5, top + 12, "small", mark + Goal.number(relative.median()));
			}
		}
	}

	private double longest(String metric) {
		DoubleSummaryStatistics medians = this.variants.stream()
			.map((variant) -> relative(metric, variant))
			.filter((series) -> !series.isEmpty())
			.mapToDouble(Series::median)
			.summaryStatistics();
		// One slow client would flatten all others where more is worse; where more is
		// better, its own bar is but short.
		return metric.equals(Measurement.THROUGHPUT) ? medians.getMax()
				: Math.min(medians.getMax(), CLIPPED * medians.getMin());
	}

	private Series relative(String metric, String variant) {
		return this.results.series(metric, this.cell, variant).dividedBy(this.results.series(metric, this.cell, RAW));
	}

	private static void text(StringBuilder svg, int x, int y, String style, String text) {
		svg.append(
				"<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>%n".formatted(style, x, y, text.replace("&", "&amp;")));
	}

}
