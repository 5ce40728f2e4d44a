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

	private final ConnectStep step;

	private final boolean timedOut;

	AttemptFailedException(String message, ConnectStep step, boolean timedOut, @Nullable Throwable cause) {
		super(message, cause);
		this.step = step;
		this.timedOut = timedOut;
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
