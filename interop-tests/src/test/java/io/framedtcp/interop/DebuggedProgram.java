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

import java.io.IOException;

/**
 * What runs in a JVM that is debugged.
 */
public final class DebuggedProgram {

	static final String STARTED = "started";

	private DebuggedProgram() {
	}

	/**
	 * Tell that it runs, and wait for the end of the input: that of whoever started it.
	 * @param arguments none
	 * @throws IOException if the input cannot be read
	 */
	public static void main(String[] arguments) throws IOException {
		System.out.println(STARTED);
		System.in.transferTo(System.out);
	}

}
