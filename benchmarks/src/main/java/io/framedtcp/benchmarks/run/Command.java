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
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.framedtcp.benchmarks.peer.VersionLoader;
import io.framedtcp.benchmarks.report.AgainstTable;
import io.framedtcp.benchmarks.turns.Bout;

/**
 * What the command line asks for.
 *
 * @param level how much is measured
 * @param rounds how often
 * @param only which jobs, by cell and variant
 * @param reportOnly whether only the page is written anew
 * @param resume whether cells that are there are kept
 * @param directory where results and the page go
 * @param other the core jar of the version that this one is measured against, if it is
 */
record Command(Level level, int rounds, Pattern only, boolean reportOnly, boolean resume, Path directory,
		@Nullable Path other) {

	static final String USAGE = """
			Options:
			  --quick | --ratios | --grid   how much is measured
			  --shared                      shared connections alone
			  --against JAR                 this library against the core jar of another version
			  --rounds N                    how often; 2 with --quick, otherwise 5
			  --only REGEX                  only what has this in its cell and variant; of --grid, in its cell
			  --resume                      with --grid: keep the cells that there are, and go on with the others
			  --report                      measure nothing, write the page anew
			  --directory DIRECTORY         where results and the page go; target of this module""";

	/** Where the script was called, which runs this module in its own directory. */
	private static final String CALLED_FROM = "benchmarks.called-from";

	private static final Set<String> WITH_VALUE = Set.of("--rounds", "--only", "--directory", "--against");

	static Command parse(String[] args) {
		Map<String, String> given = new HashMap<>();
		Iterator<String> rest = List.of(args).iterator();
		while (rest.hasNext()) {
			String option = rest.next();
			given.put(option, WITH_VALUE.contains(option) ? value(option, rest) : "");
		}
		String jar = given.get("--against");
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
				Path.of((place != null) ? place : "target"), (jar != null) ? version(jar) : null);
	}

	/**
	 * Return who are compared with each other in each round.
	 * @return the bouts; none of the grid, which has rounds of its own
	 */
	List<Bout> bouts() {
		return switch (this.level) {
			case RATIOS -> Ratios.bouts();
			case SHARED -> SharedBouts.bouts();
			case AGAINST -> AgainstBouts.bouts(Objects.requireNonNull(this.other));
			case QUICK, GRID -> List.of();
		};
	}

	/**
	 * Return the versions that are measured.
	 * @return their core jars by what they are called in results; none if there are no
	 * two
	 */
	Map<String, Path> versions() {
		Map<String, Path> versions = new LinkedHashMap<>();
		if (this.other != null) {
			versions.put(AgainstTable.PRESENT, VersionLoader.present());
			versions.put(AgainstTable.OTHER, this.other);
		}
		return versions;
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
				: Stream.of(Level.RATIOS, Level.GRID, Level.SHARED, Level.AGAINST)
					.map(this::results)
					.filter(Files::exists)
					.toList();
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

	private static Path version(String jar) {
		Path file = Path.of(System.getProperty(CALLED_FROM, "")).resolve(jar).toAbsolutePath();
		try (JarFile library = new JarFile(file.toFile())) {
			if (library.getEntry("io/framedtcp/FramedTcpTemplate.class") == null) {
				throw new IllegalArgumentException(
						"--against needs a jar of framed-tcp-core, and " + file + " is none");
			}
			return file;
		}
		catch (IOException ex) {
			throw new IllegalArgumentException("--against needs a jar, and " + file + " cannot be read: " + ex, ex);
		}
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
