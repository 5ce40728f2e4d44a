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
enum LocalFault {

	/** EMFILE and ENFILE. */
	NO_DESCRIPTORS("too many open files", false,
			"a fault of this machine: raise its limit of open files (ulimit -n), or find what leaves them open"),

	/** EADDRNOTAVAIL. */
	NO_PORTS("cannot assign requested address", true,
			"a fault of this machine: no local port is left for this address. "
					+ "Widen net.ipv4.ip_local_port_range, or let fewer connections be opened and closed"),

	/** ENETUNREACH. */
	NO_NETWORK("network is unreachable", true, "a fault of this machine: it has no route to this address"),

	/** EHOSTUNREACH. */
	NO_ROUTE("no route to host", true, "a fault of this machine: it has no route to this address"),

	/** EACCES. */
	DENIED("permission denied", true, "a fault of this machine: a rule of its own forbids this address"),

	/** EPERM. */
	FORBIDDEN("operation not permitted", true, "a fault of this machine: its firewall forbids this address");

	private final String message;

	/** Whether it is this machine's own only if a connection request fails at once. */
	private final boolean atOnce;

	private final String advice;

	LocalFault(String message, boolean atOnce, String advice) {
		this.message = message;
		this.atOnce = atOnce;
		this.advice = advice;
	}

	/**
	 * Find out whether a failure is this machine's own.
	 * @param ex the failure
	 * @param atOnce whether it was the immediate answer to a connection request
	 * @return the fault, or {@code null} if the failure may be the server's or the
	 * network's
	 */
	static @Nullable LocalFault of(Throwable ex, boolean atOnce) {
		String message = String.valueOf(ex.getMessage()).toLowerCase(Locale.ROOT);
		for (LocalFault fault : values()) {
			if ((atOnce || !fault.atOnce) && message.startsWith(fault.message)) {
				return fault;
			}
		}
		return null;
	}

	/**
	 * Say what to do.
	 * @param reason what the operating system said
	 * @return the reason, with the advice
	 */
	String describe(String reason) {
		return reason + " (" + this.advice + ")";
	}

}
