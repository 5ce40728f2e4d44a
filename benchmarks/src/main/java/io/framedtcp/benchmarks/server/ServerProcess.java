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

package io.framedtcp.benchmarks.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A server in a process of its own, which ends with this object or with the process that
 * started it.
 */
public final class ServerProcess implements AutoCloseable {

	private final Process process;

	private final List<Integer> ports;

	private ServerProcess(Process process, String ports) {
		this.process = process;
		this.ports = Stream.of(ports.split(" ")).map(Integer::valueOf).toList();
	}

	/**
	 * Start a server on the JDK that runs this program.
	 * @param tlsStore its key store
	 * @return the server, ready for connections
	 * @throws IOException if it does not start
	 */
	@SuppressWarnings("resource")
	public static ServerProcess start(Path tlsStore) throws IOException {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Xmx6g", "-cp", System.getProperty("java.class.path"), ReplyServer.class.getName(),
				tlsStore.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream()));
		String ports = output.readLine();
		if (ports == null) {
			throw new IOException("The server did not start");
		}
		return new ServerProcess(process, ports);
	}

	/**
	 * Return where the server listens.
	 * @param tls whether for TLS
	 * @return the TCP port
	 */
	public int port(boolean tls) {
		return port(tls ? Service.TLS : Service.PLAIN);
	}

	/**
	 * Return where the server listens.
	 * @param service for what
	 * @return the TCP port
	 */
	public int port(Service service) {
		return this.ports.get(service.ordinal());
	}

	@Override
	public void close() {
		this.process.destroy();
	}

}
