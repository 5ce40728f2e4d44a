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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Everything that a run has found.
 *
 * @param level the option it was started with
 * @param environment what it ran on, by name
 * @param skipped what was left out, and why
 * @param measurements the figures
 */
public record Results(String level, Map<String, String> environment, List<String> skipped,
		List<Measurement> measurements) {

	private static final JsonMapper MAPPER = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	/**
	 * Return results to add measurements to.
	 * @return results without any
	 */
	public static Results none() {
		return new Results("", Map.of(), List.of(), List.of());
	}

	/**
	 * Read what {@link #write(Path)} has written.
	 * @param file where it is
	 * @return the results
	 */
	public static Results read(Path file) {
		return MAPPER.readValue(file.toFile(), Results.class);
	}

	/**
	 * Write all as JSON.
	 * @param file where to; what it holds is kept until all is written
	 * @throws IOException if that fails
	 */
	public void write(Path file) throws IOException {
		Path whole = file.resolveSibling(file.getFileName() + ".new");
		MAPPER.writeValue(whole.toFile(), this);
		Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
	}

	/**
	 * Return these and more.
	 * @param more figures that were found since
	 * @return other results
	 */
	public Results with(List<Measurement> more) {
		return new Results(this.level, this.environment, this.skipped,
				Stream.concat(this.measurements.stream(), more.stream()).toList());
	}

	/**
	 * Return these, for a run that goes on with them.
	 * @param run the run, without figures as yet
	 * @return other results, which name all they were found on
	 */
	public Results resumedWith(Results run) {
		Map<String, String> both = new LinkedHashMap<>(this.environment);
		run.environment.forEach((name, value) -> both.merge(name, value,
				(before, now) -> List.of(before.split("; ")).contains(now) ? before : before + "; " + now));
		return new Results(this.level, both,
				Stream.concat(this.skipped.stream(), run.skipped.stream()).distinct().toList(), this.measurements);
	}

	/**
	 * Return a figure in each round.
	 * @param metric its name
	 * @param cell the cell
	 * @param variant the variant
	 * @return the figures by round; none if that was not measured
	 */
	Series series(String metric, String cell, String variant) {
		return Series.of(this.measurements.stream()
			.filter((measurement) -> measurement.cell().equals(cell) && measurement.variant().equals(variant)
					&& measurement.values().containsKey(metric)),
				metric);
	}

	/**
	 * Return the cells that were measured.
	 * @return their names, each once, in order
	 */
	public List<String> cells() {
		return this.measurements.stream().map(Measurement::cell).distinct().toList();
	}

	/**
	 * Return who was measured in a cell.
	 * @param cell the cell
	 * @return the variants, each once, in order
	 */
	List<String> variants(String cell) {
		return this.measurements.stream()
			.filter((measurement) -> measurement.cell().equals(cell))
			.map(Measurement::variant)
			.distinct()
			.toList();
	}

}
