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

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of this module in a JVM of its own.
 */
final class JavaProcess {

	private JavaProcess() {
	}

	/**
	 * Run a program to its end.
	 * @param prefix what stands before the command, as for a tracer
	 * @param main the program
	 * @param arguments what it is given
	 * @return what it has printed
	 * @throws IOException if it fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	static String run(List<String> prefix, Class<?> main, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(prefix);
		command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
		command.addAll(List.of("-Xms256m", "-Xmx256m", "-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IOException(main.getSimpleName() + " failed: " + output);
		}
		return output.strip();
	}

}
