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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import org.openjdk.jmh.runner.RunnerException;

import io.framedtcp.benchmarks.counted.IdleConnections;
import io.framedtcp.benchmarks.counted.SystemCalls;
import io.framedtcp.benchmarks.report.AgainstTable;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.report.Results;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;
import io.framedtcp.benchmarks.turns.Bout;
import io.framedtcp.benchmarks.turns.Contender;
import io.framedtcp.benchmarks.turns.Program;

/**
 * One run: all bouts and jobs in each round, one after the other, each in a JVM of its
 * own.
 */
final class Run {

	/** What a JVM takes to start and JMH to report, beyond the time of its iterations. */
	private static final double OVERHEAD_SECONDS = 2.5;

	private static final int COUNTING_SECONDS = 120;

	private final Command command;

	private final Path work = Path.of("target", "benchmarks-work").toAbsolutePath();

	private final Optional<Path> virtualJdk = Jdks.withVirtualThreads();

	private final List<String> skipped = new ArrayList<>();

	private final List<Measurement> measurements = new ArrayList<>();

	Run(Command command) {
		this.command = command;
	}

	Results run() throws IOException, InterruptedException, RunnerException {
		Files.createDirectories(this.work);
		Path tlsStore = this.work.resolve("tls.p12");
		TlsStore.create(tlsStore);
		List<Bout> bouts = bouts();
		List<Job> jobs = jobs();
		announce(bouts, jobs);
		try (ServerProcess server = ServerProcess.start(tlsStore)) {
			Fork fork = new Fork(server, tlsStore, this.work.resolve("jmh.log"));
			for (int round = 0; round < this.command.rounds(); round++) {
				for (Bout bout : bouts) {
					measure(bout, round, server, tlsStore);
				}
				measureAll(jobs, round, fork);
			}
			if (this.command.level().isCounting()) {
				count(server);
			}
		}
		return new Results(this.command.level().option(), environment(), this.skipped, this.measurements);
	}

	private Map<String, String> environment() {
		Map<String, String> environment = Environment.describe(this.virtualJdk, this.command.rounds());
		Path other = this.command.other();
		if (other != null) {
			environment.put(Environment.COMPARED, String.valueOf(other.getFileName()));
		}
		return environment;
	}

	private List<Bout> bouts() {
		List<Bout> wanted = this.command.bouts().stream().filter(this::isWanted).toList();
		List<Bout> possible = wanted.stream().filter((bout) -> jdk(bout).isPresent()).toList();
		if (possible.size() < wanted.size()) {
			skip(Jdks.NOT_FOUND + wanted.stream()
				.filter((bout) -> jdk(bout).isEmpty())
				.flatMap((bout) -> bout.contenders().stream())
				.map(Contender::name)
				.distinct()
				.collect(Collectors.joining(", ")));
		}
		return possible;
	}

	private boolean isWanted(Bout bout) {
		return bout.contenders()
			.stream()
			.anyMatch((contender) -> isWanted(contender.name() + " " + contender.variant()));
	}

	private boolean isWanted(String name) {
		return this.command.only().matcher(name).find();
	}

	private List<Job> jobs() {
		return this.command.level()
			.jobs()
			.stream()
			.filter((job) -> isWanted(job.name() + " " + job.variant()))
			.toList();
	}

	private void announce(List<Bout> bouts, List<Job> jobs) {
		Environment.skipped().forEach(this::skip);
		Level level = this.command.level();
		double perJob = OVERHEAD_SECONDS + level.warmupSeconds() + level.seconds();
		double perRound = bouts.stream().mapToDouble(Bout::seconds).sum() + jobs.size() * perJob;
		long seconds = (long) (this.command.rounds() * perRound) + (level.isCounting() ? COUNTING_SECONDS : 0);
		System.out.printf("%d bouts, %d jobs, %d rounds: about %s%n", bouts.size(), jobs.size(), this.command.rounds(),
				Duration.ofSeconds(seconds).toString().substring(2).toLowerCase(Locale.ROOT));
	}

	private void measure(Bout bout, int round, ServerProcess server, Path tlsStore)
			throws IOException, InterruptedException {
		List<Measurement> measured = Program
			.measure(List.of(bout), jdk(bout).orElseThrow(), server, tlsStore, this.work)
			.stream()
			.map((measurement) -> measurement.inRound(round * bout.rounds() + measurement.round()))
			.toList();
		this.measurements.addAll(measured);
		if (this.command.level() == Level.AGAINST) {
			System.out.printf("round %d of %d: throughput, this version / the other: %s%n", round + 1,
					this.command.rounds(), AgainstTable.ratios(measured));
		}
		else {
			measured.forEach((measurement) -> tell(round, measurement));
		}
	}

	private void measureAll(List<Job> jobs, int round, Fork fork) throws RunnerException {
		List<Job> order = new ArrayList<>(jobs);
		// Who comes second finds the machine as the first has left it: they take turns.
		if (round % 2 == 1) {
			Collections.reverse(order);
		}
		for (Job job : order) {
			Level level = this.command.level();
			Measurement measurement = new Measurement(job.name(), job.variant(), round,
					fork.measure(job, level.warmupSeconds(), level.seconds()));
			this.measurements.add(measurement);
			tell(round, measurement);
		}
	}

	private void tell(int round, Measurement measurement) {
		System.out.printf("round %d of %d: %s, %s: %.1f us%n", round + 1, this.command.rounds(), measurement.cell(),
				measurement.variant(), measurement.values().get(Measurement.MICROS));
	}

	private void count(ServerProcess server) throws IOException, InterruptedException {
		Map<String, Path> versions = this.command.versions();
		if (isWanted(SystemCalls.CELL)) {
			if (!SystemCalls.isPossible()) {
				skip("system calls: strace is missing or may not trace");
			}
			else if (versions.isEmpty()) {
				this.measurements.addAll(SystemCalls.count(server, this.work));
			}
			else {
				for (Map.Entry<String, Path> version : versions.entrySet()) {
					this.measurements.add(SystemCalls.count(server, this.work, version.getKey(), version.getValue()));
				}
			}
		}
		if (isWanted(IdleConnections.CELL)) {
			if (versions.isEmpty()) {
				this.measurements.add(IdleConnections.count(server));
			}
			for (Map.Entry<String, Path> version : versions.entrySet()) {
				this.measurements.add(IdleConnections.count(server, version.getKey(), version.getValue()));
			}
		}
	}

	private void skip(String what) {
		this.skipped.add(what);
		System.out.println("Skipped: " + what);
	}

	private Optional<Path> jdk(Bout bout) {
		return bout.isVirtual() ? this.virtualJdk : Optional.of(Jdks.current());
	}

}
