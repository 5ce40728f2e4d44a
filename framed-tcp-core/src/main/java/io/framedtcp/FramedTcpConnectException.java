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

package io.framedtcp;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if no connection could be opened in time. Nothing was sent.
 */
public class FramedTcpConnectException extends FramedTcpException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates an exception.
	 * @param message the failure and its remedy
	 * @param context the client, the address and the progress of the call
	 * @param cause the cause, if there is one
	 */
	public FramedTcpConnectException(String message, ExchangeContext context, @Nullable Throwable cause) {
		super(message, context, cause);
	}

}
