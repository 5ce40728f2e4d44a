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

package io.framedtcp.internal.pool;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PingSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.connection.ConnectionHooks;
import io.framedtcp.internal.connection.Exchange;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.pool.PingFailedException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;

/**
 * Pings idle connections, one at a time. A ping holds a permit, so no caller with a
 * permit waits for the pinged connection. Without a free permit no ping is sent: calls
 * then show which connections are alive.
 * <p>
 * User code of a ping runs in a worker. A late ping is abandoned together with its
 * connection, so it delays no caller.
 */
final class Pinger {

	private static final Log logger = LogFactory.getLog(Pinger.class);

	private final @Nullable PingSettings settings;

	private final ConnectionSettings connectionSettings;

	private final Permits permits;

	private final UserCode userCode;

	/**
	 * Until then, pings of the current round may begin; later ones wait for the next
	 * round.
	 */
	private @Nullable Deadline round;

	Pinger(@Nullable PingSettings settings, ConnectionSettings connectionSettings, Permits permits, UserCode userCode) {
		this.settings = settings;
		this.connectionSettings = connectionSettings;
		this.permits = permits;
		this.userCode = userCode;
	}

	/**
	 * Begins a round. It ends after the time-out of one ping, so at most two pings that
	 * time out delay the housekeeper.
	 * @param outage whether the server is unreachable; then the round has no pings
	 */
	void startRound(boolean outage) {
		PingSettings settings = this.settings;
		this.round = (settings != null && !outage) ? Deadline.after(settings.timeout()) : null;
	}

	/**
	 * Pings an idle connection if a ping is due.
	 * @param connection the connection, which no caller can acquire meanwhile
	 * @return whether to keep the connection
	 */
	boolean keeps(FramedConnection connection) {
		PingSettings settings = this.settings;
		if (settings == null || isRoundOver() || isHeldUp()
				|| connection.silentNanos() < TimeUnit.NANOSECONDS.convert(settings.interval())
				|| !this.permits.tryAcquireLeaving(0)) {
			return true;
		}
		try {
			Deadline deadline = Deadline.after(settings.timeout());
			return this.userCode.run(() -> isAlive(connection, settings.ping(), deadline), deadline,
					connection::abandon);
		}
		catch (IOException ex) {
			logger.debug("The ping of " + connection + " failed", ex);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (RuntimeException | Error ex) {
			// An error thrown from here would lose the connection's place in the pool.
			log(connection, settings.ping(), ex);
			return connection.closeReason() == null;
		}
		finally {
			this.permits.release();
		}
	}

	/**
	 * Returns the interval between checks for due pings.
	 * @return nanoseconds
	 */
	long intervalNanos() {
		PingSettings settings = this.settings;
		return (settings != null)
				? Math.max(TimeUnit.MILLISECONDS.toNanos(1), TimeUnit.NANOSECONDS.convert(settings.interval()) / 2)
				: Long.MAX_VALUE;
	}

	/**
	 * Runs the ping of a shared connection, and waits for its result.
	 * @param ping the ping, with all its user code
	 * @param deadline bounds the wait
	 * @return the result; {@code false} if the ping was late
	 * @throws IOException if the ping fails in time
	 * @throws InterruptedException if this thread is interrupted
	 */
	boolean run(SharedPing ping, Deadline deadline) throws IOException, InterruptedException {
		return this.userCode.run(ping::run, deadline, () -> {
		});
	}

	/**
	 * Returns whether an abandoned ping has not returned yet.
	 * @return whether no ping can be sent
	 */
	boolean isHeldUp() {
		return this.userCode.isHeldUp();
	}

	private boolean isRoundOver() {
		Deadline round = this.round;
		return round == null || round.remainingNanos() <= 0;
	}

	private boolean isAlive(FramedConnection connection, Ping ping, Deadline deadline) throws IOException {
		if (!connection.exchange().drainAndTest(deadline)) {
			return false;
		}
		ping(connection, ping, deadline);
		// The reply may have come just as the deadline passed.
		return connection.closeReason() == null;
	}

	/**
	 * Pings a connection that is lent and tested.
	 * @param connection the connection
	 * @param settings the ping
	 * @param deadline bounds the ping, including the judgement of its reply
	 * @throws PingFailedException if the ping fails; the connection is then unusable
	 * @throws IOException if anything else fails
	 * @throws InterruptedException if the thread is interrupted
	 */
	void pingLent(FramedConnection connection, PingSettings settings, Deadline deadline)
			throws IOException, InterruptedException {
		if (isHeldUp()) {
			throw new PingFailedException("an earlier ping, which was given up, has not returned yet");
		}
		boolean pinged;
		try {
			pinged = this.userCode.run(() -> {
				ping(connection, settings.ping(), deadline);
				return true;
			}, deadline, connection::abandon);
		}
		catch (ExchangeFailedException ex) {
			throw new PingFailedException(ex.getMessage(), "ping failed: " + ex.getReason().describe(), ex);
		}
		if (!pinged) {
			throw new PingFailedException("the ping of " + connection + " did not return within " + TimeBound
				.ofProperty(this.connectionSettings.propertyPrefix(), "ping.timeout", settings.timeout()));
		}
	}

	/**
	 * Pings a tested connection.
	 * @param connection the connection
	 * @param client the ping of the client
	 * @param deadline bounds the ping
	 * @throws IOException if no reply comes, or it is not accepted; the connection is
	 * then unusable
	 */
	private void ping(FramedConnection connection, Ping client, Deadline deadline) throws IOException {
		Ping ping = client.forConnection(connection.attributes());
		// User code runs before the request is written.
		Exchange exchange = connection.exchange();
		exchange.testBeforeUse();
		EncodedFrame frame = ConnectionHooks.prepare(exchange, frame(connection, ping), ping.isAnswered(), deadline);
		if (!ping.isAnswered()) {
			exchange.send(true, deadline, frame);
		}
		else if (!ping.accepts(exchange.exchange(frame, deadline))) {
			connection.retire(CloseReason.PING_FAILED);
			throw new PingFailedException("the answer to the ping of " + connection + " was not accepted");
		}
	}

	private EncodedFrame frame(FramedConnection connection, Ping ping) {
		byte[] request = ping.request();
		ExchangeMatcher matcher = this.connectionSettings.matcher();
		if (matcher != null && ping.isAnswered() && this.connectionSettings.requestStamper() == null) {
			matcher.checkRequest(request);
		}
		return connection.socket().frames().encoder().encode(request);
	}

	private static void log(FramedConnection connection, Ping ping, Throwable ex) {
		try {
			logger.error("The ping of client '" + connection.info().client() + "' failed: " + ping, ex);
		}
		catch (RuntimeException | Error failure) {
			// Without memory, logging may fail too.
		}
	}

}
