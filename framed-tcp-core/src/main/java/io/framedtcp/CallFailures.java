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

import java.io.IOException;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.OtherTimeoutException;
import io.framedtcp.internal.exchange.RequestIntervalException;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.ConnectFailedException;

/**
 * Turns the failures of pool and connection into the callers' exceptions, with advice.
 */
final class CallFailures {

	private static final String PROPERTIES = "framed-tcp.";

	/** Part of the pool's message to callers of a paused client. */
	private static final String PAUSED = "the client is paused";

	/** Part of the JDK's message about bytes that are no TLS record. */
	private static final String NO_TLS = "SSL message";

	private CallFailures() {
	}

	/**
	 * Creates the exception for a failed exchange.
	 * @param ex the failure
	 * @param details the progress of an exchange of several frames, and further hints;
	 * may be empty
	 * @param context the context of the call
	 * @param call the call
	 * @return the exception
	 */
	static FramedTcpException of(ExchangeFailedException ex, String details, ExchangeContext context, Call call) {
		String message = PropertyNames.of(describe(ex, call) + details, call.propertyPrefix());
		return switch (ex.getReason()) {
			case TIMED_OUT -> new FramedTcpTimeoutException(message, context, ex);
			case MALFORMED_FRAME -> new FramedTcpMalformedReplyException(message, context, ex.getCause());
			case WRONG_REPLY, UNEXPECTED_BYTES -> new FramedTcpWrongReplyException(message, context, causeOf(ex));
			case INTERRUPTED -> new FramedTcpInterruptedException(message, context, ex);
			case POOL_CLOSED -> new FramedTcpClosedException(message, context, ex);
			default -> new FramedTcpConnectionLostException(message, context, ex);
		};
	}

	/**
	 * Creates the exception for a call that got no connection.
	 * @param ex the failure
	 * @param call the call
	 * @param deadline by when it had to have the connection
	 * @return the exception
	 */
	static FramedTcpException of(IOException ex, Call call, Deadline deadline) {
		String message = StringUtils.capitalize(String.valueOf(ex.getMessage()));
		String prefix = call.propertyPrefix();
		if (ex instanceof PoolBusyException busy) {
			// On shared connections it says what to do.
			String remedy = (busy.getSharing() != null) ? ""
					: message.contains(PAUSED) ? ". Resume it, or raise that time-out."
							: ". Raise framed-tcp.pool.max-total, or find out why the server is slow.";
			return new FramedTcpBusyException(PropertyNames.of(message + remedy, prefix), call.context(Phase.ACQUIRE),
					ex);
		}
		if (ex instanceof PoolClosedException) {
			return new FramedTcpClosedException(message, call.context(Phase.ACQUIRE), ex);
		}
		if (ex instanceof ConnectFailedException failure) {
			return new FramedTcpConnectException(
					PropertyNames.of(message + "." + boundOf(failure, call, deadline) + advice(failure), prefix),
					call.context(Phase.valueOf(failure.getStep().name())), ex);
		}
		return new FramedTcpConnectException(PropertyNames.of("Cannot connect: " + ex.getMessage(), prefix),
				call.context(Phase.CONNECT), ex);
	}

	/**
	 * Creates the exception for a payload that cannot be sent.
	 * @param ex the exception of the framing
	 * @param call the call
	 * @return the exception; the one of the framing if it has its own class, which a
	 * caller may catch
	 */
	static IllegalArgumentException unsendable(IllegalArgumentException ex, Call call) {
		return PropertyNames.of(ex, call.propertyPrefix(),
				"Client '" + call.template.pool.client() + "' cannot send the payload: ");
	}

	private static String describe(ExchangeFailedException ex, Call call) {
		return switch (ex.getReason()) {
			case TIMED_OUT -> describeTimeout(ex, call);
			case MALFORMED_FRAME -> "The reply cannot be read: " + reasonOf(ex);
			case WRONG_REPLY -> "A frame arrived that is not the reply: " + reasonOf(ex);
			case UNEXPECTED_BYTES ->
				"The request was not written" + (ex.isMaybeSent() ? ", unlike earlier ones: " : ": ") + reasonOf(ex);
			case INTERRUPTED -> "Interrupted during the exchange";
			case POOL_CLOSED -> "The client was closed during the exchange";
			default -> "The connection was lost: "
					+ ((ex.getMessage() != null) ? ex.getMessage() : "the server closed it") + progressOf(ex);
		};
	}

	private static String describeTimeout(ExchangeFailedException ex, Call call) {
		String missing = ex.isWriting() ? "The request could not be written" : "No complete reply arrived";
		if (isByOtherBound(ex.getCause())) {
			return missing + ((ex.getProgress() != null) ? progressOf(ex) : ": " + reasonOf(ex));
		}
		return missing + " within " + call.bound()
				+ ((ex.getCause() instanceof RequestIntervalException) ? ": " + reasonOf(ex) : progressOf(ex));
	}

	// A further request of a batch may wait for a place.
	private static boolean isByOtherBound(@Nullable Throwable cause) {
		return cause instanceof OtherTimeoutException || cause instanceof PoolBusyException
				|| cause instanceof ConnectFailedException || cause instanceof PoolClosedException;
	}

	private static String progressOf(ExchangeFailedException ex) {
		return (ex.getProgress() != null) ? ": " + ex.getProgress() : "";
	}

	private static String reasonOf(ExchangeFailedException ex) {
		return (ex.getCause() instanceof IOException cause) ? String.valueOf(cause.getMessage())
				: String.valueOf(ex.getCause());
	}

	/**
	 * Returns the exception of the user's matcher, if there is one; otherwise the cause
	 * of the failure.
	 * @param ex the failure
	 * @return the cause for the caller
	 */
	private static @Nullable Throwable causeOf(ExchangeFailedException ex) {
		Throwable cause = ex.getCause();
		return (cause != null && cause.getCause() != null) ? cause.getCause() : cause;
	}

	private static String boundOf(ConnectFailedException ex, Call call, Deadline deadline) {
		if (!ex.isTimedOut() && !ex.isCutShort()) {
			return "";
		}
		String ofCall = (ex.isCutShort() || deadline.remainingNanos() <= 0) ? deadline.bound() : null;
		return ((ex.getSuppressed().length > 0) ? " The bound for all was " : " The bound was ")
				+ ((ofCall != null) ? ofCall : TimeBound.ofProperty(PROPERTIES, "connect-timeout",
						call.template.pool.connectionSettings().connectTimeout()))
				+ ".";
	}

	private static String advice(ConnectFailedException ex) {
		if (ex.isCutShort()) {
			return "";
		}
		if (ex.isLocalFault()) {
			return " The server had no part in it.";
		}
		if (String.valueOf(ex.getMessage()).contains(PROPERTIES)) {
			// It says which one to change.
			return "";
		}
		return switch (ex.getStep()) {
			case CONNECT -> " Check that the server runs and can be reached.";
			case PROXY -> " Check that the proxy can reach the server, and lets you.";
			case HANDSHAKE -> String.valueOf(ex.getMessage()).contains(NO_TLS)
					? " The server answers without TLS: set framed-tcp.ssl.enabled: false, or use its port for TLS."
					: " Check that the server speaks TLS there (framed-tcp.ssl), and the certificates of both sides.";
			case INITIALIZE -> " Check what the server expects of a new connection.";
		};
	}

}
