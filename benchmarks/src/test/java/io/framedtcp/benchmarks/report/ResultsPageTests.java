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

	private final List<Measurement> measurements = new ArrayList<>();

	@TempDir
	private Path directory;

	@Test
	void aGoalThatIsReachedIsMet() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 97, 99);
		assertThat(ResultsPage.tables(results()))
			.contains("| throughput / raw socket, 1 caller on 1, 100 B | 0.97 | 0.90 – 0.99 | at least 0.95 | met |");
	}

	@Test
	void aGoalThatIsNotReachedIsNotMet() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 91, 99);
		assertThat(ResultsPage.tables(results())).contains("| 0.91 | 0.90 – 0.99 | at least 0.95 | **not met** |");
	}

	@Test
	void aGoalWithoutFiguresIsNotMeasured() {
		assertThat(ResultsPage.tables(results()))
			.contains("| threads of an idle connection | not measured |  | at most 0.00 |  |");
	}

	@Test
	void theBestPoolIsNeitherOursNorTheFloor() {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		add(CELL, "NETTY", 45);
		add(CELL, "CAMEL", 30);
		assertThat(ResultsPage.tables(results()))
			.contains("| `plain/platform/1x1/100` | 0.90 |  | 2.00 |  | Netty FixedChannelPool |");
	}

	@Test
	void theBestIsWhoIsBestInTheMedian() {
		add(CELL, "RAW", 100, 100, 100);
		add(CELL, "FRAMED_TCP", 90, 90, 90);
		add(CELL, "NETTY", 45, 45, 45);
		add(CELL, "CAMEL", 300, 30, 30);
		assertThat(ResultsPage.tables(results())).contains("| Netty FixedChannelPool |");
	}

	@Test
	void resultsAreReadAsTheyWereWritten() {
		add(CELL, "RAW", 100, 101);
		Path file = this.directory.resolve("results.json");
		results().write(file);
		assertThat(Results.read(file)).isEqualTo(results());
	}

	@Test
	void thePageHasPlotsWhatWasSkippedAndWhatItRanOn() throws IOException {
		add(CELL, "RAW", 100);
		add(CELL, "FRAMED_TCP", 90);
		Path page = ResultsPage.write(results(), this.directory.resolve("RESULTS.md"));
		assertThat(page).content()
			.contains("![plain/platform/1x1/100](plots/plain-platform-1x1-100.svg)")
			.contains("- Skipped: what needs strace")
			.contains("- Processors: 2");
		assertThat(this.directory.resolve("plots/plain-platform-1x1-100.svg")).content()
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

	private Results results() {
		return new Results("--ratios", Map.of("Processors", "2"), List.of("what needs strace"), this.measurements);
	}

}
