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

package io.framedtcp.internal.exchange;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * Thrown if a connection has to rest beyond the deadline of its caller.
 */
public final class RequestIntervalException extends SocketTimeoutException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param nanos how much longer the connection has to rest
	 * @param prefix prefix of the client's property names
	 */
	public RequestIntervalException(long nanos, String prefix) {
		super("the connection has to rest for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms more before a request ("
				+ prefix + "min-request-interval)");
	}

}
