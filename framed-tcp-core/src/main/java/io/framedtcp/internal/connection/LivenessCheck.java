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

package io.framedtcp.internal.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.LastResort;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.route.Reachability;
import io.framedtcp.spi.CloseReason;

/**
 * Checks that a connection may be used, and retires it if not. When a connection is
 * returned, its known state decides. It is drained and tested before it is lent, before a
 * request while none is unanswered, and after a batch. The test reads pending bytes
 * without waiting. The only healthy answer is "nothing, and still open".
 * <p>
 * The test cannot detect a peer that vanished silently, nor bytes still on their way. The
 * deadline and the matcher handle these.
 * <p>
 * Safe for use by many threads. Only one thread at a time has a given connection.
 */
public final class LivenessCheck {

	private static final Log logger = LogFactory.getLog(LivenessCheck.class);

	private final boolean endedByClose;

	private final UnexpectedBytesPolicy unexpectedBytes;

	private final boolean drained;

	/** Whether user code may see the bytes that a test finds. */
	private final boolean handingOver;

	private final Duration connectTimeout;

	private final Lifespan lifespan;

	private final Reachability reachability;

	private final ReplyHistory replies;

	/** Connections opened before this time are not used again. */
	private volatile long evictedAt = System.nanoTime();

	/**
	 * Creates the check of a client's connections.
	 * @param settings the settings that they are opened with
	 * @param lifespan how long each of them is used
	 * @param reachability notified of healthy connections; knows the failed routes
	 */
	public LivenessCheck(ConnectionSettings settings, Lifespan lifespan, Reachability reachability) {
		this.endedByClose = settings.framing().isEndedByClose();
		this.unexpectedBytes = settings.unexpectedBytes();
		this.drained = settings.unexpectedBytes().isDrained();
		this.handingOver = this.drained || settings.payloadRedactor() != null;
		this.connectTimeout = settings.connectTimeout();
		this.lifespan = lifespan;
		this.reachability = reachability;
		this.replies = new ReplyHistory(settings);
	}

	/**
	 * Returns the history of the client's replies.
	 * @return the history, over all connections
	 */
	public ReplyHistory replies() {
		return this.replies;
	}

	/**
	 * Evicts all connections that are open now. An idle one is retired at its next check,
	 * a leased one when it is returned.
	 */
	public void evictAll() {
		this.evictedAt = System.nanoTime();
	}

	Lifespan lifespan() {
		return this.lifespan;
	}

	/**
	 * Returns whether a returned connection may be lent again. Its known state decides;
	 * nothing is read.
	 * @param connection the connection
	 * @return whether it may; otherwise it must be closed
	 */
	public boolean mayBeKept(FramedConnection connection) {
		Exchange exchange = connection.exchange();
		if (this.reachability.isTroubled() && exchange.isAnswered()) {
			this.reachability.answered(connection.socket().route());
		}
		connection.endLease();
		if (exchange.isInside()) {
			connection.retire(CloseReason.BROKEN);
		}
		// No further exchange is possible, even if the peer has not closed it yet.
		else if (this.endedByClose && exchange.isMaybeSent()) {
			connection.retire(CloseReason.USED_UP);
		}
		// Bytes to be drained are left to the next test: this caller need not wait.
		else if (!this.drained && exchange.channel().hasBytesLeft()) {
			exchange.channel().log().left();
			connection.retire(CloseReason.UNEXPECTED_BYTES);
		}
		return connection.isWithinLifespan(this.evictedAt);
	}

	boolean isWithinLifespan(FramedConnection connection) {
		return connection.isWithinLifespan(this.evictedAt);
	}

	/**
	 * Tests an idle connection without draining, so no frame handler runs. If any bytes
	 * have come, the connection must be closed.
	 * @param connection the connection
	 * @return whether it may be kept
	 */
	public boolean mayBeKeptUndrained(FramedConnection connection) {
		return connection.isWithinLifespan(this.evictedAt)
				&& passed(connection, test(connection.exchange(), Deadline.after(this.connectTimeout)));
	}

	/**
	 * Tests a connection before it is lent, or while it stays idle. Its exchange starts
	 * again. A test that throws counts as failed.
	 * @param connection the connection
	 * @param deadline deadline for user code that sees drained frames, and for writing
	 * answers; the connect time-out also bounds it
	 * @return whether it may be lent; otherwise it must be closed
	 */
	public boolean mayBeLent(FramedConnection connection, Deadline deadline) {
		try {
			boolean troubled = this.reachability.isTroubled();
			boolean healthy = connection.isWithinLifespan(this.evictedAt) && !(troubled && isLeft(connection))
					&& drainAndTest(connection.exchange().start(),
							this.handingOver ? deadline.atMost(this.connectTimeout) : deadline);
			if (healthy && troubled) {
				this.reachability.healthy(connection::isOpenedSince, connection.info().address());
			}
			return healthy;
		}
		catch (RuntimeException | Error ex) {
			LastResort.log(logger, "Testing an idle connection failed", ex);
			connection.retire(CloseReason.BROKEN);
			return false;
		}
	}

