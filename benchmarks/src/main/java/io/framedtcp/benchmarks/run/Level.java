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
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;

/**
 * How much is measured.
 */
enum Level {

	/** Each peer for a moment: to see that all of them work. */
	QUICK(2, 1, 1),

	/** The figures that the project holds itself to. */
	RATIOS(5, 8, 3),

	/** The grid, by clients that take turns in one JVM, which have their own times. */
	GRID(5, 0, 0),

	/** The figures and the grid, each client in a JVM of its own each time. */
	FULL(5, 2, 3);

	private static final int SMALL = 100;

	private static final int KIBIBYTE = 1024;

	private static final int MEBIBYTE = 1024 * 1024;

	private static final Set<Peer> FLOOR_AND_OURS = EnumSet.of(Peer.RAW, Peer.FRAMED_TCP);

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

	int warmupSeconds() {
		return this.warmupSeconds;
	}

	int seconds() {
		return this.seconds;
	}

	/**
	 * Return whether what is counted rather than timed belongs to this level.
	 * @return whether it does
	 */
	boolean isCounting() {
		return this == RATIOS || this == FULL;
	}

	String option() {
		return "--" + name().toLowerCase(Locale.ROOT);
	}

	/**
	 * Return what is to be measured, in the order in which each round has it: who is
	 * compared with each other stands side by side.
	 * @return the jobs; none if clients take turns
	 */
	List<Job> jobs() {
		List<Job> jobs = new ArrayList<>();
		switch (this) {
			case QUICK -> addQuick(jobs);
			case RATIOS -> addRatios(jobs);
			case FULL -> {
				addRatios(jobs);
				Grid.cells().forEach((cell) -> add(jobs, cell, EnumSet.allOf(Peer.class)));
			}
			case GRID -> {
				return jobs;
			}
		}
		return jobs;
	}

	private static void addQuick(List<Job> jobs) {
		add(jobs, Cell.plain(8, 8, SMALL), EnumSet.allOf(Peer.class));
		add(jobs, Cell.plain(8, 8, KIBIBYTE).withTls(), EnumSet.allOf(Peer.class));
	}

	private static void addRatios(List<Job> jobs) {
		Set<Peer> withRival = EnumSet.of(Peer.RAW, Peer.FRAMED_TCP, Peer.SPRING_INTEGRATION);
		add(jobs, Cell.plain(1, 1, SMALL), withRival);
		add(jobs, Cell.plain(8, 8, SMALL), withRival);
		add(jobs, Cell.plain(64, 8, SMALL), withRival);
		add(jobs, Cell.plain(1, 1, MEBIBYTE), FLOOR_AND_OURS);
		add(jobs, Cell.plain(1, 1, KIBIBYTE).withTls(), FLOOR_AND_OURS);
		add(jobs, Cell.plain(8, 8, KIBIBYTE).withTls(), FLOOR_AND_OURS);
		add(jobs, Cell.plain(64, 64, SMALL).withVirtualThreads(), EnumSet.of(Peer.FRAMED_TCP));
		add(jobs, Cell.plain(1000, 64, SMALL).withVirtualThreads(), EnumSet.of(Peer.FRAMED_TCP));
		jobs.add(Job.oneByOne());
		jobs.add(Job.batch());
		jobs.add(Job.idle(8));
		jobs.add(Job.idle(1000));
		jobs.add(Job.drainAndTest(false));
		jobs.add(Job.drainAndTest(true));
	}

	private static void add(List<Job> jobs, Cell cell, Set<Peer> peers) {
		peers.forEach((peer) -> jobs.add(Job.exchange(cell, peer)));
	}

}
