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

import org.jspecify.annotations.Nullable;

/**
 * What is remembered of a connection. Safe for use by many threads.
 */
final class ConnectionLog {

	private final int number;

	private final int clientPort;

	private int requests;

	private @Nullable String reason;

	private boolean ended;

	ConnectionLog(int number, int clientPort) {
		this.number = number;
		this.clientPort = clientPort;
	}

	int number() {
		return this.number;
	}

	synchronized void countRequest() {
		this.requests++;
	}

	/**
	 * Notes why the connection is going to end. The first reason holds.
	 * @param reason the reason
	 */
	synchronized void ending(String reason) {
		if (this.reason == null) {
			this.reason = reason;
		}
	}

	synchronized void ended() {
		this.ended = true;
	}

	synchronized RecordedConnection recorded() {
		return new RecordedConnection(this.number, this.clientPort, this.requests,
				this.ended ? ((this.reason != null) ? this.reason : "ended by its handler") : null);
	}

}
