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
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.SharedThreads;

/**
 * Resolves host names within a deadline. The JDK's look-up can neither be bounded nor
 * interrupted, so each look-up has its own thread. Callers that need the same name at the
 * same time share one look-up. So a hanging name server blocks one thread for each name.
 */
public final class HostResolver {

	private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])";

	/** Text that the JDK parses as an IP address, without a name server. */
	private static final Pattern IP_ADDRESS = Pattern
		.compile("(" + OCTET + "\\.){3}" + OCTET + "|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%.*)?");

	private final ConnectionSettings.Lookup lookup;

	private final ConcurrentMap<String, HostLookup> lookups = new ConcurrentHashMap<>();

	/** Names that a caller has waited for in vain. */
	private final Set<String> late = ConcurrentHashMap.newKeySet();

	/** The last known reasons why names could not be resolved. */
	private final Map<String, String> reasons = new ConcurrentHashMap<>();

	public HostResolver(ConnectionSettings.Lookup lookup) {
		this.lookup = lookup;
	}

	/**
	 * Begins to look up a name, or joins the running look-up.
	 * @param host the name, or an IP address, whose look-up ends at once
	 * @return the look-up
	 */
	HostLookup lookUp(String host) {
		if (IP_ADDRESS.matcher(host).matches()) {
			HostLookup parsed = new HostLookup(() -> this.lookup.resolve(host));
			parsed.run();
			return parsed;
		}
		HostLookup started = new HostLookup(() -> lookUpOnce(host));
		HostLookup running = this.lookups.putIfAbsent(host, started);
		if (running != null) {
			return running;
		}
		Thread thread = SharedThreads.create("framed-tcp-resolver-" + host, started);
		try {
			thread.start();
		}
		catch (Error ex) {
			// No thread could be created: the next caller must not wait for this look-up.
			this.lookups.remove(host);
			throw ex;
		}
		return started;
	}

	/**
	 * Notes that a caller has waited for a name in vain. Until a look-up succeeds,
	 * callers with another address to try no longer wait for it.
	 * @param host the name
	 */
	void late(String host) {
		this.late.add(host);
	}

	/**
	 * Returns whether a caller has waited for a name in vain, and it has not been
	 * resolved since.
	 * @param host the name
	 * @return whether to try other names first
	 */
	boolean isLate(String host) {
		return !this.late.isEmpty() && this.late.contains(host);
	}

	private InetAddress[] lookUpOnce(String host) throws IOException {
		try {
			InetAddress[] addresses = this.lookup.resolve(host);
			this.late.remove(host);
			this.reasons.remove(host);
			return addresses;
		}
		catch (UnknownHostException ex) {
			throw withReason(host, ex);
		}
		finally {
			// Before the result is published, so no later caller gets an old result.
			this.lookups.remove(host);
		}
	}

	/**
	 * Adds the reason to a failure that has none. The JDK remembers for 10 seconds that a
	 * name could not be resolved, but not why.
	 * @param host the name
	 * @param ex the failure
	 * @return the failure with the last known reason, if there is one
	 */
	private UnknownHostException withReason(String host, UnknownHostException ex) {
		String message = String.valueOf(ex.getMessage());
		if (!message.equals(host)) {
			this.reasons.put(host, message);
			return ex;
		}
		String reason = this.reasons.get(host);
		if (reason == null) {
			return ex;
		}
		UnknownHostException explained = new UnknownHostException(reason);
		explained.initCause(ex);
		return explained;
	}

}
