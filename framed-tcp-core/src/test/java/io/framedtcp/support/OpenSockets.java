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

package io.framedtcp.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The sockets and selectors among the descriptors of this process, which Linux lists.
 */
public final class OpenSockets {

	private OpenSockets() {
	}

	public static long count() {
		return count("socket:");
	}

	/**
	 * Count the selectors: threads that wait for several things at once have one each.
	 * @return the number of selectors
	 */
	public static long selectors() {
		return count("anon_inode:[eventpoll]");
	}

	private static long count(String target) {
		try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
			return descriptors.filter((descriptor) -> isA(target, descriptor)).count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Cannot list the descriptors", ex);
		}
	}

	private static boolean isA(String target, Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith(target);
		}
		catch (IOException ex) {
			// Closed since it was listed.
			return false;
		}
	}

}
