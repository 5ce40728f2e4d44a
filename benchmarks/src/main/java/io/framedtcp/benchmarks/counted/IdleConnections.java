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
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Scanner;

import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

import io.framedtcp.benchmarks.peer.FramedTcpClient;
import io.framedtcp.benchmarks.peer.LibraryClient;
import io.framedtcp.benchmarks.peer.Question;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.peer.VersionLoader;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.server.ServerProcess;

/**
 * What an idle connection costs: threads and heap, counted with 1,000 of them.
 */
public final class IdleConnections {

	/** The cell in results. */
	public static final String CELL = "idle connection";

	/** The variant in results. */
	public static final String VARIANT = "FRAMED_TCP";

	/** Threads of a connection; those of its pool are shared out among all. */
	public static final String THREADS = "threads";

	/** Bytes of heap beyond byte arrays. */
	public static final String HEAP = "heap";

	/** Bytes of its byte arrays, which are its buffers. */
	public static final String BUFFERS = "buffers";

	private static final int CONNECTIONS = 1000;

	private IdleConnections() {
	}

	/**
	 * Count in a JVM of its own.
	 * @param server the server
	 * @return the figures of one connection
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static Measurement count(ServerProcess server) throws IOException, InterruptedException {
		return count(VARIANT, String.valueOf(server.port(false)));
	}

	/**
	 * Count those of a version in a JVM of its own.
	 * @param server the server
	 * @param version what the version is called in results
	 * @param jar its core jar
	 * @return the figures of one connection
	 * @throws IOException if that fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static Measurement count(ServerProcess server, String version, Path jar)
			throws IOException, InterruptedException {
		return count(version, String.valueOf(server.port(false)), jar.toString());
	}

	private static Measurement count(String variant, String... arguments) throws IOException, InterruptedException {
		String[] figures = JavaProcess.run(List.of(), IdleConnections.class, arguments).split(" ");
		return new Measurement(CELL, variant, 0, Map.of(THREADS, Double.valueOf(figures[0]), HEAP,
				Double.valueOf(figures[1]), BUFFERS, Double.valueOf(figures[2])));
	}

	/**
	 * Count in this JVM, and print.
	 * @param args the server's port; the core jar of a version, if it is one
	 * @throws Exception if a connection cannot be opened, or the heap cannot be looked at
	 */
	@SuppressWarnings("try")
	public static void main(String[] args) throws Exception {
		Path jar = (args.length > 1) ? Path.of(args[1]) : null;
		Target target = new Target(Integer.parseInt(args[0]), CONNECTIONS, 100, null);
		// What the first connection loads and starts is not the cost of the others.
		try (LibraryClient one = open(jar, target, 1)) {
			one.exchange(new Question(100).next());
			Heap heap = Heap.look();
			int threads = threads();
			try (LibraryClient many = open(jar, target, CONNECTIONS)) {
				Heap more = Heap.look();
				many.exchange(new Question(100).next());
				System.out.println(perConnection(threads() - threads) + " " + perConnection(more.rest - heap.rest) + " "
						+ perConnection(more.byteArrays - heap.byteArrays));
			}
		}
	}

	private static double perConnection(long difference) {
		return (double) difference / CONNECTIONS;
	}

	private static LibraryClient open(@Nullable Path jar, Target target, int idle)
			throws IOException, InterruptedException {
		LibraryClient client = (jar != null) ? VersionLoader.open(jar, target) : new FramedTcpClient(target);
		client.openIdle(idle);
		return client;
	}

	private static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/**
	 * The live objects.
	 *
	 * @param byteArrays bytes in byte arrays
	 * @param rest bytes in all others
	 */
	private record Heap(long byteArrays, long rest) {

		static Heap look() throws JMException {
			MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
			Object histogram = beans.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"),
					"gcClassHistogram", new Object[] { new String[0] }, new String[] { String[].class.getName() });
			long byteArrays = 0;
			long rest = 0;
			try (Scanner lines = new Scanner(String.valueOf(histogram))) {
				while (lines.hasNextLine()) {
					// Rank, instances, bytes, class.
					String[] parts = lines.nextLine().strip().split("\\s+");
					if (parts.length >= 4 && parts[0].endsWith(":")) {
						boolean bytes = parts[3].equals("[B");
						byteArrays += bytes ? Long.parseLong(parts[2]) : 0;
						rest += bytes ? 0 : Long.parseLong(parts[2]);
					}
				}
			}
			return new Heap(byteArrays, rest);
		}

	}

}
