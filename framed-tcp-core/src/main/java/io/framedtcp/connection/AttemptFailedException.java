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

package io.framedtcp.connection;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be opened to one address. The cause is what made it fail, such as
 * what the {@link ConnectionInitializer} has thrown.
 */
public class AttemptFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String summary;

	private final ConnectStep step;

	private final boolean timedOut;

	AttemptFailedException(String message, ConnectStep step, boolean timedOut, @Nullable Throwable cause) {
		this(message, message, step, timedOut, cause);
	}

	AttemptFailedException(String message, String summary, ConnectStep step, boolean timedOut,
			@Nullable Throwable cause) {
		super(message, cause);
		this.summary = summary;
		this.step = step;
		this.timedOut = timedOut;
	}

	/**
	 * Return what happened, as anybody may read it. The message quotes what the server
	 * has sent to the {@link ConnectionInitializer} or what that has thrown, where a
	 * password may stand; this names the class of the exception instead.
	 * @return the message, without anything that was said on the connection
	 */
	public String getSummary() {
		return this.summary;
	}

	/**
	 * Return the step that failed.
	 * @return the step
	 */
	public ConnectStep getStep() {
		return this.step;
	}

	/**
	 * Return whether the time was over.
	 * @return whether it may only have been late
	 */
	public boolean isTimedOut() {
		return this.timedOut;
	}

}
