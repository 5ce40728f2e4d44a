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

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;

/**
 * How much is measured.
 */
enum Level {

	/** Each peer for a moment: to see that all of them work. */
	QUICK(2, 1, 1),

	/** The figures that the project holds itself to. */
	RATIOS(5, 2, 3),

	/** All peers in each cell. */
	GRID(5, 0, 0),

	/** Shared connections, and other clients that share them. */
	SHARED(5, 0, 0),

	/** This version and another one. */
	AGAINST(5, 0, 0);

	private final int rounds;

	private final int warmupSeconds;

	private final int seconds;

	Level(int rounds, int warmupSeconds, int seconds) {
		this.rounds = rounds;
		this.warmupSeconds = warmupSeconds;
		this.seconds = seconds;
	}

	int rounds() {
		return this.rounds;
	}

	/**
	 * Return for how long JMH lets a job run before it measures.
	 * @return seconds
	 */
	int warmupSeconds() {
		return this.warmupSeconds;
	}

	/**
	 * Return for how long JMH measures a job.
	 * @return seconds
	 */
	int seconds() {
		return this.seconds;
	}

	/**
	 * Return whether what is counted rather than timed belongs to this level.
	 * @return whether it does
	 */
	boolean isCounting() {
		return this == RATIOS || this == AGAINST;
	}

	String option() {
		return "--" + name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return what JMH is to measure in each round.
	 * @return the jobs, in order
	 */
	List<Job> jobs() {
		List<Job> jobs = new ArrayList<>();
		switch (this) {
			case QUICK -> {
				add(jobs, Cell.plain(8, 8, 100));
				add(jobs, Cell.plain(8, 8, 1024).withTls());
			}
			case RATIOS -> {
				jobs.add(Job.drainAndTest(false));
				jobs.add(Job.drainAndTest(true));
			}
			case GRID, SHARED, AGAINST -> {
				return jobs;
			}
		}
		return jobs;
	}

	private static void add(List<Job> jobs, Cell cell) {
		jobs.add(Job.exchange(cell, Peer.RAW));
		for (Peer peer : Peer.values()) {
			if (peer.isPool()) {
				jobs.add(Job.exchange(cell, peer));
			}
		}
	}

}
