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

package io.framedtcp.benchmarks.counted;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.server.ServerProcess;

/**
 * System calls of an exchange, counted by strace: what a long run makes more than a short
 * one, divided by how many more exchanges it has.
 */
public final class SystemCalls {

	/** The cell in results. */
	public static final String CELL = "system calls";

	/** All system calls together. */
	public static final String ALL = "all";

	/** Long enough for the JVM to have compiled what there is to compile. */
	private static final int SHORT_RUN = 20_000;

	private static final int LONG_RUN = 40_000;

	/** Share of time, seconds, microseconds per call, calls, errors if any, name. */
	private static final Pattern LINE = Pattern
		.compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+\\s+)?(\\w+)");

	private SystemCalls() {
	}

	/**
	 * Return whether there is a tracer that may trace.
	 * @return whether they can be counted
	 */
	public static boolean isPossible() {
		try {
			Process process = new ProcessBuilder("strace", "-f", "-c", "-o", "/dev/null", "true")
				.redirectErrorStream(true)
				.start();
			process.getInputStream().readAllBytes();
			return process.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Count.
	 * @param server the server
	 * @param work where files may be written
	 * @return the system calls of an exchange, of ours and of a raw socket
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static List<Measurement> count(ServerProcess server, Path work) throws IOException, InterruptedException {
		List<Measurement> measurements = new ArrayList<>();
		for (Peer peer : new Peer[] { Peer.RAW, Peer.FRAMED_TCP, Peer.SPRING_INTEGRATION }) {
			measurements.add(count(server, work, peer.name(), List.of(peer.name())));
		}
		return measurements;
	}

	/**
	 * Count those of a version.
	 * @param server the server
	 * @param work where files may be written
	 * @param version what the version is called in results
	 * @param jar its core jar
	 * @return the system calls of an exchange
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static Measurement count(ServerProcess server, Path work, String version, Path jar)
			throws IOException, InterruptedException {
		return count(server, work, version, List.of(Peer.FRAMED_TCP.name(), jar.toString()));
	}

	private static Measurement count(ServerProcess server, Path work, String variant, List<String> client)
			throws IOException, InterruptedException {
		return new Measurement(CELL, variant, 0,
				difference(trace(server, work, client, SHORT_RUN), trace(server, work, client, LONG_RUN)));
	}

	/**
	 * Read what strace has counted.
	 * @param lines its summary
	 * @return how often each system call was made
	 */
	static Map<String, Double> parse(List<String> lines) {
		Map<String, Double> counts = new HashMap<>();
		for (String line : lines) {
			Matcher matcher = LINE.matcher(line);
			if (matcher.matches() && !matcher.group(2).equals("total")) {
				counts.put(matcher.group(2), Double.valueOf(matcher.group(1)));
			}
		}
		return counts;
	}

	private static Map<String, Double> trace(ServerProcess server, Path work, List<String> client, int exchanges)
			throws IOException, InterruptedException {
		Path summary = work.resolve("strace.txt");
		List<String> arguments = new ArrayList<>(client);
		arguments.addAll(1, List.of(String.valueOf(server.port(false)), String.valueOf(exchanges)));
		JavaProcess.run(List.of("strace", "-f", "-c", "-o", summary.toString()), WarmClient.class,
				arguments.toArray(String[]::new));
		return parse(Files.readAllLines(summary));
	}

	private static Map<String, Double> difference(Map<String, Double> few, Map<String, Double> many) {
		Map<String, Double> perExchange = new TreeMap<>();
		Set<String> names = new HashSet<>(few.keySet());
		names.addAll(many.keySet());
		double all = 0;
		for (String name : names) {
			double difference = (many.getOrDefault(name, 0.0) - few.getOrDefault(name, 0.0)) / (LONG_RUN - SHORT_RUN);
			all += difference;
			// The rest is what the JVM does by itself, more in one run than in another.
			if (difference >= 0.01) {
				perExchange.put(name, difference);
			}
		}
		perExchange.put(ALL, all);
		return perExchange;
	}

}
