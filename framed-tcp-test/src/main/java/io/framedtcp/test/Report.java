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

package io.framedtcp.test;

import java.util.ArrayList;
import java.util.List;

/**
 * What the test is told about the server. Safe for use by many threads.
 */
final class Report {

	private static final int MOST_CONNECTIONS = 20;

	private final Connections connections;

	private final Requests requests;

	private final Script script;

	Report(Connections connections, Requests requests, Script script) {
		this.connections = connections;
		this.requests = requests;
		this.script = script;
	}

	/**
	 * Fails if something has not happened as told, or does not end.
	 * @param port the server's port
	 * @throws AssertionError if so
	 */
	void verify(int port) {
		verify(port, this.script.complaints(), this.script.failures());
	}

	/**
	 * Fails if a handler does not end.
	 * @param port the server's port
	 * @throws AssertionError if so
	 */
	void verifyEnded(int port) {
		verify(port, List.of(), List.of());
	}

	private void verify(int port, List<String> unfulfilled, List<Throwable> failed) {
		List<String> complaints = new ArrayList<>(unfulfilled);
		List<Throwable> failures = new ArrayList<>(failed);
		for (Throwable hung : this.connections.hung()) {
			complaints.add(hung.getMessage());
			failures.add(hung);
		}
		if (complaints.isEmpty()) {
			return;
		}
		AssertionError error = new AssertionError("Not all went as the server on port " + port + " was told:\n  - "
				+ String.join("\n  - ", complaints) + saw());
		failures.forEach(error::addSuppressed);
		throw error;
	}

	/**
	 * Returns what the server has seen.
	 * @return lines that begin with a line break
	 */
	String saw() {
		StringBuilder text = new StringBuilder("\nIt saw " + this.connections.accepted() + " connection(s) and "
				+ this.requests.count() + " request(s); points passed: " + this.script.passed());
		List<RecordedConnection> recorded = this.connections.recorded();
		recorded.stream().limit(MOST_CONNECTIONS).forEach((each) -> text.append("\n  - ").append(each));
		if (recorded.size() > MOST_CONNECTIONS) {
			text.append("\n  - and ").append(recorded.size() - MOST_CONNECTIONS).append(" more");
		}
		return text.toString();
	}

}
