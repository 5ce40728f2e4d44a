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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if an exchange fails. There is one subclass for each kind of failure that a
 * caller may handle differently. Each exception has the client, the address, the phase
 * and the elapsed time. It also tells whether the request may have reached the server.
 */
public abstract class FramedTcpException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final ExchangeContext context;

	/**
	 * Creates an exception.
	 * @param message the failure and its remedy
	 * @param context the client, the address and the progress of the call
	 * @param cause the cause, if there is one
	 */
	protected FramedTcpException(String message, ExchangeContext context, @Nullable Throwable cause) {
		super(message + " " + context, cause);
		this.context = context;
	}

	/**
	 * Returns the name of the client.
	 * @return the name
	 */
	public String getClient() {
		return this.context.client();
	}

	/**
	 * Returns the address of the server.
	 * @return the address of the connection, or the addresses of the client
	 */
	public String getAddress() {
		return this.context.address();
	}

	/**
	 * Returns the phase in which the exchange failed.
	 * @return the phase
	 */
	public Phase getPhase() {
		return this.context.phase();
	}

	/**
	 * Returns the duration of the call.
	 * @return the time from the call to the failure
	 */
	public Duration getElapsed() {
		return this.context.elapsed();
	}

	/**
	 * Returns whether any byte of the request may have reached the server. If not, the
	 * call can be repeated safely.
	 * @return {@code false} only if certainly no byte has reached it
	 */
	public boolean isRequestMaybeSent() {
		return this.context.requestMaybeSent();
	}

}
