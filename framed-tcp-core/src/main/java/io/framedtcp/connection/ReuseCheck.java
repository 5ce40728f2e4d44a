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

import java.time.Duration;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Judges whether a connection may be used again: at its return by what is known of it,
 * before it is lent by a test as well, since it may have changed while it was idle. One
 * that fails is marked with the reason.
 * <p>
 * Safe for use by many threads, of which one at a time has the connection.
 */
final class ReuseCheck {

	private static final Log logger = LogFactory.getLog(ReuseCheck.class);

	private final boolean endedByClose;

	private final boolean drained;

	private final Lifespans lifespans;

	private final Reachability reachability;

	private final Duration maxWait;

	/**
	 * Creates the check of a client's connections.
	 * @param settings how they are opened
	 * @param lifespans for how long they may be kept
	 * @param reachability hears of connections that are found to be healthy, and knows
	 * whose connections are not to be lent
	 */
	ReuseCheck(ConnectionSettings settings, Lifespans lifespans, Reachability reachability) {
		this.endedByClose = settings.framing().isEndedByClose();
		this.drained = settings.unexpectedBytes().isDrained();
		this.lifespans = lifespans;
		this.reachability = reachability;
		this.maxWait = settings.connectTimeout();
	}

	/**
	 * Looks at a connection that is returned.
	 * @param connection the connection
	 * @return whether it may be kept; otherwise it is to be closed
	 */
	boolean mayBeKept(FramedConnection connection) {
		RetireReason reason = reasonToRetire(connection);
		if (reason != null) {
			connection.retireBecause(reason);
		}
		return reason == null;
	}

	/**
	 * Tests an idle connection without draining it.
	 * @param connection the connection
	 * @return whether it may be kept; otherwise it is to be closed
	 */
	boolean mayBeKeptUndrained(FramedConnection connection, Deadline deadline) {
		if (connection.isFollowed(deadline)) {
			connection.retireBecause(RetireReason.UNEXPECTED_BYTES);
		}
		return mayBeKept(connection);
	}

	/**
	 * Tests a connection that is about to be lent. Decides, whatever happens.
	 * @param connection the connection
	 * @return whether it may be lent; otherwise it is to be closed
	 */
	boolean mayBeLent(FramedConnection connection, Deadline deadline) {
		try {
			boolean troubled = this.reachability.isTroubled();
			boolean healthy = mayBeKept(connection) && !(troubled && isLeft(connection))
					&& connection.drainAndTest(() -> deadline.atMost(this.maxWait));
			if (healthy && troubled) {
				this.reachability.healthy(connection::isOpenedSince, connection.info().address());
			}
			return healthy;
		}
		catch (RuntimeException | Error ex) {
			LastResort.log(logger, "Testing an idle connection failed", ex);
			connection.retireBecause(RetireReason.BROKEN);
			return false;
		}
	}

	/**
	 * Returns whether a connection leads to a server that answers nothing, while another
	 * may. One that was opened for this caller is the best that there is.
	 * @param connection the connection
	 * @return whether it is to be closed
	 */
	private boolean isLeft(FramedConnection connection) {
		boolean left = connection.isReused() && this.reachability.failedRoutes().isLeft(connection.link().route());
		if (left) {
			connection.retireBecause(RetireReason.EVICTED);
		}
		return left;
	}

	private @Nullable RetireReason reasonToRetire(FramedConnection connection) {
		if (connection.retireReason() != null) {
			return connection.retireReason();
		}
		if (connection.isInsideFrame()) {
			return RetireReason.BROKEN;
		}
		if (isUsedUp(connection.link().frames())) {
			return RetireReason.USED_UP;
		}
		if (hasUnexpectedBytes(connection.link().frames())) {
			return RetireReason.UNEXPECTED_BYTES;
		}
		return this.lifespans.reasonToEnd(connection.lifespan());
	}

	/**
	 * Returns whether nothing can be exchanged any more, though the peer has not closed
	 * the connection yet.
	 * @param channel the connection's frames
	 * @return whether its only request has been sent
	 */
	private boolean isUsedUp(FrameChannel channel) {
		return this.endedByClose && channel.isMaybeWritten();
	}

	/**
	 * Returns whether bytes came with the last reply that must not be there. Those that
	 * may be drained are left to the next test, so that no caller is kept for what is not
	 * his.
	 * @param channel the connection's frames
	 * @return whether there are any
	 */
	private boolean hasUnexpectedBytes(FrameChannel channel) {
		return !this.drained && channel.hasBytesLeft();
	}

}
