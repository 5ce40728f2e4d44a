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

import java.util.Map;

/**
 * What one variant came to in one cell and one round.
 *
 * @param cell what is done, by how many, and over what
 * @param variant who does it
 * @param round number of the round, from 0
 * @param values the figures by name
 */
public record Measurement(String cell, String variant, int round, Map<String, Double> values) {

	/** Exchanges per second, of all callers together. */
	public static final String THROUGHPUT = "throughput";

	/** Microseconds within which half of the exchanges end. */
	public static final String P50 = "p50";

	/** Microseconds within which 99 of 100 exchanges end. */
	public static final String P99 = "p99";

	/** Microseconds within which 999 of 1,000 exchanges end. */
	public static final String P999 = "p99.9";

	/** How many exchanges the times above are of. */
	public static final String SAMPLES = "samples";

	/** With fewer, one exchange in 1,000 is a few exchanges, and chance. */
	public static final int SAMPLES_FOR_P999 = 10_000;

	/** Bytes allocated for an exchange by the whole client. */
	public static final String ALLOCATED = "allocated";

	/** Bytes allocated for an exchange beyond the reply that the caller gets. */
	public static final String ALLOCATED_EXTRA = "allocated.extra";

	/** Microseconds of processor time that the whole client takes for an exchange. */
	public static final String CPU = "cpu";

	/** Writes of a shared connection for an exchange. */
	public static final String WRITES = "writes";

	/** Frames that a shared connection sends with one write. */
	public static final String FRAMES_PER_WRITE = "frames.per.write";

	/** System calls for an exchange that write, wake-ups included. */
	public static final String SYSTEM_WRITES = "system.writes";

	/** Microseconds of one operation. */
	public static final String MICROS = "micros";

	/**
	 * Return these figures as those of another round.
	 * @param number its number
	 * @return another measurement
	 */
	public Measurement inRound(int number) {
		return new Measurement(this.cell, this.variant, number, this.values);
	}

}
