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
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the command line asks for.
 *
 * @param level how much is measured
 * @param rounds how often
 * @param only which jobs, by cell and variant
 * @param reportOnly whether only the page is written anew
 * @param resume whether cells that are there are kept
 * @param directory where results and the page go
 */
record Command(Level level, int rounds, Pattern only, boolean reportOnly, boolean resume, Path directory) {

	static final String USAGE = """
			Options:
			  --quick | --ratios | --grid   how much is measured
			  --shared                      shared connections alone
			  --rounds N                    how often; 2 with --quick, otherwise 5
			  --only REGEX                  only what has this in its cell and variant; of --grid, in its cell
			  --resume                      with --grid: keep the cells that there are, and go on with the others
			  --report                      measure nothing, write the page anew
			  --directory DIRECTORY         where results and the page go; target of this module""";

	private static final Set<String> WITH_VALUE = Set.of("--rounds", "--only", "--directory");

	static Command parse(String[] args) {
		Map<String, String> given = new HashMap<>();
		Iterator<String> rest = List.of(args).iterator();
		while (rest.hasNext()) {
			String option = rest.next();
			given.put(option, WITH_VALUE.contains(option) ? value(option, rest) : "");
		}
		Level chosen = level(given);
		String times = given.remove("--rounds");
		String filter = given.remove("--only");
		String place = given.remove("--directory");
		boolean nothingRun = given.remove("--report") != null;
		boolean goesOn = given.remove("--resume") != null;
		if (goesOn && chosen != Level.GRID) {
			throw new IllegalArgumentException("--resume needs --grid");
		}
		if (!given.isEmpty()) {
			throw new IllegalArgumentException("Unknown options " + given.keySet());
		}
		return new Command(chosen, (times != null) ? positive(times) : chosen.rounds(),
				Pattern.compile((filter != null) ? filter : ""), nothingRun, goesOn,
				Path.of((place != null) ? place : "target"));
	}

	Path results() {
		return results(this.level);
	}

	/**
	 * Return whose results are on the page: the grid has no goals, and the ratios have no
	 * grid.
	 * @return the files
	 */
	List<Path> shown() {
		return (this.level == Level.QUICK) ? List.of(results())
				: Stream.of(Level.RATIOS, Level.GRID, Level.SHARED).map(this::results).filter(Files::exists).toList();
	}

	/**
	 * Return where the page goes.
	 * @return a file
	 */
	Path page() {
		return this.directory.resolve("RESULTS.md");
	}

	private Path results(Level of) {
		return this.directory.resolve("results").resolve(of.option().substring(2) + ".json");
	}

	private static Level level(Map<String, String> given) {
		Level chosen = Level.QUICK;
		for (Level candidate : Level.values()) {
			if (given.remove(candidate.option()) != null) {
				chosen = candidate;
			}
		}
		return chosen;
	}

	private static int positive(String value) {
		int number = Integer.parseInt(value);
		if (number < 1) {
			throw new IllegalArgumentException("--rounds must be positive");
		}
		return number;
	}

	private static String value(String option, Iterator<String> rest) {
		if (!rest.hasNext()) {
			throw new IllegalArgumentException(option + " needs a value");
		}
		return rest.next();
	}

}
