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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who runs on which processors. Left to itself, the kernel now has a caller and the
 * thread that answers it on one processor and now on two, for seconds at a time, and
 * where waking up another processor is dear the one is twice as fast as the other. What
 * is compared then is luck. So the server has the first processor, and whatever this JVM
 * starts has the others.
 */
public final class Cores {

	private static final Cores SHARED = new Cores(List.of(), "shared by the server and the clients");

	private static final Pattern ALLOWED = Pattern.compile("(?m)^Cpus_allowed_list:\\s*(\\S+)$");

	private final List<String> serverPrefix;

	private final String description;

	private Cores(List<String> serverPrefix, String description) {
		this.serverPrefix = serverPrefix;
		this.description = description;
	}

	/**
	 * Leave it to the kernel.
	 * @return that all processors are shared
	 */
	public static Cores shared() {
		return SHARED;
	}

	/**
	 * Keep this process, and what it starts, from the first processor, if there are two
	 * and a way to.
	 * @return who has which
	 * @throws InterruptedException if the thread is interrupted
	 */
	public static Cores separate() throws InterruptedException {
		try {
			Matcher allowed = ALLOWED.matcher(Files.readString(Path.of("/proc/self/status")));
			List<String> cores = allowed.find() ? expand(allowed.group(1)) : List.of();
			if (cores.size() < 2) {
				return shared();
			}
			String others = String.join(",", cores.subList(1, cores.size()));
			boolean moved = new ProcessBuilder("taskset", "-a", "-p", "-c", others,
					String.valueOf(ProcessHandle.current().pid()))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
			return moved ? new Cores(List.of("taskset", "-c", cores.get(0)),
					"1 for the server, " + (cores.size() - 1) + " for the clients") : shared();
		}
		catch (IOException ex) {
			return shared();
		}
	}

	/**
	 * Return what stands before the command of the server.
	 * @return words, or none
	 */
	public List<String> serverPrefix() {
		return this.serverPrefix;
	}

	/**
	 * Return whether the server has a processor to itself.
	 * @return whether it does
	 */
	public boolean isSeparate() {
		return !this.serverPrefix.isEmpty();
	}

	static List<String> expand(String list) {
		List<String> cores = new ArrayList<>();
		for (String range : list.split(",")) {
			String[] ends = range.split("-");
			for (int core = Integer.parseInt(ends[0]); core <= Integer.parseInt(ends[ends.length - 1]); core++) {
				cores.add(String.valueOf(core));
			}
		}
		return cores;
	}

	@Override
	public String toString() {
		return this.description;
	}

}
