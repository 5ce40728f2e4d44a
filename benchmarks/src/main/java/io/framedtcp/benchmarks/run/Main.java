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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.framedtcp.benchmarks.report.AgainstTable;
import io.framedtcp.benchmarks.report.Reasons;
import io.framedtcp.benchmarks.report.Results;
import io.framedtcp.benchmarks.report.ResultsPage;

/**
 * Runs the benchmarks, or writes the page anew from the results of the last run.
 */
public final class Main {

	private static final Path REASONS = Path.of("reasons.json");

	private Main() {
	}

	/**
	 * Run the benchmarks.
	 * @param args the options
	 * @throws Exception if anything failed, in which case no page is written
	 */
	public static void main(String[] args) throws Exception {
		Command command;
		try {
			command = Command.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage());
			System.err.println(Command.USAGE);
			System.exit(2);
			return;
		}
		if (!command.reportOnly()) {
			Results results = (command.level() == Level.GRID) ? new GridRun(command).run() : new Run(command).run();
			Files.createDirectories(command.results().toAbsolutePath().getParent());
			results.write(command.results());
			System.out.println("Results: " + command.results());
			if (command.level() == Level.AGAINST) {
				new AgainstTable(results, Reasons.read(REASONS)).lines().forEach(System.out::println);
			}
		}
		List<Results> shown = command.shown().stream().map(Results::read).toList();
		if (shown.isEmpty()) {
			System.err.println("There are no results to show: leave --report out");
			System.exit(2);
		}
		Path page = ResultsPage.write(shown, Reasons.read(REASONS), command.page());
		System.out.println("Page: " + page);
	}

}
