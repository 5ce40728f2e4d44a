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

package io.framedtcp.halfopen;

import java.io.IOException;

/**
 * The link between client and server, which commands of the system cut and restore.
 */
final class CutLink {

	private final String cut;

	private final String restore;

	CutLink(String cut, String restore) {
		this.cut = cut;
		this.restore = restore;
	}

	void cut() throws IOException, InterruptedException {
		run(this.cut);
	}

	void restore() throws IOException, InterruptedException {
		run(this.restore);
	}

	private void run(String command) throws IOException, InterruptedException {
		int status = new ProcessBuilder(command.split(" ")).inheritIO().start().waitFor();
		if (status != 0) {
			throw new IllegalStateException("'" + command + "' ended with status " + status);
		}
	}

}
