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

package io.framedtcp.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that waits for a debugger. It serves one at a time, and tells a port for the next
 * when that one has gone.
 */
final class DebuggedJvm implements Server {

	private final Process process;

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final Thread reader = new Thread(this::readPorts, "debugged-jvm");

	DebuggedJvm() {
		try {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Xshare:auto", "-XX:TieredStopAtLevel=1",
					"-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:0", "-cp",
					System.getProperty("java.class.path"), DebuggedProgram.class.getName())
				.redirectErrorStream(true)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader.start();
	}

	@Override
	public int port() {
		try {
			Integer port = this.ports.poll(20, TimeUnit.SECONDS);
			if (port == null) {
				throw new IllegalStateException("The JVM does not listen for a debugger");
			}
			return port;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			this.reader.join();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void readPorts() {
		String announcement = "Listening for transport dt_socket at address: ";
		try (BufferedReader output = this.process.inputReader()) {
			for (String line = output.readLine(); line != null; line = output.readLine()) {
				if (line.startsWith(announcement)) {
					this.ports.add(Integer.valueOf(line.substring(announcement.length())));
				}
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
	}

}
