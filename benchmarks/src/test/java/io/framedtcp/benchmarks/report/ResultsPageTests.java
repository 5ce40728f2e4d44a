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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ResultsPage} and {@link Results}.
 */
class ResultsPageTests {

	private static final String CELL = Cell.plain(1, 1, 100).name();

	private static final Reasons NO_REASONS = new Reasons(Map.of());

	private static final String CROWD = Cell.plain(1000, 64, 100).withVirtualThreads().name();

	private final List<Measurement> measurements = new ArrayList<>();

	@TempDir
	private Path directory;

	@Test
	void aGoalThatIsReachedIsMet() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 97, 99);
		assertThat(tables()).contains(
				"| throughput / raw socket, 1 caller on 1, 100 B | 0.97 | 0.90 – 0.99 | at least 0.95 | met |  |");
	}

	@Test
	void aGoalThatIsNotReachedIsNotMet() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 91, 99);
		assertThat(tables()).contains("| 0.91 | 0.90 – 0.99 | at least 0.95 | **not met** | **no reason given** |");
	}

	@Test
	void aGoalWithoutFiguresIsNotMeasured() {
		assertThat(tables()).contains("| threads of an idle connection | not measured |  | at most 0.00 |  |  |");
	}

	@Test
	void aGoalThatIsReachedOnlyAsItIsShownIsNotMet() {
		add(CELL, "RAW", 1000);
		add(CELL, "FRAMED_TCP", 949);
		assertThat(tables()).contains("| 0.949 |  | at least 0.95 | **not met** |");
	}

	@Test
	void aGoalWithoutATargetIsReported() {
		this.measurements.add(new Measurement(CROWD, "FRAMED_TCP", 0, Map.of(Measurement.P50, 2.0, "p99.9", 9.0)));
		assertThat(tables())
			.contains("| p99.9 / p50, 1,000 virtual callers on 64 | 4.50 |  | reported | reported |  |");
	}

	@Test
	void aCountMayBeOffByWhatTheJvmDoesByItself() {
		this.measurements.add(new Measurement("system calls", "FRAMED_TCP", 0, Map.of("write", 1.004)));
		assertThat(tables()).contains("| 1.004 |  | at most 1.00 | met |  |");
	}

	@Test
	void aPoolThatIsFasterInEachRoundIsAhead() {
		add(CELL, "RAW", 100, 100);
		add(CELL, "FRAMED_TCP", 90, 90);
		add(CELL, "NETTY", 91, 92);
		assertThat(tables()).contains("| Netty FixedChannelPool, the only one | behind | **no reason given** |");
	}

	@Test
	void aPoolThatIsFasterInOneRoundAndSlowerInAnotherIsLevel() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 90, 90);
		add(CELL, "NETTY", 91, 92, 89);
		assertThat(tables()).contains("| Netty FixedChannelPool, the only one | level |  |");
	}

	@Test
	void aReasonStandsBesideItsGoalAndItsCell() {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		add(CELL, "NETTY", 91);
		Reasons reasons = new Reasons(Map.of("^throughput / raw socket, 1 caller", "as it is", "/1x1/", "so be it"));
		assertThat(ResultsPage.tables(List.of(results()), reasons)).contains("| **not met** | as it is |")
			.contains("| behind | so be it |");
	}

	@Test
	void theGridJoinsTheCellsButNotTheGoals() {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		Results grid = new Results("--grid", Map.of(), List.of(), this.measurements);
		assertThat(ResultsPage.tables(List.of(grid), NO_REASONS)).contains("| `plain/platform/1x1/100` | `--grid` |")
			.contains("| throughput / raw socket, 1 caller on 1, 100 B | not measured |");
	}

	@Test
	void resultsThatAreResumedNameAllTheyWereFoundOn() {
		Results more = new Results("--ratios", Map.of("Processors", "4"), List.of("what needs strace", "more"),
				List.of());
		Results resumed = results().resumedWith(more).resumedWith(more);
		assertThat(resumed.environment()).containsEntry("Processors", "2; 4");
		assertThat(resumed.skipped()).containsExactly("what needs strace", "more");
	}

	@Test
	void oneSlowClientDoesNotFlattenTheOthers() {
		for (String variant : List.of("RAW", "FRAMED_TCP", "NETTY")) {
			double time = variant.equals("NETTY") ? 5000 : 10;
			this.measurements.add(new Measurement(CELL, variant, 0, Map.of(Measurement.P50, time)));
		}
		assertThat(new Plot(results(), CELL).svg()).contains(">» 500</text>").contains("width=\"9.2\"");
	}

	@Test
	void theBestPoolIsNeitherOursNorTheFloor() {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		add(CELL, "NETTY", 45);
		add(CELL, "CAMEL", 30);
		assertThat(tables()).contains(
				"| `plain/platform/1x1/100` | `--ratios` | 0.90 |  | 2.00 |  | Netty FixedChannelPool, best of 2 | ahead |  |");
	}

	@Test
	void theBestIsWhoIsBestInTheMedian() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 90, 90);
		add(CELL, "NETTY", 45, 45, 45);
		add(CELL, "CAMEL", 300, 30, 30);
		assertThat(tables()).contains("| Netty FixedChannelPool, best of 2 |");
	}

	@Test
	void resultsAreReadAsTheyWereWritten() throws IOException {
		add(CELL, "RAW", 100, 101);
		Path file = this.directory.resolve("results.json");
		results().write(file);
		assertThat(Results.read(file)).isEqualTo(results());
	}

	@Test
	void thePageHasPlotsWhatWasSkippedAndWhatItRanOn() throws IOException {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		Path page = ResultsPage.write(List.of(results()), NO_REASONS, this.directory.resolve("RESULTS.md"));
		assertThat(page).content()
			.contains("![plain/platform/1x1/100 of --ratios](plots/ratios-plain-platform-1x1-100.svg)")
			.contains("- Skipped: what needs strace")
			.contains("- Processors: 2");
		assertThat(this.directory.resolve("plots/ratios-plain-platform-1x1-100.svg")).content()
			.startsWith("<svg")
			.contains("prefers-color-scheme: dark")
			.contains(">0.90</text>");
	}

	private void add(String cell, String variant, double... throughputs) {
		for (int round = 0; round < throughputs.length; round++) {
			this.measurements
				.add(new Measurement(cell, variant, round, Map.of(Measurement.THROUGHPUT, throughputs[round])));
		}
	}

	private String tables() {
		return ResultsPage.tables(List.of(results()), NO_REASONS);
	}

	private Results results() {
		return new Results("--ratios", Map.of("Processors", "2"), List.of("what needs strace"), this.measurements);
	}

}
