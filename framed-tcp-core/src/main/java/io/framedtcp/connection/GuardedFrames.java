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

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.function.Supplier;

import io.framedtcp.connection.DrainAndTest.Finding;
import io.framedtcp.connection.Matching.ReplyCheck;
import io.framedtcp.framing.EncodedFrame;

/**
 * Writes the frames of a connection and reads them by a deadline, which its guard keeps.
 * If that fails, it is not known where on the stream the connection stands: then no frame
 * can be begun any more, and what is thrown says what may have been sent.
 * <p>
 * Used by one thread at a time.
 */
final class GuardedFrames {

	private final ConnectionInfo connection;

	private final Link link;

	private final FrameChannel channel;

	private final UnsolicitedFrames unsolicitedFrames;

	private final ConnectionUsage usage;

	private final RetireMark retireMark;

	/** True from the beginning of a frame until all of it has been written or read. */
	private boolean inside;

	/** That of the frame begun last. */
	private Deadline deadline = Deadline.never();

	GuardedFrames(ConnectionInfo connection, Link link, UnsolicitedFrames unsolicitedFrames, ConnectionUsage usage,
			RetireMark retireMark) {
		this.connection = connection;
		this.link = link;
		this.channel = link.frames();
		this.unsolicitedFrames = unsolicitedFrames;
		this.usage = usage;
		this.retireMark = retireMark;
	}

	boolean isInside() {
		return this.inside;
	}

	/**
	 * Begins to write a frame, or to read one.
	 * @param deadline by when that and all that follows until the {@link #end()} must be
	 * done
	 * @param writing whether it begins by writing
	 * @throws ExchangeFailedException if it is too late, or the peer has ended the
	 * connection
	 */
	void begin(Deadline deadline, boolean writing) throws ExchangeFailedException {
		if (this.inside) {
			throw new IllegalStateException(
					"An exchange on " + this.connection + " has failed: where its next frame begins is unknown");
		}
		IOException writeFailure = this.channel.writeFailure();
		if (writeFailure != null) {
			// Its reply had come all the same.
			throw failure(RetireReason.BROKEN, writing, writeFailure);
		}
		if (this.channel.isEnded()) {
			throw failure(RetireReason.PEER_CLOSED, writing,
					new EOFException("the peer closed the connection behind its last frame"));
		}
		if (deadline.remainingNanos() <= 0) {
			if (!writing) {
				// What is not waited for would be the next caller's.
				this.retireMark.set(RetireReason.TIMED_OUT);
			}
			throw failure(RetireReason.TIMED_OUT, writing,
					new SocketTimeoutException("the deadline had passed before the frame was begun"));
		}
		this.inside = true;
		this.deadline = deadline;
		this.link.guard().set(deadline);
	}

	/**
	 * Returns whether a frame can be begun now. If not, {@link #begin} says why.
	 * @param deadline by when it must be done
	 * @return whether it can
	 */
	boolean mayBegin(Deadline deadline) {
		return !this.inside && !this.channel.isEnded() && deadline.remainingNanos() > 0;
	}

	/**
	 * Refuses to write a request, since the connection is not silent before it. No frame
	 * can be begun any more.
	 * @param finding what was found
	 * @param unexpected describes the bytes, if there are any
	 * @return what to throw
	 */
	ExchangeFailedException refuse(Finding finding, String unexpected) {
		this.inside = true;
		return switch (finding) {
			case UNEXPECTED_BYTES -> failure(new UnexpectedBytesException(unexpected), true);
			case PEER_CLOSED -> failure(this.retireMark.set(RetireReason.PEER_CLOSED), true,
					new EOFException("the peer closed the connection before the request was written"));
			default -> failure(broken(), true);
		};
	}

	private IOException broken() {
		if (Thread.currentThread().isInterrupted()) {
			return new ClosedByInterruptException();
		}
		return this.link.channel().isOpen() ? new IOException("the connection broke before the request was written")
				: new ClosedChannelException();
	}

	/**
	 * What is complete is good, even if the watchdog was just about to close the channel,
	 * or the frame ended with the stream. Such a connection is of no further use, though.
	 * @throws ExchangeFailedException if user code kept this thread for so long that its
	 * lease has been ended
	 */
	void end() throws ExchangeFailedException {
		this.inside = false;
		this.usage.frameEnded();
		clearGuard();
		if (this.link.guard().isStuck()) {
			throw stuck();
		}
		if (this.channel.isEnded()) {
			this.retireMark.set(RetireReason.PEER_CLOSED);
		}
		if (this.channel.writeFailure() != null) {
			this.retireMark.set(RetireReason.BROKEN);
		}
	}