	/**
	 * Tests a connection between two exchanges, and drains it if the client drains
	 * frames.
	 * @param exchange the next use of the connection
	 * @param deadline deadline for user code that sees drained frames, and for writing
	 * answers
	 * @return whether it is silent and open, and nobody has retired it meanwhile
	 */
	boolean drainAndTest(Exchange exchange, Deadline deadline) {
		if (this.handingOver) {
			return passed(exchange.connection(), this.drained ? drain(exchange, deadline) : test(exchange, deadline));
		}
		CloseReason finding = exchange.channel().test();
		return finding == null || passed(exchange.connection(), finding);
	}

	/**
	 * Checks before a request, while none is unanswered, that no bytes have come. They
	 * would be taken for the reply.
	 * @param exchange the exchange
	 * @param drained whether whole frames may be drained, if the client drains frames
	 * @param deadline deadline for user code that sees the bytes, and for writing answers
	 * @throws ExchangeFailedException if bytes have come that are not drained, or the
	 * connection has ended; it is retired then
	 */
	void requireSilence(Exchange exchange, boolean drained, Deadline deadline) throws ExchangeFailedException {
		FrameChannel channel = exchange.channel();
		if (drained && this.drained) {
			long before = channel.bytesReceived() - channel.bytesLeft();
			CloseReason finding = drain(exchange, deadline);
			if (finding != null) {
				throw exchange.refuse(finding, (channel.bytesReceived() - before)
						+ " bytes had come before it, and are no whole frames or too many to be drained");
			}
			return;
		}
		CloseReason finding = test(exchange, deadline);
		if (finding != null) {
			throw exchange.refuse(finding,
					channel.unclaimed().describe() + " had come before it, and belong to no request");
		}
	}

	/**
	 * Tests whether bytes have come after the last frame that was read. If the connection
	 * has ended instead, that frame is still valid.
	 * @param exchange the exchange
	 * @param deadline deadline for user code that sees the bytes
	 * @return whether there are such bytes
	 */
	boolean isFollowed(Exchange exchange, Deadline deadline) {
		CloseReason finding = test(exchange, deadline);
		boolean followed = finding == CloseReason.UNEXPECTED_BYTES;
		if (!followed) {
			retire(exchange.connection(), finding);
		}
		return followed;
	}

	/**
	 * Returns whether a connection leads to a server that does not answer, while another
	 * may. A connection just opened for this caller is exempt: there is no better one.
	 * @param connection the connection
	 * @return whether it must be closed
	 */
	private boolean isLeft(FramedConnection connection) {
		boolean failed = connection.isReused() && this.reachability.failedRoutes().isLeft(connection.socket().route());
		if (failed) {
			connection.retire(CloseReason.EVICTED);
		}
		return failed;
	}

	private static boolean passed(FramedConnection connection, @Nullable CloseReason finding) {
		retire(connection, finding);
		// A deadline, a handler or another thread may also have retired it.
		return connection.closeReason() == null;
	}

	private static void retire(FramedConnection connection, @Nullable CloseReason finding) {
		if (finding != null) {
			boolean interrupted = finding == CloseReason.BROKEN && Thread.currentThread().isInterrupted();
			connection.retire(interrupted ? CloseReason.INTERRUPTED : finding);
		}
	}

	private @Nullable CloseReason test(Exchange exchange, Deadline deadline) {
		FrameChannel channel = exchange.channel();
		if (!this.handingOver || !channel.log().isRedacted()) {
			return channel.test();
		}
		exchange.connection().socket().guard().set(deadline);
		try {
			return channel.test();
		}
		finally {
			exchange.clearGuard();
		}
	}

	private @Nullable CloseReason drain(Exchange exchange, Deadline deadline) {
		FramedConnection connection = exchange.connection();
		FrameChannel channel = exchange.channel();
		long received = channel.bytesReceived();
		List<byte[]> frames = new ArrayList<>();
		List<EncodedFrame> answers = new ArrayList<>();
		CloseReason finding;
		connection.socket().guard().set(deadline);
		try {
			finding = FrameDrain.drain(channel, this.unexpectedBytes, frames);
			for (byte[] frame : frames) {
				EncodedFrame answer = exchange.unsolicitedFrames().handle(frame);
				if (answer != null) {
					answers.add(answer);
				}
			}
		}
		finally {
			exchange.clearGuard();
		}
		if (finding == null && !answers.isEmpty() && connection.closeReason() == null) {
			try {
				exchange.answer(answers.toArray(EncodedFrame[]::new), deadline);
			}
			catch (ExchangeFailedException ex) {
				finding = CloseReason.BROKEN;
			}
		}
		exchange.forgetReceivedSince(received);
		return finding;
	}

}
