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

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.framedtcp.support.Callers;
import io.framedtcp.test.Fault;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every fault of the test server at every point, on a fresh and on a reused connection,
 * for every kind of call, with and without a matcher. The system property
 * {@code fault-matrix.write} makes this write the table in {@code docs} anew.
 */
class FaultMatrixTests {

	private static final int PARALLEL = 8;

	/**
	 * Of those that do nothing but wait, most of the time.
	 */
	private static final int PARALLEL_LONG = 64;

	private static final Path DOCUMENT = Path.of("..", "docs", "fault-matrix.md");

	private static FaultMatrix matrix;

	@BeforeAll
	static void runAllCells() {
		Map<Boolean, List<Cell>> cells = Cell.all()
			.stream()
			.filter(Oracle::isPossible)
			.collect(Collectors.partitioningBy((cell) -> Oracle.predict(cell).isLong()));
		Map<Cell, CellResult> results = new ConcurrentHashMap<>();
		long start = System.nanoTime();
		try (Callers callers = new Callers(); Lateness lateness = new Lateness()) {
			callers.callAll(PARALLEL_LONG, runAll(cells.get(true), results, lateness));
			callers.callAll(PARALLEL, runAll(cells.get(false), results, lateness));
		}
		matrix = new FaultMatrix(results, Duration.ofNanos(System.nanoTime() - start));
		System.out.print("What the client made of each fault; docs/fault-matrix.md says how to read it"
				+ System.lineSeparator() + matrix.seen());
	}

	private static Callers.Task<Void> runAll(List<Cell> cells, Map<Cell, CellResult> results, Lateness lateness) {
		Queue<Cell> queue = new ConcurrentLinkedQueue<>(cells);
		return (number) -> {
			for (Cell cell = queue.poll(); cell != null; cell = queue.poll()) {
				results.put(cell, run(cell, lateness));
			}
			return null;
		};
	}

	private static CellResult run(Cell cell, Lateness lateness) {
		try {
			return new CellRun(cell, lateness).run();
		}
		catch (Exception | AssertionError ex) {
			return CellResult.failed(ex);
		}
	}

	@TestFactory
	Stream<DynamicTest> faultLeadsToWhatIsPromised() {
		return Cell.all()
			.stream()
			.filter(Oracle::isPossible)
			.map((cell) -> DynamicTest.dynamicTest(cell.toString(), () -> assertAsPredicted(cell)));
	}

	private void assertAsPredicted(Cell cell) {
		Throwable failure = matrix.result(cell).failure();
		if (failure != null) {
			throw new AssertionError(cell + " (predicted: " + Oracle.predict(cell) + "): " + failure, failure);
		}
	}

	@Test
	void noFaultIsForgotten() {
		assertThat(Arrays.stream(MatrixFault.values()).map(MatrixFault::factory).distinct())
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(Fault.class.getMethods())
				.filter((method) -> method.getReturnType() == Fault.class)
				.map(Method::getName)
				.distinct()
				.toList());
	}

	@Test
	void documentHasTheTableThatWasPredicted() throws IOException {
		String document = MatrixDocument.text();
		if (System.getProperty("fault-matrix.write") != null) {
			Files.writeString(DOCUMENT, document);
		}
		assertThat(Files.readString(DOCUMENT).replace("\r\n", "\n"))
			.as("docs/fault-matrix.md is not what the tests predict. To write it anew: ./mvnw verify "
					+ "-pl framed-tcp-core -am -Dtest=FaultMatrixTests -Dsurefire.failIfNoSpecifiedTests=false "
					+ "-Dfault-matrix.write")
			.isEqualTo(document);
	}

}
