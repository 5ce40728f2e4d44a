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

package io.framedtcp.internal.route;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.EnumSet;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.SetupFailedException;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectStep;
import io.framedtcp.spi.ConnectionInitializer;

/**
 * Thrown if no connection can be opened to one address. The cause is the underlying
 * failure, for example the exception of the {@link ConnectionInitializer}.
 */
public final class AttemptFailedException extends ConnectFailedException {

	private static final long serialVersionUID = 1L;

	private AttemptFailedException(String message, String summary, ConnectStep step, boolean timedOut,
			@Nullable LocalFault fault, @Nullable Throwable cause) {
		super(message, summary, step, traits(timedOut, fault != null, isLoginRefused(step, cause) && !timedOut), cause);
	}

	private AttemptFailedException(String message, String summary, ConnectStep step, EnumSet<Trait> traits,
			@Nullable Throwable cause) {
		super(message, summary, step, traits, cause);
	}

	/**
	 * Returns this failure with the names of a client's properties, in its causes too.
	 * @param prefix what they begin with
	 * @return this exception, or another in its place
	 */
	public AttemptFailedException ofClient(String prefix) {
		Throwable cause = getCause();
		if (cause instanceof SetupFailedException failed) {
			cause = failed.ofClient(prefix);
		}
		else if (cause instanceof ProxyRefusedException refused) {
			cause = refused.ofClient(prefix);
		}
		String message = String.valueOf(getMessage());
		String named = PropertyNames.of(message, prefix);
		return (named.equals(message) && cause == getCause()) ? this
				: PropertyNames.replaced(new AttemptFailedException(named, PropertyNames.of(getSummary(), prefix),
						getStep(), traits(isTimedOut(), isLocalFault(), isLoginRefused()), cause), this);
	}

	private static boolean isLoginRefused(ConnectStep step, @Nullable Throwable cause) {
		return step == ConnectStep.INITIALIZE || (cause instanceof ProxyRefusedException ex && ex.isLoginRefused());
	}

	/**
	 * Creates the exception for an attempt that ran out of time.
	 * @param route the route
	 * @param step the step that ran out of time
	 * @param nanos the time it took, in nanoseconds
	 * @param details the progress of the step, for the caller only; may be empty
	 * @param cause the failure that ended it, if any
	 * @return the exception
	 */
	public static AttemptFailedException timedOut(Route route, ConnectStep step, long nanos, String details,
			@Nullable Throwable cause) {
		String summary = describe(route, step, "timed out after " + nanos / 1_000_000 + " ms");
		return new AttemptFailedException(summary + details, summary, step, true, null, cause);
	}

	/**
	 * Creates the exception for an attempt that failed.
	 * @param route the route
	 * @param step the step that failed
	 * @param ex the failure
	 * @param atOnce whether the connection request failed immediately
	 * @return the exception
	 */
	public static AttemptFailedException failed(Route route, ConnectStep step, Exception ex, boolean atOnce) {
		return failed(route, step, ex, "", atOnce);
	}

	/**
	 * Creates the exception for an attempt that failed.
	 * @param route the route
	 * @param step the step that failed
	 * @param ex the failure
	 * @param details further help, for the caller only; may be empty
	 * @param atOnce whether the connection request failed immediately
	 * @return the exception
	 */
	public static AttemptFailedException failed(Route route, ConnectStep step, Exception ex, String details,
			boolean atOnce) {
		LocalFault fault = LocalFault.of(ex, atOnce);
		String reason = (ex instanceof RuntimeException) ? ex.toString() : String.valueOf(ex.getMessage());
		String summary = (step == ConnectStep.INITIALIZE) ? SetupFailedException.summaryOf(ex) : reason;
		summary = (ex instanceof ProxyRefusedException refused) ? refused.getSummary() : summary;
		if (ex instanceof ClosedChannelException) {
			reason = "the client was closed";
			summary = reason;
		}
		else if (fault != null) {
			reason = fault.describe(reason);
			summary = fault.describe(summary);
		}
		return new AttemptFailedException(describe(route, step, reason) + details, describe(route, step, summary), step,
				false, fault, ex);
	}

	/**
	 * Creates the exception for a host name without an address.
	 * @param server the server or proxy with that name
	 * @param ex the failure; its cause is the exception of the look-up
	 * @return the exception
	 */
	public static AttemptFailedException unresolved(Object server, IOException ex) {
		LocalFault fault = LocalFault.ofLookup(ex.getCause());
		String message = server + ": " + ex.getMessage();
		if (fault != null && ex.getCause() != null) {
			message = fault.describe(message + ": " + ex.getCause().getMessage());
		}
		return new AttemptFailedException(message, message, ConnectStep.CONNECT, ex instanceof SocketTimeoutException,
				fault, ex);
	}

	private static String describe(Route route, ConnectStep step, String reason) {
		return route + ": " + switch (step) {
			case CONNECT -> (route.proxy() != null) ? "the proxy cannot be reached: " : "";
			case PROXY -> "the proxy did not connect to the server: ";
			case HANDSHAKE -> "connected, but the TLS handshake failed: ";
			case INITIALIZE -> "connected, but the connection could not be initialized: ";
		} + reason;
	}

	/**
	 * Returns the traits of a failure.
	 * @param timedOut whether an attempt ran out of time
	 * @param localFault whether this machine is at fault
	 * @param loginRefused whether the server may have refused a login
	 * @return a new set
	 */
	public static EnumSet<Trait> traits(boolean timedOut, boolean localFault, boolean loginRefused) {
		EnumSet<Trait> traits = EnumSet.noneOf(Trait.class);
		if (timedOut) {
			traits.add(Trait.TIMED_OUT);
		}
		if (localFault) {
			traits.add(Trait.LOCAL_FAULT);
		}
		if (loginRefused) {
			traits.add(Trait.LOGIN_REFUSED);
		}
		return traits;
	}

	/**
	 * Returns the failure of the route.
	 * @return the failure of the same name as the step
	 */
	public RouteFailure getRouteFailure() {
		return RouteFailure.valueOf(getStep().name());
	}

	/**
	 * Returns whether the attempt failed because the client was closed.
	 * @return whether the route itself has not failed
	 */
	public boolean isClientClosed() {
		return getCause() instanceof ClosedChannelException && !isTimedOut();
	}

}
