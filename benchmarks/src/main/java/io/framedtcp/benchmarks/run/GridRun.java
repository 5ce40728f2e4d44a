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

package io.framedtcp.benchmarks.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.report.Results;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Program;

/**
 * The grid. What is measured is kept at once, since all of it takes the better part of an
 * hour.
 */
final class GridRun {

	private final Command command;

	private final Path work = Path.of("target", "benchmarks-work").toAbsolutePath();

	private final Optional<Path> virtualJdk = Jdks.withVirtualThreads();

	GridRun(Command command) {
		this.command = command;
	}

	Results run() throws IOException, InterruptedException {
		Files.createDirectories(this.work);
		Files.createDirectories(this.command.results().toAbsolutePath().getParent());
		Path tlsStore = this.work.resolve("tls.p12");
		TlsStore.create(tlsStore);
		Results results = begin();
		List<List<Bout>> programs = Grid.programs(cells(results), this.command.rounds());
		double seconds = programs.stream().flatMap(List::stream).mapToDouble(Bout::seconds).sum();
		System.out.printf("%d programs: about %d minutes%n", programs.size(), Math.round(seconds / 60) + 1);
		try (ServerProcess server = ServerProcess.start(tlsStore)) {
			for (List<Bout> bouts : programs) {
				Path jdk = bouts.get(0).isVirtual() ? this.virtualJdk.orElseThrow() : Jdks.current();
				List<Measurement> measured = Program.measure(bouts, jdk, server, tlsStore, this.work);
				results = results.with(measured);
				results.write(this.command.results());
				System.out.println("Measured: "
						+ measured.stream().map(Measurement::cell).distinct().collect(Collectors.joining(", ")));
			}
		}
		return results;
	}

	private Results begin() {
		Map<String, String> environment = Environment.describe(this.virtualJdk, this.command.rounds());
		Results fresh = new Results(Level.GRID.option(), environment, skipped(), List.of());
		boolean goesOn = this.command.resume() && Files.exists(this.command.results());
		return goesOn ? Results.read(this.command.results()).resumedWith(fresh) : fresh;
	}

	private List<String> skipped() {
		List<String> skipped = Environment.skipped();
		skipped.add(Grid.WITHOUT);
		List<Cell> wanted = wanted();
		List<Cell> large = wanted.stream().filter(Grid::isTooLarge).toList();
		if (!large.isEmpty()) {
			skipped.add(Grid.TOO_LARGE + names(large));
		}
		List<Cell> impossible = wanted.stream().filter((cell) -> !isPossible(cell)).toList();
		if (!impossible.isEmpty()) {
			skipped.add(Jdks.NOT_FOUND + names(impossible));
		}
		skipped.forEach((what) -> System.out.println("Skipped: " + what));
		return skipped;
	}

	private List<Cell> cells(Results results) {
		return wanted().stream()
			.filter((cell) -> !Grid.isTooLarge(cell) && isPossible(cell) && !results.cells().contains(cell.name()))
			.toList();
	}

	private List<Cell> wanted() {
		return Grid.cells().stream().filter((cell) -> this.command.only().matcher(cell.name()).find()).toList();
	}

	private boolean isPossible(Cell cell) {
		return !cell.virtual() || this.virtualJdk.isPresent();
	}

	private static String names(List<Cell> cells) {
		return cells.stream().map(Cell::name).collect(Collectors.joining(", "));
	}

}
