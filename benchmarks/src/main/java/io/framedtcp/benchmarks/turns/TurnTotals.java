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

package io.framedtcp.benchmarks.turns;

import java.util.HashMap;
import java.util.Map;

import io.framedtcp.benchmarks.report.Measurement;

/**
 * The totals of all turns of a contender in a round.
 */
final class TurnTotals {

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double NANOS_PER_MICRO = 1e3;

	private static final int ARRAY_HEADER = 16;

	private final Contender contender;

	private final Histogram times = new Histogram();

	private long nanos;

	private long exchanges;

	private Usage used = Usage.NONE;

	TurnTotals(Contender contender) {
		this.contender = contender;
	}

	void add(Turn turn) {
		this.nanos += turn.nanos();
		this.exchanges += turn.exchanges();
		this.used = this.used.plus(turn.used());
		this.times.take(turn.times());
	}

	Measurement measurement(int round) {
		Map<String, Double> figures = new HashMap<>();
		figures.put(Measurement.THROUGHPUT, this.exchanges * NANOS_PER_SECOND / this.nanos);
		figures.put(Measurement.SAMPLES, (double) this.times.number());
		if (this.times.number() > 0) {
			figures.put(Measurement.MICROS, this.times.mean() / NANOS_PER_MICRO);
			figures.put(Measurement.P50, this.times.percentile(0.5) / NANOS_PER_MICRO);
			figures.put(Measurement.P99, this.times.percentile(0.99) / NANOS_PER_MICRO);
		}
		if (this.times.number() >= Measurement.SAMPLES_FOR_P999) {
			figures.put(Measurement.P999, this.times.percentile(0.999) / NANOS_PER_MICRO);
		}
		if (this.exchanges > 0) {
			double each = perExchange(this.used.allocated());
			figures.put(Measurement.ALLOCATED, each);
			figures.put(Measurement.ALLOCATED_EXTRA, each - reply());
			figures.put(Measurement.CPU, perExchange(this.used.cpuNanos()) / NANOS_PER_MICRO);
			addWrites(figures);
		}
		return new Measurement(this.contender.name(), this.contender.variant(), round, figures);
	}

	private void addWrites(Map<String, Double> figures) {
		if (this.used.systemWrites() > 0) {
			figures.put(Measurement.SYSTEM_WRITES, perExchange(this.used.systemWrites()));
		}
		if (this.used.writes() > 0) {
			figures.put(Measurement.WRITES, perExchange(this.used.writes()));
			figures.put(Measurement.FRAMES_PER_WRITE, (double) this.used.frames() / this.used.writes());
		}
	}

	private double perExchange(long number) {
		return (double) number / this.exchanges;
	}

	/**
	 * Return what the array of a reply takes.
	 * @return bytes; objects begin at multiples of 8
	 */
	private int reply() {
		return (ARRAY_HEADER + this.contender.cell().payload() + 7) / 8 * 8;
	}

}
