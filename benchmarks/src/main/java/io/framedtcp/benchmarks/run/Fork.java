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

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Statistics;

import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.server.ServerProcess;

/**
 * Has JMH measure one job once, in a JVM of its own.
 */
final class Fork {

	private static final String ALLOCATION = "gc.alloc.rate.norm";

	private final ServerProcess server;

	private final Path tlsStore;

	private final Path log;

	Fork(ServerProcess server, Path tlsStore, Path log) {
		this.server = server;
		this.tlsStore = tlsStore;
		this.log = log;
	}

	/**
	 * Measure.
	 * @param job what
	 * @param warmupSeconds for how long before
	 * @param seconds for how long
	 * @return the figures
	 * @throws RunnerException if a reply was wrong or missing, or anything else failed
	 */
	Map<String, Double> measure(Job job, int warmupSeconds, int seconds) throws RunnerException {
		Cell cell = job.cell();
		ChainedOptionsBuilder options = new OptionsBuilder().include("^" + job.benchmark().replace(".", "\\.") + "$")
			.jvmArgs("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "-Dio.netty.leakDetection.level=disabled")
			.forks(1)
			.threads(cell.callers())
			.warmupIterations(warmupSeconds)
			.warmupTime(TimeValue.seconds(1))
			// Each iteration would begin with an empty queue.
			.measurementIterations(1)
			.measurementTime(TimeValue.seconds(seconds))
			.addProfiler(GCProfiler.class)
			.shouldFailOnError(true)
			.output(this.log.toString())
			.param("port", String.valueOf(this.server.port(cell.tls())))
			.param("connections", String.valueOf(cell.connections()))
			.param("payload", String.valueOf(cell.payload()))
			.param("tls", cell.tls() ? this.tlsStore.toString() : BenchmarkState.PLAIN);
		job.parameters().forEach(options::param);
		Collection<RunResult> results = new Runner(options.build()).run();
		if (results.size() != 1) {
			throw new RunnerException("Nothing was measured: " + job);
		}
		return figures(results.iterator().next(), seconds);
	}

	private static Map<String, Double> figures(RunResult result, int seconds) {
		Map<String, Double> figures = new HashMap<>();
		Statistics statistics = result.getPrimaryResult().getStatistics();
		figures.put(Measurement.MICROS, statistics.getMean());
		// JMH keeps but a part of the samples, and slow ones rather than others.
		figures.put(Measurement.THROUGHPUT, operations(result) / seconds);
		figures.put(Measurement.SAMPLES, (double) statistics.getN());
		figures.put(Measurement.P50, statistics.getPercentile(50));
		figures.put(Measurement.P99, statistics.getPercentile(99));
		if (statistics.getN() >= Measurement.SAMPLES_FOR_P999) {
			figures.put(Measurement.P999, statistics.getPercentile(99.9));
		}
		result.getSecondaryResults().forEach((name, secondary) -> {
			if (name.endsWith(ALLOCATION)) {
				figures.put(Measurement.ALLOCATED, secondary.getScore());
			}
		});
		return figures;
	}

	private static double operations(RunResult result) {
		return result.getBenchmarkResults()
			.stream()
			.flatMap((fork) -> fork.getIterationResults().stream())
			.mapToLong((iteration) -> iteration.getMetadata().getMeasuredOps())
			.sum();
	}

}
