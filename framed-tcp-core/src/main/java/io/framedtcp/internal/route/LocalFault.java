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

import java.net.UnknownHostException;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A fault of this machine that prevents a connection, whatever the server does. The JDK
 * has no types for such faults, so they are recognized by the messages of Linux, macOS
 * and the BSDs.
 * <p>
 * "No route to host" and "Network is unreachable" may come from this machine's routing
 * table or from a router on the way. If this machine has no route, its operating system
 * answers at once. A later answer comes from the network, and is no local fault.
 */
public enum LocalFault {

	/** EMFILE and ENFILE, at any step. */
	NO_DESCRIPTORS("too many open files", "raise its limit of open files (ulimit -n), or find what leaves them open"),

	/** EADDRNOTAVAIL. */
	NO_PORTS("cannot assign requested address",
			"no local port is left for this address. "
					+ "Widen net.ipv4.ip_local_port_range, or let fewer connections be opened and closed"),

	/** EADDRNOTAVAIL, or EADDRINUSE if no port is left on it. */
	BAD_LOCAL_ADDRESS("cannot bind to",
			"let framed-tcp.socket.local-address be one of its addresses, of the same family as the server's"),

	/** ENETUNREACH. */
	NO_NETWORK("network is unreachable", "it has no route to this address"),

	/** EHOSTUNREACH. */
	NO_ROUTE("no route to host", "it has no route to this address"),

	/** EACCES. */
	DENIED("permission denied", "a rule of its own forbids this address"),

	/** EPERM. */
	FORBIDDEN("operation not permitted", "its firewall forbids this address"),

	/**
	 * EAI_SYSTEM, which gives no reason. A name that does not exist has another text.
	 */
	NO_LOOKUP("system error", "it could not look up the name. If no file descriptor is left, "
			+ "raise its limit of open files (ulimit -n), or find what leaves them open");

	private final String message;

	private final String advice;

	LocalFault(String message, String advice) {
		this.message = message;
		this.advice = advice;
	}

	/**
	 * Returns the fault of this machine that caused a failure.
	 * @param ex the failure
	 * @param atOnce whether the connection request failed immediately; a router on the
	 * way may cause most of the same failures, but later
	 * @return the fault, or {@code null} if the server or the network may have caused the
	 * failure
	 */
	static @Nullable LocalFault of(Throwable ex, boolean atOnce) {
		String message = messageOf(ex);
		for (LocalFault fault : values()) {
			boolean possible = fault == NO_DESCRIPTORS || (atOnce && fault != NO_LOOKUP);
			if (possible && message.startsWith(fault.message)) {
				return fault;
			}
		}
		return null;
	}

	/**
	 * Returns the fault of this machine that caused a failed look-up of a host name.
	 * @param ex the exception of the look-up, if any
	 * @return the fault, or {@code null} if the name server may have caused the failure
	 */
	static @Nullable LocalFault ofLookup(@Nullable Throwable ex) {
		// The JDK puts the name before the message.
		if (ex instanceof UnknownHostException && messageOf(ex).endsWith(": " + NO_LOOKUP.message)) {
			return NO_LOOKUP;
		}
		return (ex != null) ? of(ex, false) : null;
	}

	private static String messageOf(Throwable ex) {
		return String.valueOf(ex.getMessage()).toLowerCase(Locale.ROOT);
	}

	/**
	 * Adds the advice to a reason.
	 * @param reason the text of the operating system
	 * @return the reason, with the advice
	 */
	String describe(String reason) {
		return reason + " (a fault of this machine: " + this.advice + ")";
	}

}
