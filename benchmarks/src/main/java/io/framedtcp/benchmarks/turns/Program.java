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
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import tools.jackson.databind.json.JsonMapper;

import io.framedtcp.benchmarks.counted.JavaProcess;
import io.framedtcp.benchmarks.peer.Target;
import io.framedtcp.benchmarks.report.Cell;
import io.framedtcp.benchmarks.report.Measurement;
import io.framedtcp.benchmarks.report.Results;
import io.framedtcp.benchmarks.server.ServerProcess;
import io.framedtcp.benchmarks.server.Service;
import io.framedtcp.benchmarks.server.TlsStore;

/**
 * Bouts that one JVM measures one after the other.
 *
 * @param ports where the server listens
 * @param tlsStore its key store
 * @param bouts the bouts
 */
public record Program(Map<Service, Integer> ports, String tlsStore, List<Bout> bouts) {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Measure in a JVM of its own.
	 * @param bouts what is measured there
	 * @param jdk on which JDK
	 * @param server the server
	 * @param tlsStore its key store
	 * @param work a directory to write to
	 * @return the figures
	 * @throws IOException if a reply was wrong or missing, or anything else failed
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static List<Measurement> measure(List<Bout> bouts, Path jdk, ServerProcess server, Path tlsStore, Path work)
			throws IOException, InterruptedException {
		Path program = work.resolve("program.json");
		Path output = work.resolve("measured.json");
		Map<Service, Integer> ports = new EnumMap<>(Service.class);
		for (Service service : Service.values()) {
			ports.put(service, server.port(service));
		}
		MAPPER.writeValue(program.toFile(), new Program(ports, tlsStore.toString(), bouts));
		String heap = bouts.stream().anyMatch(Bout::isLarge) ? "6g" : "1g";
		JavaProcess.run(jdk, heap, Program.class, List.of(program.toString(), output.toString()));
		return Results.read(output).measurements();
	}

	/**
	 * Measure in this JVM.
	 * @param args the file that says what, and the file where results go
	 */
	public static void main(String[] args) {
		try {
			Program program = MAPPER.readValue(Path.of(args[0]).toFile(), Program.class);
			Results results = Results.none();
			for (Bout bout : program.bouts) {
				results = results.with(new Turns(bout).measure(program::target));
			}
			results.write(Path.of(args[1]));
			System.exit(0);
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			System.exit(1);
		}
	}

	private Target target(Contender contender) {
		Cell cell = contender.cell();
		return new Target(Objects.requireNonNull(this.ports.get(contender.service())), cell.connections(),
				cell.payload(), cell.tls() ? TlsStore.open(Path.of(this.tlsStore)) : null);
	}

}
