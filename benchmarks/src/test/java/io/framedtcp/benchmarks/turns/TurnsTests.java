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

package io.framedtcp.benchmarks.turns;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.framedtcp.benchmarks.peer.Client;
import io.framedtcp.benchmarks.peer.Peer;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.peer.VersionLoader;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.TlsStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Program} and {@link Turns}.
 */
class TurnsTests {

	private static final Cell CELL = Cell.plain(2, 2, 64);

	@TempDir
	private Path directory;

	private Path tlsStore;

	private ServerProcess server;

	@BeforeEach
	void startServer() throws Exception {
		this.tlsStore = this.directory.resolve("tls.p12");
		TlsStore.create(this.tlsStore);
		this.server = ServerProcess.start(this.tlsStore);
	}

	@AfterEach
	void stopServer() {
		this.server.close();
	}

	@Test
	void eachHasFiguresInEachRound() throws Exception {
		List<Measurement> measured = measure(Contender.of(CELL, Peer.RAW), Contender.of(CELL, Peer.FRAMED_TCP),
				Contender.of(CELL.withTls(), Peer.FRAMED_TCP));
		assertThat(measured)
			.extracting((measurement) -> measurement.round() + " " + measurement.cell() + " " + measurement.variant())
			.containsExactly("0 plain/platform/2x2/64 RAW", "0 plain/platform/2x2/64 FRAMED_TCP",
					"0 tls/platform/2x2/64 FRAMED_TCP", "1 plain/platform/2x2/64 RAW",
					"1 plain/platform/2x2/64 FRAMED_TCP", "1 tls/platform/2x2/64 FRAMED_TCP");
		assertThat(measured).allSatisfy((measurement) -> {
			assertThat(figure(measurement, Measurement.THROUGHPUT)).isPositive();
			assertThat(figure(measurement, Measurement.P99)).isGreaterThanOrEqualTo(figure(measurement, "p50"));
			assertThat(figure(measurement, Measurement.ALLOCATED)).isGreaterThan(CELL.payload());
		});
	}

	@Test
	void aBatchCountsAsItsRequests() throws Exception {
		Cell one = Cell.plain(1, 1, 64);
		List<Measurement> measured = measure(Contender.oneByOne(one), Contender.batch(one, 32));
		assertThat(measured.get(1).variant()).isEqualTo("batch of 32");
		double exchanges = figure(measured.get(1), Measurement.THROUGHPUT);
		double seconds = figure(measured.get(1), Measurement.MICROS) / 1e6;
		assertThat(exchanges * seconds).isBetween(16.0, 64.0);
	}

	@Test
	void fewerCallersThanOthersHaveAreEnough() throws Exception {
		List<Measurement> measured = measure(Contender.of(CELL, Peer.RAW), Contender.idle(Cell.plain(1, 20, 64), 20));
		assertThat(measured.get(1).variant()).isEqualTo("20 idle");
		assertThat(figure(measured.get(1), Measurement.THROUGHPUT)).isPositive();
	}

	@Test
	void twoVersionsTakeTurns() throws Exception {
		Path present = VersionLoader.present();
		List<Measurement> measured = measure(Contender.of(CELL, Peer.FRAMED_TCP).ofVersion("row", "one", present),
				Contender.idle(CELL, 2).ofVersion("row", "two", present));
		assertThat(measured).extracting(Measurement::cell).containsOnly("row");
		assertThat(measured).extracting(Measurement::variant).containsExactly("one", "two", "one", "two");
		assertThat(measured).allSatisfy((each) -> assertThat(figure(each, Measurement.THROUGHPUT)).isPositive());
	}

	@Test
	void aWrongReplyEndsTheMeasurement() throws Exception {
		Client wrong = new Client() {

			@Override
			public byte[] exchange(byte[] request) {
				return new byte[request.length];
			}

			@Override
			public void close() throws IOException {
				// Nothing is open.
			}

		};
		Contender contender = Contender.of(CELL, Peer.RAW);
		Bout bout = new Bout(List.of(contender), 20, 1, 1, 20);
		try (Callers callers = new Callers(bout)) {
			OpenContender open = new OpenContender(contender,
					(questions) -> questions.get(0).check(wrong.exchange(questions.get(0).next())), wrong);
			assertThatIllegalStateException().isThrownBy(() -> callers.call(open, 20))
				.withMessage("RAW failed in plain/platform/2x2/64")
				.havingCause()
				.withMessage("A wrong reply, of 64 bytes");
		}
	}

	@Test
	void inThisJvmAsWell() throws Exception {
		Bout bout = new Bout(List.of(Contender.of(CELL, Peer.RAW)), 20, 3, 1, 20);
		List<Measurement> measured = new Turns(bout)
			.measure((contender) -> new Target(this.server.port(false), 2, 64, null));
		assertThat(measured).extracting(Measurement::round).containsExactly(0, 1, 2);
	}

	private List<Measurement> measure(Contender... contenders) throws Exception {
		Bout bout = new Bout(List.of(contenders), 20, 2, 2, 20);
		return Program.measure(List.of(bout), Path.of(System.getProperty("java.home")), this.server, this.tlsStore,
				this.directory);
	}

	private static double figure(Measurement measurement, String name) {
		return measurement.values().get(name);
	}

}
