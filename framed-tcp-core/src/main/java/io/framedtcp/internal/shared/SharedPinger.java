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
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.PingSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;

/**
 * Finds out whether a shared connection is alive: one on which calls have timed out in a
 * row, or one that nobody uses while a listener reads it.
 */
final class SharedPinger {

	private static final Log logger = LogFactory.getLog(SharedPinger.class);

	private static final Duration SHORTEST_ROUND = Duration.ofMillis(1);

	private final @Nullable PingSettings settings;

	private final CallFactory factory;

	/** The one on which calls have timed out last. */
	private volatile @Nullable SharedConnection last;

	SharedPinger(@Nullable PingSettings settings, CallFactory factory) {
		this.settings = settings;
		this.factory = factory;
	}

	/**
	 * Returns how often to look whether a connection that is listened on needs a ping.
	 * @param atMost the longest time
	 * @return the time
	 */
	Duration round(Duration atMost) {
		PingSettings settings = this.settings;
		if (settings == null) {
			return atMost;
		}
		Duration half = settings.interval().dividedBy(2);
		Duration round = (half.compareTo(SHORTEST_ROUND) > 0) ? half : SHORTEST_ROUND;
		return (round.compareTo(atMost) < 0) ? round : atMost;
	}

	/**
	 * Returns whether nothing has been exchanged for so long that a ping is due. While
	 * calls are in flight, their time-outs tell.
	 * @param connection the connection
	 * @return whether to ping it
	 */
	boolean isDue(SharedConnection connection) {
		PingSettings settings = this.settings;
		return settings != null && connection.phase() == Phase.OPEN && connection.inFlight() == 0
				&& connection.connection().silentNanos() >= TimeUnit.NANOSECONDS.convert(settings.interval());
	}

	/**
	 * Pings a connection on which nothing has been exchanged for a while. It gets no
	 * calls any more if it does not answer, and nothing else comes meanwhile. Called in
	 * the background.
	 * @param connection the connection
	 */
	void pingInSilence(SharedConnection connection) {
		PingSettings settings = this.settings;
		if (settings == null || !isDue(connection)) {
			return;
		}
		long received = connection.connection().traffic().bytesReceived();
		boolean alive = true;
		try {
			alive = isAnswered(connection, settings, Phase.OPEN, true);
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The ping of " + connection + " failed", ex);
			alive = connection.connection().traffic().bytesReceived() != received;
		}
		if (!alive) {
			connection.drain(CloseReason.PING_FAILED);
		}
	}

	/**
	 * Pings a connection that is suspect. It gets calls again if it answers, and none any
	 * more if it does not, or if there is no ping. Called in the background.
	 * @param connection the connection
	 */
	void pingSuspect(SharedConnection connection) {
		this.last = connection;
		Lifecycle lifecycle = connection.calls().lifecycle();
		boolean answered = false;
		CloseReason otherwise = CloseReason.TIMED_OUT;
		try {
			if (this.settings != null && this.settings.ping().isAnswered()) {
				otherwise = CloseReason.PING_FAILED;
				answered = isAnswered(connection, this.settings, Phase.SUSPECT, false);
			}
		}
		catch (IOException | RuntimeException ex) {
			logger.debug("The ping of " + connection + " failed", ex);
		}
		finally {
			lifecycle.pinged(answered, otherwise);
		}
	}

	private boolean isAnswered(SharedConnection connection, PingSettings settings, Phase phase, boolean otherwise)
			throws IOException {
		Ping ping = settings.ping().forConnection(connection.connection().attributes());
		boolean answered = ping.isAnswered();
		try (SharedCall call = this.factory.call(this.factory.encode(ping.request()), answered)) {
			if (!connection.placePing(call, phase)) {
				return otherwise;
			}
			byte[] answer = call.exchange(call.frame(), Deadline.after(settings.timeout()));
			return !answered || ping.accepts(answer);
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
