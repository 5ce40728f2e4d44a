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

import java.io.IOException;
import java.nio.ByteBuffer;
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
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.spi.CloseReason;

/**
 * Checks that a connection may be used, and retires it if not. At its return, what is
 * known of it decides. Before it is lent, before a request while none is unanswered, and
 * behind a batch, it is drained and tested: whatever is pending is read without waiting.
 * The only healthy answer is "nothing, and still open".
 * <p>
 * The test cannot see a peer that vanished without a word, nor bytes that are still on
 * their way: for these there are the deadline and the matcher.
 * <p>
 * Safe for use by many threads, of which one at a time has the connection.
 */
public final class LivenessCheck {

	private static final Log logger = LogFactory.getLog(LivenessCheck.class);

	private final boolean endedByClose;

	private final UnexpectedBytesPolicy unexpectedBytes;

	private final boolean drained;

	/** Whether user code may see what a test finds. */
	private final boolean handingOver;

	private final Duration connectTimeout;

	private final Lifespan lifespan;

	private final Reachability reachability;

	private final ReplyHistory replies;

	/** Connections that were opened before are not used any more. */
	private volatile long evictedAt = System.nanoTime();

	/**
	 * Creates the check of a client's connections.
	 * @param settings how they are opened
	 * @param lifespan how long each of them is used
	 * @param reachability hears of healthy connections, and knows routes that have failed
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
	 * Returns what the client has seen of its replies.
	 * @return the history, of all connections
	 */
	public ReplyHistory replies() {
		return this.replies;
	}

	/**
	 * Retires all connections that are open now: the idle ones when they are next looked
	 * at, the others when they are returned.
	 */
	public void evictAll() {
		this.evictedAt = System.nanoTime();
	}

	Lifespan lifespan() {
		return this.lifespan;
	}

	/**
	 * Judges a connection that is returned, by what is known of it.
	 * @param connection the connection
	 * @return whether it may be lent again; otherwise it must be closed
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
		// Nothing can be exchanged any more, though the peer may not have closed it yet.
		else if (this.endedByClose && exchange.isMaybeSent()) {
			connection.retire(CloseReason.USED_UP);
		}
		// Bytes that may be drained are left to the next test, so that they keep no
		// caller.
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
	 * Tests an idle connection without running user code. What has come on it is not
	 * drained, so the connection must be closed if anything has.
	 * @param connection the connection
	 * @return whether it may be kept
	 */
	public boolean mayBeKeptUndrained(FramedConnection connection) {
		return connection.isWithinLifespan(this.evictedAt)
				&& passed(connection, test(connection.exchange(), Deadline.after(this.connectTimeout)));
	}

	/**
	 * Tests a connection that is about to be lent, or stays idle. Its exchange starts
	 * anew. Decides, whatever happens.
	 * @param connection the connection
	 * @param deadline by when user code must have seen what is drained, and answers must
	 * be written; the connect time-out may end that earlier
	 * @return whether it may be lent; otherwise it must be closed
	 */
	public boolean mayBeLent(FramedConnection connection, Deadline deadline) {
		try {
			Exchange exchange = connection.exchange();
			exchange.start();
			boolean troubled = this.reachability.isTroubled();
			boolean healthy = connection.isWithinLifespan(this.evictedAt) && !(troubled && isLeft(connection))
					&& exchange.drainAndTest(this.handingOver ? deadline.atMost(this.connectTimeout) : deadline);
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
	 * Tests a connection between two exchanges, and drains what may be drained.
	 * @param exchange what it is about to be used for
	 * @param deadline by when user code must have seen what is drained, and answers must
	 * be written
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
	 * Checks that nothing has come before a request is written while none is unanswered.
	 * It would be taken for the reply.
	 * @param exchange the exchange
	 * @param drained whether whole frames may be drained, if the client drains any
	 * @param deadline by when user code must have seen what has come, and answers must be
	 * written
	 * @throws ExchangeFailedException if something has come that is not drained, or the
	 * connection has ended; it is of no use then
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
	 * Tests whether anything more has come behind the last frame that was read. If the
	 * connection has ended instead, that frame is good all the same.
	 * @param exchange the exchange
	 * @param deadline by when user code must have seen it
	 * @return whether there are bytes that belong to no frame read so far
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
	 * Returns whether a connection leads to a server that answers nothing, while another
	 * may. One that was opened for this caller is the best that there is.
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
		// A deadline, a handler or another thread may have retired it as well.
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
			finding = channel.drain(this.unexpectedBytes, frames);
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

	/**
	 * Looks whether anything is pending, which is lost then.
	 * @param transport the connection's transport, in blocking mode
	 * @param scratch where unexpected bytes go
	 * @return why to close the connection; unless that is {@code null}, the transport
	 * stays in non-blocking mode, as nobody is to use it any more
	 */
	public static @Nullable CloseReason test(Transport transport, ByteBuffer scratch) {
		scratch.clear();
		try {
			// Non-blocking for this read alone: exchanges are faster in blocking mode.
			transport.configureBlocking(false);
			int read = transport.read(scratch);
			if (read == 0) {
				transport.configureBlocking(true);
				return null;
			}
			return (read > 0) ? CloseReason.UNEXPECTED_BYTES : CloseReason.PEER_CLOSED;
		}
		catch (IOException ex) {
			return CloseReason.BROKEN;
		}
	}

}
