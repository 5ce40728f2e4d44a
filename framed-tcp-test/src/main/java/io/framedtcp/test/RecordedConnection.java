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
 * A connection as the server knows it at a moment.
 *
 * @param number its number in the order of accepting, from 1
 * @param clientPort the client's port
 * @param requests how many whole requests have come on it
 * @param end how it ended, for people to read, or {@code null} if it is open
 */
public record RecordedConnection(int number, int clientPort, int requests, @Nullable String end) {

	/**
	 * Returns whether the connection is open, as far as the server knows.
	 * @return whether the server still serves it
	 */
	public boolean isOpen() {
		return this.end == null;
	}

	@Override
	public String toString() {
		return "connection " + this.number + ": " + this.requests
				+ ((this.requests == 1) ? " request, " : " requests, ") + ((this.end != null) ? this.end : "open");
	}

}
