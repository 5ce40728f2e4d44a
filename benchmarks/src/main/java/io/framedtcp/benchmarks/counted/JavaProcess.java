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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of this module in a JVM of its own.
 */
public final class JavaProcess {

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
		return run(prefix, Path.of(System.getProperty("java.home")), "256m", main, List.of(arguments));
	}

	/**
	 * Run a program to its end.
	 * @param jdk on which JDK
	 * @param heap with how much heap, from the beginning
	 * @param main the program
	 * @param arguments what it is given
	 * @return what it has printed
	 * @throws IOException if it fails
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	public static String run(Path jdk, String heap, Class<?> main, List<String> arguments)
			throws IOException, InterruptedException {
		return run(List.of(), jdk, heap, main, arguments);
	}

	private static String run(List<String> prefix, Path jdk, String heap, Class<?> main, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(prefix);
		command.add(jdk.resolve("bin").resolve("java").toString());
		// A page of memory that is touched for the first time costs more than an object
		// in it, which a process that has run for a while does not pay.
		command.addAll(
				List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-Dio.netty.leakDetection.level=disabled",
						"-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (process.waitFor() != 0) {
			throw new IOException(main.getSimpleName() + " failed: " + output);
		}
		return output.strip();
	}

}
