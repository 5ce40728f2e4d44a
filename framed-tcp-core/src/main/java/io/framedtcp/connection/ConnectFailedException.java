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
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * No connection could be opened to any of the addresses. The first failure is the cause;
 * those at the other addresses are suppressed exceptions. Where no attempt was made
 * because the last ones had failed, the last failure is the cause.
 */
public class ConnectFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String summary;

	private final boolean cutShort;

	private final boolean refused;

	private final boolean localFault;

	private final ConnectStep step;

	private final boolean loginRefused;

	ConnectFailedException(List<AttemptFailedException> attempts, boolean cutShort) {
		super(describe(attempts, Throwable::getMessage), attempts.get(0));
		attempts.stream().skip(1).forEach(this::addSuppressed);
		this.summary = describe(attempts, AttemptFailedException::getSummary);
		this.cutShort = cutShort;
		this.refused = false;
		this.localFault = attempts.stream().allMatch(AttemptFailedException::isLocalFault);
		this.step = furthest(attempts);
		this.loginRefused = attempts.stream()
			.anyMatch((attempt) -> attempt.getStep() == ConnectStep.INITIALIZE && !attempt.isTimedOut());
	}

	/**
	 * Creates an exception for a caller who is refused because the last attempts failed.
	 * @param reason why he is refused
	 * @param cause the last failure
	 */
	ConnectFailedException(String reason, ConnectFailedException cause) {
		super(reason + " [" + cause.getMessage() + "]", cause);
		this.summary = reason + " [" + cause.summary + "]";
		this.cutShort = false;
		this.refused = true;
		this.localFault = false;
		this.step = cause.step;
		this.loginRefused = cause.loginRefused;
	}

	/**
	 * Creates an exception for a connection that was of no use as soon as it was open.
	 * @param message what happened
	 * @param step the last step that was taken
	 */
	ConnectFailedException(String message, ConnectStep step) {
		super(message);
		this.summary = message;
		this.cutShort = false;
		this.refused = false;
		this.localFault = false;
		this.step = step;
		this.loginRefused = step == ConnectStep.INITIALIZE;
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
		return this.cutShort;
	}

	/**
	 * Returns whether no attempt was made, because the last ones had failed.
	 * @return whether the caller was refused at once
	 */
	public boolean isRefused() {
		return this.refused;
	}

	/**
	 * Returns whether this machine is at fault, say because it has no descriptor or port
	 * left, or no route. That says nothing of the server.
	 * @return whether the server had no part in it
	 */
	public boolean isLocalFault() {
		return this.localFault;
	}

	/**
	 * Returns whether an initializer has failed, other than by running out of time. If it
	 * logs in, repeating it may lock an account.
	 * @return whether the server may have refused a login
	 */
	boolean isLoginRefused() {
		return this.loginRefused;
	}

	/**
	 * Returns which step failed, that of the attempt which came furthest.
	 * @return the step
	 */
	public ConnectStep getStep() {
		return this.step;
	}

	private static String describe(List<AttemptFailedException> attempts,
			Function<AttemptFailedException, @Nullable String> description) {
		return "cannot connect: " + attempts.stream().map(description).collect(Collectors.joining("; "));
	}

	private static ConnectStep furthest(List<AttemptFailedException> attempts) {
		return attempts.stream()
			.map(AttemptFailedException::getStep)
			.max(Comparator.naturalOrder())
			.orElse(ConnectStep.CONNECT);
	}

}
