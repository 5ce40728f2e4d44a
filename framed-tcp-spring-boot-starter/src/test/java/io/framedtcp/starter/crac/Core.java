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

package io.framedtcp.starter.crac;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Stands in for the part of a JVM that takes checkpoints (CRaC), and does all that one
 * does but for writing the image: as there, a socket or a selector that is still open
 * makes it fail. Used where the system property {@code org.crac.Core.Compat} names this
 * package.
 */
public final class Core {

	/** The column of Linux's tables of sockets. */
	private static final int INODE = 9;

	private static final Context context = new Context();

	private Core() {
	}

	/**
	 * Return who is told of checkpoints.
	 * @return all of them
	 */
	public static Context getGlobalContext() {
		return context;
	}

	/**
	 * Take a checkpoint, and go on as if restored from it.
	 * @throws CheckpointException if something is still open
	 * @throws RestoreException if somebody cannot go on
	 */
	public static void checkpointRestore() throws CheckpointException, RestoreException {
		try {
			for (Resource resource : context.resources()) {
				resource.beforeCheckpoint(context);
			}
			requireNothingOpen();
		}
		catch (Exception ex) {
			throw new CheckpointException(ex);
		}
		System.out.println("checkpoint taken");
		try {
			for (Resource resource : context.resources()) {
				resource.afterRestore(context);
			}
		}
		catch (Exception ex) {
			throw new RestoreException(ex);
		}
	}

	/**
	 * Check what CRaC checks. The descriptors that the JDK keeps for itself, which are
	 * not of TCP, are left to it.
	 */
	private static void requireNothingOpen() throws IOException {
		Set<String> sockets = tcpSockets();
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			List<String> open = descriptors.map(Core::target)
				.filter((target) -> sockets.contains(target) || target.startsWith("anon_inode:"))
				.toList();
			if (!open.isEmpty()) {
				throw new IllegalStateException("still open: " + open);
			}
		}
	}

	private static Set<String> tcpSockets() throws IOException {
		Set<String> sockets = new HashSet<>();
		for (String table : List.of("tcp", "tcp6")) {
			for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
				sockets.add("socket:[" + line.strip().split("\\s+")[INODE] + "]");
			}
		}
		return sockets;
	}

	private static String target(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString();
		}
		catch (IOException ex) {
			return "closed since it was listed";
		}
	}

}
