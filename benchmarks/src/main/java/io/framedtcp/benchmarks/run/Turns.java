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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.framedtcp.benchmarks.counted.JavaProcess;
import io.framedtcp.benchmarks.peer.Client;
import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.report.Results;
import io.framedtcp.benchmarks.server.ServerProcess;

/**
 * Measures one cell of the grid in one JVM: all clients are open, and the same callers
 * call one after the other, in short turns. The callers are those of all clients, so that
 * a raw socket finds its thread again, and nobody calls one client while another is
 * measured.
 */
public final class Turns {

	private static final int WARMUP_TURNS = 2;

	/** Until 1,000 threads have woken up, and the queue is as long as it will be. */
	private static final long SETTLE_MILLIS = 50;

	/** Beyond this the callers' own payloads, and the buffers, need a larger heap. */
	private static final long SMALL_HEAP_BYTES = 32L * 1024 * 1024;

	/** Longer than any client waits for a connection and then for a reply. */
	private static final long GIVE_UP_SECONDS = 120;

	private static final double NANOS_PER_SECOND = 1e9;

	private static final double NANOS_PER_MICRO = 1e3;

	private final Cell cell;

	private final int rounds;

	private final long turnMillis;

	private final Map<Peer, Client> clients = new EnumMap<>(Peer.class);

	private final List<Caller> callers = new ArrayList<>();

	private final CyclicBarrier barrier;

	private volatile @Nullable Client client;

	private volatile @Nullable Throwable failure;

	private volatile Phase phase = Phase.OVER;

	private Turns(Cell cell, int rounds, long turnMillis) {
		this.cell = cell;
		this.rounds = rounds;
		this.turnMillis = turnMillis;
		this.barrier = new CyclicBarrier(cell.callers() + 1);
	}

