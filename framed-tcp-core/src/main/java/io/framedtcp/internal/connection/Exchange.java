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

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.Matching;
import io.framedtcp.internal.exchange.Matching.ReplyCheck;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.WireLog;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

/**
 * The use of a connection by one caller: an exchange, a batch, a session or a ping. It
 * writes and reads frames by deadlines, which the connection's guard enforces. After a
 * failed frame, the start of the next one is unknown. So no further frame can begin, and
 * the exception says whether a request may have been sent.
 * <p>
 * Used by one thread at a time.
 */
public final class Exchange {

	private final FramedConnection connection;

	private final FrameChannel channel;

	private final Matching matching;

	private final Guard guard;

	private final LivenessCheck livenessCheck;

	private final UnsolicitedFrames unsolicitedFrames;

	private final ExchangeFailures failures;

	private final @Nullable RequestInterval interval;

	/** Whether a request ends this side of the stream. */
	private final boolean halfClosing;

	/** How many received bytes do not belong to this use. */
	private long receivedBefore;

	private long requestsBefore;

	/** For the request of an exchange: a new array for each would be garbage. */
	private final EncodedFrame[] single = new EncodedFrame[1];

	/** How many requests are unanswered. At zero, bytes that arrive belong to nobody. */
	private int unanswered;

	/** Whether the connection was just tested, so the next request needs no test. */
	private boolean tested;

	private boolean maybeSent;

	/** True from the beginning of a frame until all of it has been written or read. */
	private boolean inside;

	/** Whether no frame can follow the last one, which is still valid. */
	private boolean ended;

	/** The request of the reply being read, if it is known in advance. */
	private byte @Nullable [] request;

	/** How many unsolicited frames have come while waiting for this reply. */
	private int unsolicited;

	/** The deadline of the frame begun last. */
	private Deadline deadline = Deadline.never();

	Exchange(FramedConnection connection, Matching matching, LivenessCheck livenessCheck,
			UnsolicitedFrames unsolicitedFrames, WireLog wireLog, @Nullable RequestInterval interval) {
		this.connection = connection;
		this.channel = connection.socket().frames();
		this.matching = matching;
		this.guard = connection.socket().guard();
		this.livenessCheck = livenessCheck;
		this.unsolicitedFrames = unsolicitedFrames;
		this.failures = new ExchangeFailures(this, this.guard, wireLog);
		this.interval = interval;
		this.halfClosing = this.channel.isHalfClosing();
		this.receivedBefore = this.channel.bytesReceived();
	}

	// Starts again for the next caller, who gets it only if the test that follows passes.
	Exchange start() {
		this.receivedBefore = this.channel.bytesReceived();
		this.requestsBefore = this.connection.requests();
		this.maybeSent = false;
		this.unanswered = 0;
		this.tested = true;
		return this;
	}

	FramedConnection connection() {
		return this.connection;
	}

	FrameChannel channel() {
		return this.channel;
	}

	boolean hasInterval() {
		return this.interval != null;
	}

	UnsolicitedFrames unsolicitedFrames() {
		return this.unsolicitedFrames;
	}

	void forgetReceivedSince(long received) {
		// Drained bytes belong to no request.
		this.receivedBefore += this.channel.bytesReceived() - received;
	}

	/**
	 * Tests the connection while no request is unanswered.
	 * @param deadline deadline for user code that sees drained frames, and for writing
	 * answers
	 * @return whether it is silent and open; otherwise it is retired
	 */
	public boolean drainAndTest(Deadline deadline) {
		this.unanswered = 0;
		this.tested = this.livenessCheck.drainAndTest(this, deadline);
		return this.tested;
	}

	// Fails if bytes have come after the last reply. User code sees them in time.
	void requireNoMore(String rule, Deadline deadline) throws ExchangeFailedException {
		this.channel.log().left();
		if (this.channel.hasBytesLeft() || (!this.ended && this.livenessCheck.isFollowed(this, deadline))) {
			throw this.failures.failed(new WrongReplyException(rule, null), false);
		}
	}

	// Has the connection tested before the next request, because user code runs first.
	public void testBeforeUse() {
		this.tested = false;
	}

	// Stays true after an Error: the position in the stream is unknown then.
	boolean isInside() {
		return this.inside;
	}

	// False only if certainly no byte has reached the peer.
	boolean isMaybeSent() {
		return this.maybeSent;
	}

	// Whether a request was begun, or anything received. A ping belongs to no use.
	boolean isUsed() {
		return this.connection.requests() != this.requestsBefore || isAnswered();
	}

	int unsolicitedBefore() {
		return this.unsolicited;
	}

	// Whether the peer has sent any byte to this caller.
	public boolean isAnswered() {
		return this.channel.isReceivedSince(this.receivedBefore);
	}

