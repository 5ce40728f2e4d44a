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

package io.framedtcp.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.support.Callers;
import io.framedtcp.support.LocalhostTls;
import io.framedtcp.support.OpenSockets;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of several callers with requests in flight on one shared connection when a
 * fault strikes one of them, for each way to tell replies apart, over plain TCP and TLS.
 * The system property {@code shared-fault-matrix.only} chooses the cells with that text
 * in their names.
 */
class SharedFaultMatrixTests {

	private static final int PARALLEL = 6;

	/** Of those that do nothing but wait, most of the time. */
	private static final int PARALLEL_LONG = 32;

	private static final Map<SharedCell, Throwable> failures = new ConcurrentHashMap<>();

	private static long socketsBefore;

	@BeforeAll
	static void runAllCells() {
		LocalhostTls tls = LocalhostTls.create();
		openAndClose();
		socketsBefore = OpenSockets.count();
		Map<Boolean, List<SharedCell>> cells = SharedCell.all()
			.stream()
			.filter(SharedFaultMatrixTests::isChosen)
			.collect(Collectors.partitioningBy((cell) -> SharedOracle.predict(cell).isLong()));
		long start = System.nanoTime();
		try (Callers runners = new Callers(); Callers callers = new Callers(); Lateness lateness = new Lateness()) {
			for (boolean isLong : new boolean[] { true, false }) {
				Queue<SharedCell> queue = new ConcurrentLinkedQueue<>(cells.get(isLong));
				runners.callAll(isLong ? PARALLEL_LONG : PARALLEL, (number) -> {
					for (SharedCell cell = queue.poll(); cell != null; cell = queue.poll()) {
						run(new SharedCellRun(cell, lateness, tls, callers), cell);
					}
					return null;
				});
			}
		}
		System.out.printf("%d cells of shared connections in %d s%n",
				cells.values().stream().mapToInt(List::size).sum(),
				Duration.ofNanos(System.nanoTime() - start).toSeconds());
	}

	/**
	 * The JDK keeps a descriptor of its own from the first connection on.
	 */
	private static void openAndClose() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			template.sendAndReceive(Payloads.WARM_UP);
		}
	}

	private static boolean isChosen(SharedCell cell) {
		return cell.toString().contains(System.getProperty("shared-fault-matrix.only", ""));
	}

	private static void run(SharedCellRun run, SharedCell cell) {
		try {
			run.run();
		}
		catch (Exception | AssertionError ex) {
			failures.put(cell, ex);
		}
	}

	@TestFactory
	Stream<DynamicTest> faultLeadsToWhatIsPromised() {
		List<SharedCell> cells = new ArrayList<>(SharedCell.all());
		cells.sort(Comparator.comparing(SharedCell::fault));
		return cells.stream()
			.filter(SharedFaultMatrixTests::isChosen)
			.map((cell) -> DynamicTest.dynamicTest(cell.toString(), () -> assertAsPredicted(cell)));
	}

	private void assertAsPredicted(SharedCell cell) {
		Throwable failure = failures.get(cell);
		if (failure != null) {
			throw new AssertionError(cell + " (predicted: " + SharedOracle.predict(cell) + "): " + failure, failure);
		}
	}

	@Test
	void noThreadAndNoSocketIsLeft() {
		Awaitility.await().untilAsserted(() -> {
			assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.noneMatch((name) -> name.contains(SharedCellClient.NAME));
			assertThat(OpenSockets.count()).isLessThanOrEqualTo(socketsBefore);
		});
	}

}
