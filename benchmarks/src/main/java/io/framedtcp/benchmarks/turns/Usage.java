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
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import com.sun.management.OperatingSystemMXBean;
import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.SharingStatus;

/**
 * What this JVM has used so far, and what a client with shared connections has written.
 *
 * @param allocated bytes
 * @param cpuNanos processor time of all threads
 * @param systemWrites system calls that write, wake-ups of selectors included; 0 if the
 * machine does not tell
 * @param frames frames that the client has written; 0 if it does not count
 * @param writes writes that took
 */
record Usage(long allocated, long cpuNanos, long systemWrites, long frames, long writes) {

	static final Usage NONE = new Usage(0, 0, 0, 0, 0);

	private static final OperatingSystemMXBean PROCESS = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private static final Path IO = Path.of("/proc/self/io");

	private static final String WRITES = "syscw:";

	static Usage of(OpenContender contender) throws ReflectiveOperationException, IOException {
		SharingStatus sharing = contender.client().sharing();
		return of(sharing, Allocation.ofAllThreads());
	}

	private static Usage of(@Nullable SharingStatus sharing, long allocated) throws IOException {
		return new Usage(allocated, PROCESS.getProcessCpuTime(), countSystemWrites(),
				(sharing != null) ? sharing.frames() : 0, (sharing != null) ? sharing.writes() : 0);
	}

	Usage since(Usage before) {
		return new Usage(this.allocated - before.allocated, this.cpuNanos - before.cpuNanos,
				this.systemWrites - before.systemWrites, this.frames - before.frames, this.writes - before.writes);
	}

	Usage plus(Usage more) {
		return new Usage(this.allocated + more.allocated, this.cpuNanos + more.cpuNanos,
				this.systemWrites + more.systemWrites, this.frames + more.frames, this.writes + more.writes);
	}

	private static long countSystemWrites() throws IOException {
		if (!Files.isReadable(IO)) {
			return 0;
		}
		return Files.readAllLines(IO)
			.stream()
			.filter((line) -> line.startsWith(WRITES))
			.mapToLong((line) -> Long.parseLong(line.substring(WRITES.length()).strip()))
			.sum();
	}

}
