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

package io.framedtcp.benchmarks.run;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JDKs of this machine.
 */
final class Jdks {

	/** Says where a JDK with virtual threads is. */
	static final String VARIABLE = "JAVA_HOME_25";

	/** Says that there is none, before what needs it. */
	static final String NOT_FOUND = "virtual threads, as no JDK 25 or later was found (set " + VARIABLE + "): ";

	private static final int WANTED = 25;

	private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

	private Jdks() {
	}

	static Path current() {
		return Path.of(System.getProperty("java.home"));
	}

	/**
	 * Find a JDK for virtual threads.
	 * @return the one of the environment variable, this one, or one of Linux's usual
	 * place, if any of these is JDK 25 or later
	 */
	static Optional<Path> withVirtualThreads() {
		String named = System.getenv(VARIABLE);
		if (named != null) {
			return Optional.of(Path.of(named)).filter((home) -> version(home) >= WANTED);
		}
		return (version(current()) >= WANTED) ? Optional.of(current()) : installed();
	}

	static int version(Path home) {
		try {
			Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
			return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private static Optional<Path> installed() {
		try (DirectoryStream<Path> homes = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
			for (Path home : homes) {
				if (version(home) >= WANTED) {
					return Optional.of(home);
				}
			}
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		return Optional.empty();
	}

}
