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

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.LivenessCheck.Finding;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.Matching.ReplyCheck;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.UnexpectedBytesException;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

/**
 * What one caller does on a connection while it has it: an exchange, a batch, a session
 * or a ping. It writes and reads frames by a deadline, which the connection's guard
 * keeps. If a frame fails, nobody knows where the next one begins. Then no frame can be
 * begun any more, and the exception says what may have been sent.
 * <p>
 * Used by one thread at a time.
 */
public final class Exchange {

	private final FramedConnection connection;

	private final FrameChannel channel;

	private final Guard guard;

	/** How many bytes were received that belong to others. */
	private long receivedBefore;

	/** While no request is unanswered, whatever arrives belongs to nobody. */
	private int unanswered;

	/**
	 * Whether the connection was tested just now, so that the next request needs no test.
	 */
	private boolean usedAtOnce;

	private boolean maybeSent;

	/** True from the beginning of a frame until all of it has been written or read. */
	private boolean inside;

	/** Whether no frame can follow the last one, which is good all the same. */
	private boolean ended;

	/** That of the frame begun last. */
	private Deadline deadline = Deadline.never();

	Exchange(FramedConnection connection, FrameChannel channel, Guard guard) {
		this.connection = connection;
		this.channel = channel;
		this.guard = guard;
		start();
	}

	/**
	 * Starts anew for the next caller.
	 */
	void start() {
		this.receivedBefore = this.channel.bytesReceived();
		this.maybeSent = false;
		this.unanswered = 0;
		this.usedAtOnce = false;
	}

	FramedConnection connection() {
		return this.connection;
	}

	FrameChannel channel() {
		return this.channel;
	}

	/**
	 * Forgets what has been received since an earlier moment: it belongs to no request.
	 * @param received how many bytes the connection had received then
	 */
	void forgetReceivedSince(long received) {
		this.receivedBefore += this.channel.bytesReceived() - received;
	}

	/**
	 * Tests the connection while no request is unanswered.
	 * @param deadline by when user code must have seen what is drained, and answers must
	 * be written
	 * @return whether it is silent and open; otherwise it is of no use
	 */
	boolean drainAndTest(Deadline deadline) {
		this.unanswered = 0;
		this.usedAtOnce = false;
		return this.connection.livenessCheck().drainAndTest(this, deadline);
	}

	/**
	 * Lets the test that has just passed hold for the next request, as no user code has
	 * run since.
	 */
	void useAtOnce() {
		this.usedAtOnce = true;
	}

	/**
	 * Returns whether a frame was begun and not completed, be it for an exception or,
	 * say, an {@link OutOfMemoryError}.
	 * @return whether it is unknown where on the stream the connection stands
	 */
	boolean isInside() {
		return this.inside;
	}

	/**
	 * Returns whether nothing can follow the last frame.
	 * @return whether the connection has ended behind it
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Returns whether any byte may have reached the peer.
	 * @return {@code false} only if it is certain that none has
	 */
	boolean isMaybeSent() {
		return this.maybeSent;
	}

	/**
	 * Returns whether any byte has come from the peer.
	 * @return whether the server is there
	 */
	boolean isAnswered() {
		return this.channel.isReceivedSince(this.receivedBefore);
	}

	/**
	 * Sends a request and reads its reply, also if that comes before all of the request
	 * could be written.
	 * @param request the request
	 * @param reply tells the reply from other frames
	 * @param deadline by when the reply must be there
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails
	 */
	public byte[] exchange(EncodedFrame request, ReplyCheck reply, Deadline deadline) throws ExchangeFailedException {
		beginRequests(1, true, deadline);
		try {
			write(request);
		}
		catch (ExchangeFailedException ex) {
			return receiveEarly(reply, false, ex);
		}
		return read(reply, null);
	}

	/**
	 * Sends a request.
	 * @param request the request
	 * @param deadline by when the kernel must have it
	 * @throws ExchangeFailedException if that fails
	 */
	void send(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		beginRequests(1, true, deadline);
		write(request);
		end();
	}

	/**
	 * Sends several requests.
	 * @param requests the requests, in order
	 * @param drained whether whole frames that came before may be drained, if the client
	 * drains any
	 * @param deadline by when the kernel must have them
	 * @throws ExchangeFailedException if that fails
	 */
	void sendAll(List<EncodedFrame> requests, boolean drained, Deadline deadline) throws ExchangeFailedException {
		beginRequests(requests.size(), drained, deadline);
		writeAll(requests);
	}

	/**
	 * Sends frames that are no requests.
	 * @param frames the frames, in order
	 * @param deadline by when the kernel must have them
	 * @throws ExchangeFailedException if that fails
	 */
	void answer(List<EncodedFrame> frames, Deadline deadline) throws ExchangeFailedException {
		boolean before = this.maybeSent;
		try {
			begin(deadline, true);
			writeAll(frames);
		}
		finally {
			this.maybeSent = before;
		}
	}

