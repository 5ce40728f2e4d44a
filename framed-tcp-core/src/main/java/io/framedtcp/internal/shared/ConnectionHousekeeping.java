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
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.PingSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.exchange.OtherTimeoutException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.shared.Admission.Placement;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.Ping;

/**
 * Looks after a shared connection in the background, where there may be no caller to do
 * so. It works while the connection drains or has orphans, and pings a suspect or silent
 * connection. Safe for use by many threads.
 */
final class ConnectionHousekeeping {

	private static final Log logger = LogFactory.getLog(ConnectionHousekeeping.class);

	/** The time between two rounds. */
	private static final long ROUND_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Duration SHORTEST_ROUND = Duration.ofMillis(1);

	private final SharedConnection shared;

	private final SharedConnections group;

	private final @Nullable PingSettings settings;

	/** Has the driver's role in the background. */
	private final SharedCall role;

	/** Whether a round is scheduled or runs. */
	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicBoolean pinging = new AtomicBoolean();

	/**
	 * Creates the housekeeping of a connection.
	 * @param shared the connection
	 * @param group the connections of the client
	 * @param settings the ping; {@code null} if the client has none
	 */
	ConnectionHousekeeping(SharedConnection shared, SharedConnections group, @Nullable PingSettings settings) {
		this.shared = shared;
		this.group = group;
		this.settings = settings;
		this.role = group.factory().role(null);
	}

	/**
	 * Schedules a round, or a ping of a suspect connection, if one is needed.
	 */
	void scheduleIfNeeded() {
		Phase phase = this.shared.phase();
		if (phase == Phase.SUSPECT) {
			scheduleOnce(this.pinging, this::pingIfSuspect, 0);
		}
		boolean needed = phase == Phase.SUSPECT || phase == Phase.FINISHING
				|| (phase == Phase.OPEN && this.shared.orphans() > 0);
		if (needed) {
			scheduleOnce(this.scheduled, this::runRound, ROUND_NANOS);
		}
	}

	private void scheduleOnce(AtomicBoolean flag, Runnable task, long nanos) {
		if (flag.compareAndSet(false, true) && !this.group.schedule(task, nanos)) {
			flag.set(false);
		}
	}

	private void runRound() {
		try {
			doRound();
		}
		finally {
			this.scheduled.set(false);
			this.shared.afterwards();
		}
	}

	private void doRound() {
		if (this.shared.calls().lifecycle().isDrainedForTooLong()) {
			this.shared.fail(CloseReason.TIMED_OUT,
					new OtherTimeoutException("the connection was drained for longer than "
							+ TimeBound.ofProperty(this.group.propertyPrefix(), "shared.drain-timeout",
									this.group.settings().drainTimeout())));
		}
		else {
			this.shared.endIfOutdated();
		}
		if (this.shared.calls().roles().takeDriver(this.role)) {
			this.shared.driver().driveForNobody(this.role);
			this.shared.endIfOutdated();
		}
	}

	private void pingIfSuspect() {
		try {
			if (this.shared.phase() == Phase.SUSPECT) {
				pingSuspect();
			}
		}
		finally {
			this.pinging.set(false);
			this.shared.afterwards();
		}
	}

	private void pingSuspect() {
		// After an answered ping the connection gets calls again. Otherwise, or without a
		// ping, it is drained.
		this.group.suspected(this.shared);
		boolean answered = false;
		CloseReason otherwise = CloseReason.TIMED_OUT;
		PingSettings settings = this.settings;
		try {
			if (settings != null
					&& this.group.runPing(() -> settings.ping().isAnswered(), Deadline.after(settings.timeout()))) {
				otherwise = CloseReason.PING_FAILED;
				answered = ping(settings, Phase.SUSPECT, false);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("The ping of " + this.shared + " failed", ex);
		}
		finally {
			this.shared.calls().lifecycle().pinged(answered, otherwise);
		}
	}

	/**
	 * Returns the time between two checks for a due ping, for a listener.
	 * @param atMost the upper bound
	 * @return the time
	 */
	Duration pingRound(Duration atMost) {
		PingSettings settings = this.settings;
		if (settings == null) {
			return atMost;
		}
		Duration half = settings.interval().dividedBy(2);
		Duration round = (half.compareTo(SHORTEST_ROUND) > 0) ? half : SHORTEST_ROUND;
		return (round.compareTo(atMost) < 0) ? round : atMost;
	}

	/**
	 * Schedules a ping if nothing has been exchanged on the connection for a while.
	 */
	void pingIfSilent() {
		if (isPingDue()) {
			scheduleOnce(this.pinging, this::pingInSilence, 0);
		}
	}

	private boolean isPingDue() {
		// While calls are in flight, their time-outs show whether the peer is alive.
		PingSettings settings = this.settings;
		return settings != null && this.shared.phase() == Phase.OPEN && this.shared.inFlight() == 0
				&& !this.group.isPingHeldUp()
				&& this.shared.connection().silentNanos() >= TimeUnit.NANOSECONDS.convert(settings.interval());
	}

	private void pingInSilence() {
		try {
			if (this.settings != null && isPingDue() && !isAlive(this.settings)) {
				this.shared.drain(CloseReason.PING_FAILED);
			}
		}
		finally {
			this.pinging.set(false);
			this.shared.afterwards();
		}
	}

	private boolean isAlive(PingSettings settings) {
		FramedConnection connection = this.shared.connection();
		long received = connection.traffic().bytesReceived();
		try {
			return ping(settings, Phase.OPEN, true);
		}
		catch (IOException | RuntimeException | Error ex) {
			logger.debug("The ping of " + this.shared + " failed", ex);
			// Any bytes received meanwhile show that the peer is alive.
			return connection.traffic().bytesReceived() != received;
		}
	}

	private boolean ping(PingSettings settings, Phase phase, boolean otherwise) throws IOException {
		Deadline deadline = Deadline.after(settings.timeout());
		return this.group.runPing(() -> ping(settings.ping(), phase, otherwise, deadline), deadline);
	}

	private boolean ping(Ping client, Phase phase, boolean otherwise, Deadline deadline) throws IOException {
		CallFactory factory = this.group.factory();
		Ping ping = client.forConnection(this.shared.connection().attributes());
		boolean answered = ping.isAnswered();
		SharedCall placed = place(factory.encode(ping.request()), answered, phase);
		if (placed == null) {
			return otherwise;
		}
		try (SharedCall call = placed) {
			byte[] answer = call.exchange(call.frame(), deadline);
			return !answered || ping.accepts(answer);
		}
	}

	private @Nullable SharedCall place(EncodedFrame frame, boolean answered, Phase phase) {
		CallFactory factory = this.group.factory();
		long skip = factory.idsToSkip(1);
		Placement placement = Placement.KEY_IN_USE;
		// Skips assigned ids that are in use.
		for (long skipped = 0; placement == Placement.KEY_IN_USE && skipped <= skip; skipped++) {
			SharedCall call = factory.call(frame, answered);
			placement = this.shared.calls().admission().place(call, this.shared, true, phase);
			if (placement == Placement.PLACED) {
				return call;
			}
		}
		return null;
	}

}
