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
import io.framedtcp.benchmarks.server.Cores;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;

/**
 * The grid, cell after cell. Each is kept as soon as it is measured, since all of them
 * take more than an hour.
 */
final class GridRun {

	private static final int SECONDS_PER_CELL = 31;

	private static final long TURN_MILLIS = 400;

	private final Command command;

	private final Cores cores;

	private final Path work = Path.of("target", "benchmarks-work").toAbsolutePath();

	private final Optional<Path> virtualJdk = Jdks.withVirtualThreads();

	GridRun(Command command, Cores cores) {
		this.command = command;
		this.cores = cores;
	}

	Results run() throws IOException, InterruptedException {
		Files.createDirectories(this.work);
		Files.createDirectories(this.command.results().toAbsolutePath().getParent());
		Path tlsStore = this.work.resolve("tls.p12");
		TlsStore.create(tlsStore);
		Results results = begin();
		List<Cell> cells = cells(results);
		System.out.printf("%d cells: about %d minutes%n", cells.size(), cells.size() * SECONDS_PER_CELL / 60 + 1);
		try (ServerProcess server = ServerProcess.start(tlsStore, this.cores)) {
			for (Cell cell : cells) {
				List<Measurement> measured = Turns.measure(cell, Grid.peers(), this.command.rounds(), TURN_MILLIS,
						jdk(cell).orElseThrow(), server, tlsStore, this.work.resolve("turns.json"));
				results = results.with(measured);
				results.write(this.command.results());
				System.out.println("Measured: " + cell.name());
			}
		}
		return results;
	}

	private Results begin() {
		Map<String, String> environment = Environment.describe(this.virtualJdk, this.command.rounds(), this.cores);
		Results fresh = new Results(Level.GRID.option(), environment, skipped(), List.of());
		boolean goesOn = this.command.resume() && Files.exists(this.command.results());
		return goesOn ? Results.read(this.command.results()).resumedWith(fresh) : fresh;
	}

	private List<String> skipped() {
		List<String> skipped = Environment.skipped(this.cores, this.command);
		skipped.add(Grid.WITHOUT);
		List<Cell> wanted = wanted();
		List<Cell> large = wanted.stream().filter(Grid::isTooLarge).toList();
		if (!large.isEmpty()) {
			skipped.add(Grid.TOO_LARGE + names(large));
		}
		List<Cell> impossible = wanted.stream().filter((cell) -> jdk(cell).isEmpty()).toList();
		if (!impossible.isEmpty()) {
			skipped.add(Jdks.NOT_FOUND + names(impossible));
		}
		skipped.forEach((what) -> System.out.println("Skipped: " + what));
		return skipped;
	}

	private List<Cell> cells(Results results) {
		return wanted().stream()
			.filter((cell) -> !Grid.isTooLarge(cell) && jdk(cell).isPresent() && !results.cells().contains(cell.name()))
			.toList();
	}

	private List<Cell> wanted() {
		return Grid.cells().stream().filter((cell) -> this.command.only().matcher(cell.name()).find()).toList();
	}

	private Optional<Path> jdk(Cell cell) {
		return cell.virtual() ? this.virtualJdk : Optional.of(Jdks.current());
	}

	private static String names(List<Cell> cells) {
		return cells.stream().map(Cell::name).collect(Collectors.joining(", "));
	}

}