	/**
	 * Sends a request and reads its reply. The reply may come before the whole request
	 * could be written.
	 * @param request the request
	 * @param deadline deadline of the reply
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails
	 */
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		ReplyCheck reply = this.matching.replyTo(request);
		beginRequests(1, true, deadline);
		try {
			this.single[0] = request;
			write(true, this.single);
		}
		catch (ExchangeFailedException ex) {
			return receiveEarly(reply, request.payload(), false, ex);
		}
		finally {
			this.single[0] = null;
		}
		this.request = request.payload();
		return read(reply, null);
	}

	/**
	 * Sends requests.
	 * @param drained whether whole frames that came before may be drained, if the client
	 * drains frames
	 * @param deadline deadline for handing them to the kernel
	 * @param requests the requests, in order
	 * @throws ExchangeFailedException if that fails
	 */
	public void send(boolean drained, Deadline deadline, EncodedFrame... requests) throws ExchangeFailedException {
		beginRequests(requests.length, drained, deadline);
		write(true, requests);
		end();
	}

	// Answers are no requests, so they do not count as maybe sent, and need no new test.
	void answer(EncodedFrame[] frames, Deadline deadline) throws ExchangeFailedException {
		boolean before = this.maybeSent;
		boolean tested = this.tested;
		try {
			begin(deadline, true);
			write(false, frames);
			end();
		}
		finally {
			this.maybeSent = before;
			this.tested = tested;
		}
	}

	/**
	 * Reads a reply.
	 * @param reply decides whether a frame is the reply
	 * @param request the payload of the request, if it is known
	 * @param deadline deadline of the reply
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is retired then
	 */
	public byte[] receive(ReplyCheck reply, byte @Nullable [] request, Deadline deadline)
			throws ExchangeFailedException {
		begin(deadline, false);
		this.request = request;
		return read(reply, null);
	}

	/**
	 * Reads a reply from the bytes that came before a write failed. It does not wait. The
	 * connection must not be used afterwards.
	 * @param reply decides whether a frame is the reply
	 * @param request the payload of the request, if it is known
	 * @param outstanding whether a request was unanswered before that write
	 * @param failure the failure of the write
	 * @return the payload of the reply
	 * @throws ExchangeFailedException that failure, if there is no reply
	 */
	public byte[] receiveEarly(ReplyCheck reply, byte @Nullable [] request, boolean outstanding,
			ExchangeFailedException failure) throws ExchangeFailedException {
		this.request = request;
		return this.failures.receiveEarly(reply, outstanding, failure, this.deadline);
	}

	// For a request, if the connection is not silent before it. No frame can follow.
	ExchangeFailedException refuse(CloseReason finding, String unexpected) {
		this.inside = true;
		return this.failures.notSilent(finding, unexpected);
	}

	/**
	 * Clears a deadline that was set outside of a frame. If the guard is over, the
	 * connection is retired.
	 */
	void clearGuard() {
		if (!this.guard.clear()) {
			this.failures.late();
		}
	}

	/**
	 * Fails if user code kept this thread so long that its lease was ended.
	 * @throws ExchangeFailedException if it did
	 */
	void requireNotStuck() throws ExchangeFailedException {
		if (this.guard.isStuck()) {
			throw this.failures.stuck(true);
		}
	}

	private void beginRequests(int count, boolean drained, Deadline deadline) throws ExchangeFailedException {
		if (this.interval != null && !this.inside && !this.ended && this.interval.isDue()) {
			// Bytes may come meanwhile.
			this.tested = false;
			this.interval.await(deadline, this.failures);
		}
		boolean testDue = this.unanswered == 0 && !this.tested;
		if (testDue && !this.inside && !this.ended && deadline.remainingNanos() > 0) {
			this.livenessCheck.requireSilence(this, drained, deadline);
		}
		begin(deadline, true);
		this.unanswered += count;
		this.connection.requestsBegun(count);
	}

	private void begin(Deadline deadline, boolean writing) throws ExchangeFailedException {
		if (this.inside) {
			throw new IllegalStateException(
					"An exchange on " + this.connection + " has failed: where its next frame begins is unknown");
		}
		if (this.ended) {
			throw this.failures.ended(writing);
		}
		if (deadline.remainingNanos() <= 0) {
			throw this.failures.tooLate(writing);
		}
		this.inside = true;
		this.tested = false;
		this.deadline = deadline;
		this.guard.set(deadline);
	}

	/**
	 * Ends the frame. A complete frame is valid, even if the watchdog closes the channel
	 * at this moment, or the stream ended with the frame. Then the connection is retired.
	 * @throws ExchangeFailedException if user code kept this thread so long that its
	 * lease was ended
	 */
	private void end() throws ExchangeFailedException {
		this.inside = false;
		this.connection.frameEnded();
		if (!this.guard.clear()) {
			this.failures.late();
			if (this.guard.isStuck()) {
				throw this.failures.stuck(false);
			}
		}
		if (!this.channel.isUsable()) {
			this.ended = true;
			this.connection.retire(this.channel.isEnded() ? CloseReason.PEER_CLOSED : CloseReason.BROKEN);
		}
	}

	private void write(boolean requests, EncodedFrame... frames) throws ExchangeFailedException {
		try {
			this.channel.write(frames);
			if (requests && this.halfClosing) {
				this.channel.endOutput();
			}
		}
		catch (IOException ex) {
			this.maybeSent |= this.channel.isFailedWriteMaybeSent();
			throw this.failures.failed(ex, true);
		}
		catch (RuntimeException | Error ex) {
			this.guard.leave();
			throw ex;
		}
		this.maybeSent = true;
	}

	byte[] read(ReplyCheck reply, @Nullable ExchangeFailedException early) throws ExchangeFailedException {
		byte[] frame;
		this.unsolicited = 0;
		try {
			frame = this.channel.read(this.request);
			while (!reply.isReply(frame)) {
				this.unsolicited++;
				EncodedFrame answer = this.unsolicitedFrames.handle(frame);
				if (answer != null && !this.halfClosing && this.channel.writeFailure() == null) {
					this.maybeSent = true;
					this.unsolicitedFrames.write(answer);
				}
				frame = this.channel.read(this.request);
			}
		}
		catch (IOException | RuntimeException ex) {
			throw this.failures.readFailed(ex, early);
		}
		catch (Error ex) {
			this.guard.leave();
			throw ex;
		}
		finally {
			this.request = null;
		}
		this.unanswered = Math.max(0, this.unanswered - 1);
		this.connection.replied();
		end();
		return frame;
	}

}
