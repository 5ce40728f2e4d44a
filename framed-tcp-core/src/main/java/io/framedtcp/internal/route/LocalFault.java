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
 * What keeps this machine from opening a connection, whatever the server does. The JDK
 * has no types for it, so it is told by the messages of Linux, macOS and the BSDs.
 * <p>
 * "No route to host" and "Network is unreachable" may come from this machine's routing
 * table or from a router on the way. The operating system answers a request at once if it
 * has no route itself; what comes later is the network's answer, and no local fault.
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
	 * EAI_SYSTEM, which does not say why. A name that does not exist has another text.
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
	 * Finds out whether a failure is this machine's own.
	 * @param ex the failure
	 * @param atOnce whether it was the immediate answer to a connection request; a router
	 * on the way may give most of the answers, too, but later
	 * @return the fault, or {@code null} if the failure may be the server's or the
	 * network's
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
	 * Finds out whether the failed look-up of a host name is this machine's own fault.
	 * @param ex what the look-up has thrown, if anything
	 * @return the fault, or {@code null} if the failure may be the name server's
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
	 * Says what to do.
	 * @param reason what the operating system said
	 * @return the reason, with the advice
	 */
	String describe(String reason) {
		return reason + " (a fault of this machine: " + this.advice + ")";
	}

}