	/**
	 * Reads a reply.
	 * @param reply tells the reply from other frames
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails
	 */
	byte[] receive(ReplyCheck reply, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, false);
		return read(reply, null);
	}

	/**
	 * Reads a reply from what came before a write failed, without waiting. Afterwards the
	 * connection is of no use.
	 * @param reply tells the reply from other frames
	 * @param outstanding whether a request was unanswered before that write
	 * @param failure the failure of the write
	 * @return the payload of the reply
	 * @throws ExchangeFailedException that failure if there is no reply
	 */
	byte[] receiveEarly(ReplyCheck reply, boolean outstanding, ExchangeFailedException failure)
			throws ExchangeFailedException {
		boolean possible = this.channel.writeFailure() != null && failure.getReason() != CloseReason.INTERRUPTED;
		if (!possible || !(outstanding || this.channel.isMaybeAnsweredEarly())) {
			throw failure;
		}
		// That of the connection has ended with the failure.
		Guard successor = this.guard.successor();
		successor.set(this.deadline);
		byte[] payload;
		try {
			payload = read(reply, failure);
		}
		finally {
			successor.close();
		}
		if (successor.isStuck()) {
			throw stuck();
		}
		return payload;
	}

	/**
	 * Refuses to write a request, as the connection is not silent before it. No frame can
	 * be begun any more.
	 * @param finding what was found
	 * @param unexpected describes the bytes, if there are any
	 * @return what to throw
	 */
	ExchangeFailedException refuse(Finding finding, String unexpected) {
		this.inside = true;
		return switch (finding) {
			case UNEXPECTED_BYTES -> failure(new UnexpectedBytesException(unexpected), true);
			case PEER_CLOSED -> failure(CloseReason.PEER_CLOSED, true,
					new EOFException("the peer closed the connection before the request was written"));
			default -> failure(broken(), true);
		};
	}

	/**
	 * Retires the connection, as a frame has failed.
	 * @param ex why it has
	 * @param writing whether it was being written
	 * @return what to throw
	 */
	ExchangeFailedException failure(Exception ex, boolean writing) {
		return failure(reason(ex), writing, ex);
	}

	private ExchangeFailedException failure(CloseReason reason, boolean writing, Exception ex) {
		return refusal(this.connection.retireFailed(reason, writing, ex), writing, ex);
	}

	/**
	 * Ends what the guard's deadline was set for outside of any frame. If it is over, the
	 * connection is retired.
	 */
	void clearGuard() {
		if (!this.guard.clear()) {
			this.connection.retire(overdue());
		}
	}

	private void beginRequests(int count, boolean drained, Deadline deadline) throws ExchangeFailedException {
		boolean testDue = this.unanswered == 0 && !this.usedAtOnce;
		if (testDue && !this.inside && !this.ended && deadline.remainingNanos() > 0) {
			this.connection.livenessCheck().requireSilence(this, drained, deadline);
		}
		begin(deadline, true);
		this.unanswered += count;
		this.connection.requestsBegun(count);
	}

	/**
	 * Begins to write frames, or to read them.
	 * @param deadline by when that must {@linkplain #end() end}
	 * @param writing whether it begins by writing
	 * @throws ExchangeFailedException if it is too late, or the connection has ended
	 */
	private void begin(Deadline deadline, boolean writing) throws ExchangeFailedException {
		if (this.inside) {
			throw new IllegalStateException(
					"An exchange on " + this.connection + " has failed: where its next frame begins is unknown");
		}
		if (this.ended) {
			// The last reply had come all the same.
			IOException writeFailure = this.channel.writeFailure();
			throw (writeFailure != null) ? refusal(CloseReason.BROKEN, writing, writeFailure)
					: refusal(CloseReason.PEER_CLOSED, writing,
							new EOFException("the peer closed the connection behind its last frame"));
		}
		if (deadline.remainingNanos() <= 0) {
			if (!writing) {
				// A reply that nobody waits for would be the next caller's.
				this.connection.retire(CloseReason.TIMED_OUT);
			}
			throw refusal(CloseReason.TIMED_OUT, writing,
					new SocketTimeoutException("the deadline had passed before the frame was begun"));
		}
		this.inside = true;
		this.usedAtOnce = false;
		this.deadline = deadline;
		this.guard.set(deadline);
	}

	/**
	 * Ends what was begun. A complete frame is good, even if the watchdog was just about
	 * to close the channel, or the stream ended with it. But such a connection is of no
	 * further use.
	 * @throws ExchangeFailedException if user code kept this thread for so long that its
	 * lease has been ended
	 */
	private void end() throws ExchangeFailedException {
		this.inside = false;
		this.connection.frameEnded();
		if (!this.guard.clear()) {
			this.connection.retire(overdue());
			if (this.guard.isStuck()) {
				throw stuck();
			}
		}
		if (this.channel.isEnded()) {
			this.ended = true;
			this.connection.retire(CloseReason.PEER_CLOSED);
		}
		if (this.channel.writeFailure() != null) {
			this.ended = true;
			this.connection.retire(CloseReason.BROKEN);
		}
	}

	private void write(EncodedFrame frame) throws ExchangeFailedException {
		try {
			this.channel.write(frame);
		}
		catch (IOException ex) {
			throw writeFailed(ex);
		}
		catch (RuntimeException | Error ex) {
			this.guard.leave();
			throw ex;
		}
		this.maybeSent = true;
	}

	private ExchangeFailedException writeFailed(IOException ex) {
		this.maybeSent |= this.channel.isMaybeAnsweredEarly();
		return failure(ex, true);
	}

	private void writeAll(List<EncodedFrame> frames) throws ExchangeFailedException {
		try {
			this.channel.writeAll(frames);
		}
		catch (IOException ex) {
			throw writeFailed(ex);
		}
		catch (RuntimeException | Error ex) {
			this.guard.leave();
			throw ex;
		}
		this.maybeSent = true;
		end();
	}

	/**
	 * Reads frames until a reply is there, answers those that may be answered, and ends.
	 * @param reply tells the reply from other frames
	 * @param early the failure of a write, to be thrown if no reply came before it
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails
	 */
	private byte[] read(ReplyCheck reply, @Nullable ExchangeFailedException early) throws ExchangeFailedException {
		byte[] frame;
		try {
			frame = this.channel.read();
			while (!reply.isReply(frame)) {
				handle(frame);
				frame = this.channel.read();
			}
		}
		catch (IOException | RuntimeException ex) {
			if (early != null) {
				early.addSuppressed(ex);
				throw early;
			}
			throw failure(causeOf(ex), false);
		}
		catch (Error ex) {
			this.guard.leave();
			throw ex;
		}
		this.unanswered = Math.max(0, this.unanswered - 1);
		end();
		return frame;
	}

	private void handle(byte[] unsolicited) throws IOException {
		EncodedFrame answer = this.connection.unsolicitedFrames().handle(unsolicited);
		if (answer == null || this.channel.writeFailure() != null) {
			return;
		}
		this.maybeSent = true;
		try {
			this.channel.write(answer);
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// The reply may have come all the same: the next read tells.
		}
	}

	/**
	 * Returns why a reply cannot be read. If an answer could not be written, that is the
	 * cause: nothing more is read then.
	 * @param ex the failure of the read
	 * @return the cause
	 */
	private Exception causeOf(Exception ex) {
		IOException writeFailure = this.channel.writeFailure();
		if (writeFailure == null || writeFailure == ex) {
			return ex;
		}
		writeFailure.addSuppressed(ex);
		return writeFailure;
	}

	private CloseReason reason(Exception ex) {
		if (!this.guard.clear()) {
			return overdue();
		}
		if (ex instanceof ClosedByInterruptException) {
			return CloseReason.INTERRUPTED;
		}
		if (ex instanceof ClosedChannelException) {
			// TLS throws it as well, once the peer has closed it.
			return isOpen() ? CloseReason.PEER_CLOSED : CloseReason.POOL_CLOSED;
		}
		if (ex instanceof WrongReplyException) {
			return CloseReason.WRONG_REPLY;
		}
		if (ex instanceof UnexpectedBytesException) {
			return CloseReason.UNEXPECTED_BYTES;
		}
		if (ex instanceof EndOfStreamException) {
			return CloseReason.PEER_CLOSED;
		}
		boolean broken = ex instanceof IOException && !(ex instanceof MalformedFrameException);
		return broken ? CloseReason.BROKEN : CloseReason.MALFORMED_FRAME;
	}

	private CloseReason overdue() {
		return this.guard.isExpired() ? CloseReason.TIMED_OUT : CloseReason.POOL_CLOSED;
	}

	private IOException broken() {
		if (Thread.currentThread().isInterrupted()) {
			return new ClosedByInterruptException();
		}
		return isOpen() ? new IOException("the connection broke before the request was written")
				: new ClosedChannelException();
	}

	private boolean isOpen() {
		return this.connection.link().channel().isOpen();
	}

	private ExchangeFailedException stuck() {
		return refusal(CloseReason.TIMED_OUT, false,
				new SocketTimeoutException("user code went on for more than a second after the deadline"));
	}

	private ExchangeFailedException refusal(CloseReason reason, boolean writing, Exception ex) {
		return new ExchangeFailedException(reason, writing, isMaybeSent(), this.connection.isReused() && !isAnswered(),
				ex);
	}

}
