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

package io.framedtcp.pool;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when the server answers a ping too late or not as expected.
 */
public class PingFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String summary;

	/**
	 * Creates an exception whose message quotes no bytes of the connection.
	 * @param message what happened
	 */
	public PingFailedException(String message) {
		this(message, message, null);
	}

	/**
	 * Creates an exception with a summary.
	 * @param message what happened; it may quote bytes of the connection
	 * @param summary what happened, without bytes of the connection
	 * @param cause the failure of the exchange, or {@code null}
	 */
	public PingFailedException(@Nullable String message, String summary, @Nullable Throwable cause) {
		super(message, cause);
		this.summary = summary;
	}

	/**
	 * Returns a summary that anybody may read, such as in a health report. The message
	 * may quote bytes of the server's answer.
	 * @return what happened, without bytes of the connection
	 */
	public String getSummary() {
		return this.summary;
	}

}
