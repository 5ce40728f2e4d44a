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

package io.framedtcp.starter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that runs a main class of the tests, with their class path. It ends with its
 * standard input, and so with the tests.
 */
final class ForkedJvm implements AutoCloseable {

	private final List<String> output = new CopyOnWriteArrayList<>();

	private final Process process;

	private final Thread reader;

	/**
	 * Start a JVM.
	 * @param main the class to run
	 * @param options further ones of the JVM
	 * @param arguments those of the main class
	 */
	ForkedJvm(Class<?> main, List<String> options, List<String> arguments) {
		this(main, System.getProperty("java.class.path"), options, arguments);
	}

	/**
	 * Start a JVM with another class path.
	 * @param main the class to run
	 * @param classPath the class path
	 * @param options further ones of the JVM
	 * @param arguments those of the main class
	 */
	ForkedJvm(Class<?> main, String classPath, List<String> options, List<String> arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
						"-XX:TieredStopAtLevel=1", "-cp", classPath));
		command.addAll(options);
		command.add(main.getName());
		command.addAll(arguments);
		try {
			this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.reader = new Thread(this::read, "output of " + main.getSimpleName());
		this.reader.start();
	}

	/**
	 * Return what it has printed so far.
	 * @return the lines
	 */
	List<String> output() {
		return List.copyOf(this.output);
	}

	/**
	 * Wait for it to end by itself.
	 * @return the exit status
	 * @throws InterruptedException if the thread is interrupted
	 */
	int await() throws InterruptedException {
		if (!this.process.waitFor(90, TimeUnit.SECONDS)) {
			throw new IllegalStateException("It does not end: " + output());
		}
		this.reader.join();
		return this.process.exitValue();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

	/**
	 * Write a line to its standard input.
	 * @param line the line
	 * @throws IOException if it has ended
	 */
	void tell(String line) throws IOException {
		this.process.outputWriter().append(line).append(System.lineSeparator()).flush();
	}

	/**
	 * End this JVM when its standard input ends: for main classes to call.
	 * @param onLine what to do for each line that is {@linkplain #tell told}
	 */
	static void endWithInput(Runnable onLine) {
		Thread thread = new Thread(() -> {
			new BufferedReader(new InputStreamReader(System.in)).lines().forEach((line) -> onLine.run());
			Runtime.getRuntime().halt(1);
		}, "input");
		thread.setDaemon(true);
		thread.start();
	}

	private void read() {
		try (BufferedReader lines = this.process.inputReader(StandardCharsets.UTF_8)) {
			lines.lines().forEach(this.output::add);
		}
		catch (IOException | UncheckedIOException ex) {
			// It has been destroyed.
		}
	}

}
