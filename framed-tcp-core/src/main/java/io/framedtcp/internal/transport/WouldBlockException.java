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

package io.framedtcp.internal.transport;

import java.io.IOException;

/**
 * Thrown by a read in non-blocking mode that would have to wait. It is not a failure, so
 * one instance without a stack trace serves all reads.
 */
public final class WouldBlockException extends IOException {

	/**
	 * The only instance, without a stack trace.
	 */
	public static final WouldBlockException INSTANCE = new WouldBlockException();

	private static final long serialVersionUID = 1L;

	private WouldBlockException() {
		super("nothing pending");
	}

	@Override
	public synchronized Throwable fillInStackTrace() {
		return this;
	}

}
