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

package io.framedtcp.internal.shared;

import java.io.IOException;
import java.net.SocketTimeoutException;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.PingSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;

/**
 * Finds out whether a connection on which calls have timed out in a row is alive.
 */
final class SuspectPinger {

	private static final Log logger = LogFactory.getLog(SuspectPinger.class);

	private final @Nullable PingSettings settings;

	private final CallFactory factory;

	/** The one on which calls have timed out last. */
	private volatile @Nullable SharedConnection last;

	SuspectPinger(@Nullable PingSettings settings, CallFactory factory) {
		this.settings = settings;
		this.factory = factory;
	}

	/**
	 * Pings a connection that is suspect. It gets calls again if it answers, and none any
	 * more if it does not, or if there is no ping. Called in the background.
	 * @param connection the connection
	 */
	void ping(SharedConnection connection) {
		this.last = connection;
		Lifecycle lifecycle = connection.calls().lifecycle();
		if (this.settings == null || !this.settings.ping().isAnswered()) {
			lifecycle.pinged(false, CloseReason.TIMED_OUT);
			return;
		}
		boolean answered = false;
		try {
			answered = isAnswered(connection, this.settings);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The ping of " + connection + " failed", ex);
		}
		finally {
			lifecycle.pinged(answered, CloseReason.PING_FAILED);
		}
	}

	private boolean isAnswered(SharedConnection connection, PingSettings settings) throws IOException {
		Ping ping = settings.ping().forConnection(connection.connection().attributes());
		try (SharedCall call = this.factory.call(this.factory.encode(ping.request()), true)) {
			return connection.placePing(call)
					&& ping.accepts(call.exchange(call.frame(), Deadline.after(settings.timeout())));
		}
	}

	/**
	 * Throws if the last connection that was suspect still is.
	 * @throws IOException if calls on it time out, and nothing comes
	 */
	void requireResponsive() throws IOException {
		SharedConnection suspect = this.last;
		if (suspect != null && suspect.calls().lifecycle().isUnresponsive()) {
			throw new SocketTimeoutException(
					"calls on the shared connection " + suspect.connection() + " time out, and nothing has come since");
		}
	}

}
