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

package io.framedtcp.spi;

import java.io.IOException;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be opened to any of the addresses. The first failure is the cause;
 * failures at the other addresses are suppressed exceptions. If the circuit breaker
 * refused the attempt, the last failure is the cause.
 */
public class ConnectFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String summary;

	private final ConnectStep step;

	private final EnumSet<Trait> traits;

	/**
	 * Creates an exception.
	 * @param message what happened
	 * @param summary what happened, for anybody to read
	 * @param step the step that failed
	 * @param traits what the failure shows
	 * @param cause what made it fail
	 */
	public ConnectFailedException(String message, String summary, ConnectStep step, EnumSet<Trait> traits,
			@Nullable Throwable cause) {
		super(message, cause);
		this.summary = summary;
		this.step = step;
		this.traits = traits;
	}

	/**
	 * Returns a summary that anybody may read, such as in a health report. The message
	 * quotes the server's answer to the {@link ConnectionInitializer} or the exception of
	 * that, which may contain a password. The summary names the class of the exception
	 * instead.
	 * @return the message, without bytes of the connection
	 */
	public String getSummary() {
		return this.summary;
	}

	/**
	 * Returns whether the caller's deadline ended the attempt. Then the failure says
	 * little about the server.
	 * @return whether the connect time-out would have left more time
	 */
	public boolean isCutShort() {
		return this.traits.contains(Trait.CUT_SHORT);
	}

	/**
	 * Returns whether an attempt ran out of time: the connect time-out ended it, or the
	 * deadline of its caller.
	 * @return whether the server may only have been late
	 */
	public boolean isTimedOut() {
		return this.traits.contains(Trait.TIMED_OUT);
	}

	/**
	 * Returns whether the circuit breaker refused the attempt.
	 * @return whether no attempt was made, since the last ones had failed
	 */
	public boolean isRefused() {
		return this.traits.contains(Trait.REFUSED);
	}

	/**
	 * Returns whether this machine is at fault, say because it has no descriptor or port
	 * left, or no route. The failure then says nothing about the server.
	 * @return whether the server had no part in it
	 */
	public boolean isLocalFault() {
		return this.traits.contains(Trait.LOCAL_FAULT);
	}

	/**
	 * Returns whether an initializer has failed for another reason than time. If it logs
	 * in, repeating it may lock an account.
	 * @return whether the server may have refused a login
	 */
	public boolean isLoginRefused() {
		return this.traits.contains(Trait.LOGIN_REFUSED);
	}

	/**
	 * Returns the step that failed, of the attempt that came furthest.
	 * @return the step
	 */
	public ConnectStep getStep() {
		return this.step;
	}

	/**
	 * What a failure shows.
	 */
	public enum Trait {

		/** The caller's deadline ended the attempt. */
		CUT_SHORT,

		/** An attempt ran out of time. */
		TIMED_OUT,

		/** No attempt was made. */
		REFUSED,

		/** This machine is at fault. */
		LOCAL_FAULT,

		/** The server may have refused a login. */
		LOGIN_REFUSED

	}

}