	/**
	 * Writes a request and reads its reply, also if that has come before all of the
	 * request could be written.
	 * @param request the request
	 * @param reply tells the reply from other frames
	 * @return what the reply carried
	 * @throws ExchangeFailedException if that fails
	 */
	byte[] exchange(EncodedFrame request, ReplyCheck reply) throws ExchangeFailedException {
		try {
			write(request);
		}
		catch (ExchangeFailedException ex) {
			if (!this.channel.isMaybeAnsweredEarly()) {
				throw ex;
			}
			return readEarlyReply(reply, ex);
		}
		return readReply(reply);
	}

	private void clearGuard() {
		if (!this.link.guard().clear()) {
			this.retireMark.set(this.link.guard().isExpired() ? RetireReason.TIMED_OUT : RetireReason.POOL_CLOSED);
		}
	}

	void write(EncodedFrame frame) throws ExchangeFailedException {
		try {
			this.channel.write(frame);
		}
		catch (IOException ex) {
			throw failure(ex, true);
		}
		catch (RuntimeException | Error ex) {
			this.link.guard().leave();
			throw ex;
		}
	}

	/**
	 * Reads frames until a reply is there, and answers those that may be answered.
	 * @param reply tells the reply from other frames
	 * @return what it carried
	 * @throws ExchangeFailedException if that fails
	 */
	byte[] readReply(ReplyCheck reply) throws ExchangeFailedException {
		try {
			return nextReply(reply);
		}
		catch (IOException | RuntimeException ex) {
			throw failure(causeOf(ex), false);
		}
		catch (Error ex) {
			this.link.guard().leave();
			throw ex;
		}
	}

	/**
	 * Reads the reply from what came before a write failed, without waiting.
	 * @param reply tells the reply from other frames
	 * @param failure what the write has failed with
	 * @return what the reply carried
	 * @throws ExchangeFailedException that failure if there is no reply
	 */
	byte[] readEarlyReply(ReplyCheck reply, ExchangeFailedException failure) throws ExchangeFailedException {
		if (this.channel.writeFailure() == null || failure.getReason() == RetireReason.INTERRUPTED) {
			throw failure;
		}
		// That of the link has ended with the failure.
		Guard guard = this.link.guard().successor();
		guard.set(this.deadline);
		byte[] early;
		try {
			early = nextReply(reply);
		}
		catch (IOException | RuntimeException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
		finally {
			guard.close();
		}
		if (guard.isStuck()) {
			throw stuck();
		}
		return early;
	}

	private byte[] nextReply(ReplyCheck reply) throws IOException {
		byte[] frame = this.channel.read();
		while (!reply.test(frame)) {
			EncodedFrame answer = this.unsolicitedFrames.handle(frame, this.channel);
			if (answer != null && this.channel.writeFailure() == null) {
				writeAnswer(answer);
			}
			frame = this.channel.read();
		}
		return frame;
	}

	private void writeAnswer(EncodedFrame answer) throws IOException {
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
	 * @param ex what reading has failed with
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

	/**
	 * Writes several frames, from the beginning to the end.
	 * @param frames the frames, in order
	 * @param deadline by when they must be handed to the kernel
	 * @throws ExchangeFailedException if that fails
	 */
	void writeAll(List<EncodedFrame> frames, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, true);
		try {
			this.channel.writeAll(frames);
		}
		catch (IOException ex) {
			throw failure(ex, true);
		}
		catch (RuntimeException | Error ex) {
			this.link.guard().leave();
			throw ex;
		}
		end();
	}

	/**
	 * Does something outside of any frame that may run user code.
	 * @param deadline by when it must be done; the connection is closed and marked if not
	 * @param work what to do
	 * @param <T> what that results in
	 * @return the result
	 */
	<T> T within(Deadline deadline, Supplier<T> work) {
		this.link.guard().set(deadline);
		try {
			return work.get();
		}
		finally {
			clearGuard();
		}
	}

	ExchangeFailedException failure(Exception ex, boolean writing) {
		// Told before it is logged, as a log may take until the deadline has passed.
		RetireReason reason = FailureReason.of(ex, this.link);
		return failure(this.retireMark.setFailed(reason, writing, ex), writing, ex);
	}

	private ExchangeFailedException stuck() {
		return failure(RetireReason.TIMED_OUT, false,
				new SocketTimeoutException("user code went on for more than a second after the deadline"));
	}

	private ExchangeFailedException failure(RetireReason reason, boolean writing, Exception ex) {
		return new ExchangeFailedException(reason, writing, this.channel.isMaybeWritten(),
				this.usage.isReused() && !this.channel.isRead(), ex);
	}

}
