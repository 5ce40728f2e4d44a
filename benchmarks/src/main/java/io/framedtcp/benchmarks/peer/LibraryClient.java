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

package io.framedtcp.benchmarks.peer;

import java.io.IOException;

/**
 * This library, of whichever version. All versions in a JVM share this type.
 */
public interface LibraryClient extends BatchClient {

	/**
	 * Open connections that are idle afterwards.
	 * @param number how many
	 * @throws IOException if one cannot be opened
	 * @throws InterruptedException if the thread is interrupted meanwhile
	 */
	void openIdle(int number) throws IOException, InterruptedException;

}
