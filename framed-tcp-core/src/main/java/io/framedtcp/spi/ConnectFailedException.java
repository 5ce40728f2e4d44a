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
 * those at the other addresses are suppressed exceptions. Where no attempt was made
 * because the last ones had failed, the last failure is the cause.
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
	 * @param traits what is to be known of it
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
	 * Returns what happened, as anybody may read it, such as in a health report. The
	 * message quotes what a server has sent to the {@link ConnectionInitializer} or what
	 * that has thrown, where a password may stand; this names the class of the exception
	 * instead.
	 * @return the message, without anything that was said on a connection
	 */
	public String getSummary() {
		return this.summary;
	}

	/**
	 * Returns whether it was the caller's deadline that ended the attempt, so that it
	 * says little of the server.
	 * @return whether the connect time-out would have left more time
	 */
	public boolean isCutShort() {
		return this.traits.contains(Trait.CUT_SHORT);
	}

	/**
	 * Returns whether no attempt was made, because the last ones had failed.
	 * @return whether the caller was refused at once
	 */
	public boolean isRefused() {
		return this.traits.contains(Trait.REFUSED);
	}

	/**
	 * Returns whether this machine is at fault, say because it has no descriptor or port
	 * left, or no route. That says nothing of the server.
	 * @return whether the server had no part in it
	 */
	public boolean isLocalFault() {
		return this.traits.contains(Trait.LOCAL_FAULT);
	}

	/**
	 * Returns whether an initializer has failed, other than by running out of time. If it
	 * logs in, repeating it may lock an account.
	 * @return whether the server may have refused a login
	 */
	public boolean isLoginRefused() {
		return this.traits.contains(Trait.LOGIN_REFUSED);
	}

	/**
	 * Returns which step failed, that of the attempt which came furthest.
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

		/** No attempt was made. */
		REFUSED,

		/** This machine is at fault. */
		LOCAL_FAULT,

		/** The server may have refused a login. */
		LOGIN_REFUSED

	}

}
