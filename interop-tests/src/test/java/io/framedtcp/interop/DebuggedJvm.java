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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that waits for a debugger. It serves one at a time, and tells a port for the next
 * when that one has gone.
 */
final class DebuggedJvm implements Server {

	private final Process process;

	private final CountDownLatch started = new CountDownLatch(1);

	private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();

	private final Thread reader = new Thread(this::readPorts, "debugged-jvm");

	private DebuggedJvm(String suspend) {
		try {
			this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-XX:TieredStopAtLevel=1",
					"-agentlib:jdwp=transport=dt_socket,server=y,address=127.0.0.1:0,suspend=" + suspend, "-cp",
					System.getProperty("java.class.path"), DebuggedProgram.class.getName())
				.redirectErrorStream(true)
				.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader.start();
	}

	/**
	 * Start a JVM and wait until its program runs.
	 * @return the JVM
	 * @throws InterruptedException if the thread is interrupted
	 */
	static DebuggedJvm running() throws InterruptedException {
		DebuggedJvm jvm = new DebuggedJvm("n");
		if (!jvm.started.await(20, TimeUnit.SECONDS)) {
			throw new IllegalStateException("The JVM does not start");
		}
		return jvm;
	}

	/**
	 * Start a JVM that goes on once a debugger tells it to. To that one it says first
	 * that it has started.
	 * @return the JVM
	 */
	static DebuggedJvm suspended() {
		return new DebuggedJvm("y");
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
		this.process.destroy();
		try {
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			this.reader.join();
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
				else if (line.equals(DebuggedProgram.STARTED)) {
					this.started.countDown();
				}
			}
		}
		catch (IOException ex) {
			this.process.destroyForcibly();
		}
	}

}