	/**
	 * Measure a cell in a JVM of its own.
	 * @param cell the cell
	 * @param peers who is measured
	 * @param rounds how many turns each has
	 * @param turnMillis how long a turn is
	 * @param jdk on which JDK
	 * @param server the server
	 * @param tlsStore its key store
	 * @param output where the program may write
	 * @return the figures
	 * @throws IOException if a reply was wrong or missing, or anything else failed
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	static List<Measurement> measure(Cell cell, Iterable<Peer> peers, int rounds, long turnMillis, Path jdk,
			ServerProcess server, Path tlsStore, Path output) throws IOException, InterruptedException {
		List<String> arguments = new ArrayList<>(List.of(output.toString(), String.valueOf(server.port(cell.tls())),
				tlsStore.toString(), String.valueOf(cell.tls()), String.valueOf(cell.virtual()),
				String.valueOf(cell.callers()), String.valueOf(cell.connections()), String.valueOf(cell.payload()),
				String.valueOf(rounds), String.valueOf(turnMillis)));
		peers.forEach((peer) -> arguments.add(peer.name()));
		JavaProcess.run(jdk, heap(cell), Turns.class, arguments);
		return Results.read(output).measurements();
	}

	/**
	 * Measure in this JVM.
	 * @param args where results go, the server's port and key store, the cell, how many
	 * turns of how many milliseconds, and peers
	 */
	public static void main(String[] args) {
		try {
			Cell cell = new Cell(Boolean.parseBoolean(args[3]), Boolean.parseBoolean(args[4]),
					Integer.parseInt(args[5]), Integer.parseInt(args[6]), Integer.parseInt(args[7]));
			Turns turns = new Turns(cell, Integer.parseInt(args[8]), Long.parseLong(args[9]));
			Surroundings surroundings = new Surroundings();
			surroundings.port = Integer.parseInt(args[1]);
			surroundings.connections = cell.connections();
			surroundings.payload = cell.payload();
			surroundings.tls = cell.tls() ? args[2] : Surroundings.PLAIN;
			turns.open(surroundings.target(), Arrays.stream(args).skip(10).map(Peer::valueOf).toList());
			new Results(Level.GRID.option(), Map.of(), List.of(), turns.measure()).write(Path.of(args[0]));
			System.exit(0);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private static String heap(Cell cell) {
		long bytes = (long) Math.max(cell.callers(), Peer.values().length * cell.connections()) * cell.payload();
		return (bytes > SMALL_HEAP_BYTES) ? "6g" : "1g";
	}

	private void open(Target target, List<Peer> peers) throws ReflectiveOperationException {
		peers.forEach((peer) -> this.clients.put(peer, peer.open(target)));
		for (int i = 0; i < this.cell.callers(); i++) {
			Caller caller = new Caller(this.cell.payload());
			this.callers.add(caller);
			start(caller);
		}
	}

	private void start(Caller caller) throws ReflectiveOperationException {
		if (this.cell.virtual()) {
			// This is compiled for JDK 17.
			Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, caller);
		}
		else {
			Thread thread = new Thread(caller, "caller");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private List<Measurement> measure() throws Exception {
		List<Peer> order = new ArrayList<>(this.clients.keySet());
		for (Peer peer : order) {
			turn(peer, WARMUP_TURNS * this.turnMillis);
		}
		List<Measurement> measurements = new ArrayList<>();
		for (int round = 0; round < this.rounds; round++) {
			for (Peer peer : order) {
				measurements.add(new Measurement(this.cell.name(), peer.name(), round, turn(peer, this.turnMillis)));
			}
			// Who comes second finds the machine as the first has left it.
			Collections.reverse(order);
		}
		return measurements;
	}

	private Map<String, Double> turn(Peer peer, long millis) throws Exception {
		this.client = this.clients.get(peer);
		this.phase = Phase.SETTLING;
		meet();
		Thread.sleep(SETTLE_MILLIS);
		long start = System.nanoTime();
		this.phase = Phase.MEASURED;
		Thread.sleep(millis);
		double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
		this.phase = Phase.OVER;
		meet();
		Throwable failed = this.failure;
		if (failed != null) {
			throw new IllegalStateException(peer.label() + " failed in " + this.cell.name(), failed);
		}
		return figures(seconds);
	}

	private void meet() throws InterruptedException, BrokenBarrierException {
		try {
			this.barrier.await(GIVE_UP_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new IllegalStateException("Callers still wait after " + GIVE_UP_SECONDS + " s", ex);
		}
	}

	private Map<String, Double> figures(double seconds) {
		Histogram times = new Histogram();
		long exchanges = 0;
		for (Caller caller : this.callers) {
			times.take(caller.times);
			exchanges += caller.ended;
			caller.ended = 0;
		}
		Map<String, Double> figures = new HashMap<>();
		figures.put(Measurement.THROUGHPUT, exchanges / seconds);
		figures.put(Measurement.SAMPLES, (double) times.number());
		if (times.number() > 0) {
			figures.put(Measurement.MICROS, times.mean() / NANOS_PER_MICRO);
			figures.put(Measurement.P50, times.percentile(0.5) / NANOS_PER_MICRO);
			figures.put(Measurement.P99, times.percentile(0.99) / NANOS_PER_MICRO);
		}
		if (times.number() >= Measurement.SAMPLES_FOR_P999) {
			figures.put(Measurement.P999, times.percentile(0.999) / NANOS_PER_MICRO);
		}
		return figures;
	}

	private enum Phase {

		SETTLING, MEASURED, OVER

	}

	private final class Caller implements Runnable {

		private final Histogram times = new Histogram();

		private final Question question;

		private long ended;

		Caller(int payload) {
			this.question = new Question(payload);
		}

		@Override
		public void run() {
			try {
				while (true) {
					Turns.this.barrier.await();
					call();
					Turns.this.barrier.await();
				}
			}
			catch (InterruptedException | BrokenBarrierException ex) {
				// The program has given up, and says why.
				return;
			}
		}

		private void call() {
			try {
				exchange(Turns.this.client);
			}
			catch (Throwable ex) {
				Turns.this.failure = ex;
			}
		}

		private void exchange(@Nullable Client current) throws Exception {
			if (current == null) {
				throw new IllegalStateException("It is nobody's turn");
			}
			Phase before = Turns.this.phase;
			while (before != Phase.OVER) {
				long start = System.nanoTime();
				this.question.check(current.exchange(this.question.next()));
				long nanos = System.nanoTime() - start;
				Phase after = Turns.this.phase;
				// Throughput is what ends within the turn. A time is kept of what begins
				// in it, since the slowest are those that end after it.
				if (before == Phase.MEASURED) {
					this.times.record(nanos);
				}
				if (after == Phase.MEASURED) {
					this.ended++;
				}
				before = after;
			}
		}

	}

}
