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

package io.framedtcp.internal;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the version of a library on the class path is too old for framed-tcp.
 */
public final class UnsupportedVersionException extends IllegalStateException {

	private static final long serialVersionUID = 1L;

	private final String problem;

	private final String advice;

	/**
	 * Creates an exception.
	 * @param library name of the library
	 * @param found version of the library on the class path, or {@code null} if it is
	 * unknown
	 * @param needed the oldest supported version
	 * @param advice what to do about it
	 */
	public UnsupportedVersionException(String library, @Nullable String found, String needed, String advice) {
		this("framed-tcp needs " + library + " " + needed + " or later, but "
				+ ((found != null) ? found : "an older version") + " is on the class path.", advice);
	}

	private UnsupportedVersionException(String problem, String advice) {
		super(problem + " " + advice);
		this.problem = problem;
		this.advice = advice;
	}

	/**
	 * Returns the problem.
	 * @return a sentence that names the library, the version found and the version needed
	 */
	public String getProblem() {
		return this.problem;
	}

	/**
	 * Returns what to do about it.
	 * @return a sentence
	 */
	public String getAdvice() {
		return this.advice;
	}

}
