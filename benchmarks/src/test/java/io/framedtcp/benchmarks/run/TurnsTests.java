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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Turns}.
 */
class TurnsTests {

	@TempDir
	private Path directory;

	@Test
	void eachClientHasATurnInEachRound() throws Exception {
		Path tlsStore = this.directory.resolve("tls.p12");
		TlsStore.create(tlsStore);
		Cell cell = Cell.plain(2, 1, 16);
		try (ServerProcess server = ServerProcess.start(tlsStore)) {
			List<Measurement> measured = Turns.measure(cell, List.of(Peer.RAW, Peer.FRAMED_TCP), 2, 20, Jdks.current(),
					server, tlsStore, this.directory.resolve("turns.json"));
			assertThat(measured).extracting((measurement) -> measurement.round() + " " + measurement.variant())
				.containsExactly("0 RAW", "0 FRAMED_TCP", "1 FRAMED_TCP", "1 RAW");
			assertThat(measured).allSatisfy((measurement) -> {
				assertThat(measurement.cell()).isEqualTo(cell.name());
				assertThat(measurement.values().get(Measurement.THROUGHPUT)).isPositive();
				assertThat(measurement.values().get(Measurement.P99))
					.isGreaterThanOrEqualTo(measurement.values().get(Measurement.P50));
			});
		}
	}

}
