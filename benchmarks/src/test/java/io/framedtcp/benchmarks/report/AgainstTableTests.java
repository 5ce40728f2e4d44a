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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AgainstTable}.
 */
class AgainstTableTests {

	private final List<Measurement> measurements = new ArrayList<>();

	@Test
	void aJvmHasTheMedianOfItsRatios() {
		add(AgainstTable.EIGHT, 1.00, 0.98, 1.02, 0.5, 2.0, 1.03, 1.05, 1.04, 1.04, 1.04);
		assertThat(lines()).contains("| 8 callers on 8, 100 B | 1.02 | 1.00 – 1.04 | at least 0.97 | met | ");
	}

	@Test
	void threePercentMayBeLost() {
		add(AgainstTable.LARGE, 0.97, 0.97, 0.97, 0.97, 0.97);
		add(AgainstTable.BATCH, 0.96, 0.96, 0.96, 0.96, 0.96);
		assertThat(lines()).contains("| 1 caller on 1, 1 MiB | 0.97 |  | at least 0.97 | met | ")
			.contains("| a batch of 32, 100 B | 0.96 |  | at least 0.97 | **not met** | ");
	}

	@Test
	void nothingMayBeLostWhereItCounts() {
		add(AgainstTable.ONE, 0.99, 0.99, 0.99, 0.99, 0.99);
		add(AgainstTable.CROWD, 0.99, 0.99, 0.99, 0.99, 0.99, 1.01, 1.01, 1.01, 1.01, 1.01, 0.98, 0.98, 0.98, 0.98,
				0.98);
		assertThat(lines()).contains("| 1 caller on 1, 100 B | 0.99 |  | at least 1.00 | **not met** | ")
			.contains("| 64 callers on 8, 100 B | 0.99 | 0.98 – 1.01 | at least 1.00 | level | ");
	}

	@Test
	void whatIsCountedMayGrowByThreePercent() {
		count(AgainstTable.ONE, Measurement.ALLOCATED_EXTRA, 206, 200);
		count("idle connection", "heap", 2100, 2000);
		assertThat(lines()).contains(
				"| bytes allocated for an exchange beyond the reply | 1.03 |  | at most 1.03 | met | 206 | 200 |  |")
			.contains(
					"| heap of an idle connection beyond its buffers, bytes | 1.05 |  | at most 1.03 | **not met** | 2,100 | 2,000 |  |");
	}

	@Test
	void thePageHasTheTablesAndNoGoals() {
		add(AgainstTable.ONE, 1, 1, 1, 1, 1);
		String page = ResultsPage.tables(List.of(results()), new Reasons(Map.of()));
		assertThat(page).contains("## Another version of this library")
			.contains("| 8 callers on 8, 100 B | not measured |")
			.doesNotContain("What it is to reach");
	}

	@Test
	void progressHasTheMedianOfEachRow() {
		add(AgainstTable.ONE, 0.9, 1.0, 1.1);
		assertThat(AgainstTable.ratios(this.measurements)).isEqualTo("1 caller on 1, 100 B: 1.00");
	}

	private void add(String row, double... ratios) {
		for (int round = 0; round < ratios.length; round++) {
			this.measurements.add(new Measurement(row, AgainstTable.PRESENT, round,
					Map.of(Measurement.THROUGHPUT, 1000 * ratios[round])));
			this.measurements
				.add(new Measurement(row, AgainstTable.OTHER, round, Map.of(Measurement.THROUGHPUT, 1000.0)));
		}
	}

	private void count(String cell, String metric, double present, double other) {
		this.measurements.add(new Measurement(cell, AgainstTable.PRESENT, 0, Map.of(metric, present)));
		this.measurements.add(new Measurement(cell, AgainstTable.OTHER, 0, Map.of(metric, other)));
	}

	private String lines() {
		return String.join("\n", new AgainstTable(results(), new Reasons(Map.of())).lines());
	}

	private Results results() {
		return new Results("--against", Map.of(), List.of(), this.measurements);
	}

}
