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

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.Matching.ReplyCheck;
import io.framedtcp.internal.exchange.RequestIntervalException;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.WireLog;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

/**
 * Turns a failure of an exchange into a close reason for the connection and an exception
 * for the caller.
 * <p>
 * Used by the thread that has the exchange.
 */
final class ExchangeFailures {

	private final Exchange exchange;

	private final FramedConnection connection;

	private final FrameChannel channel;

	private final Guard guard;

	private final WireLog wireLog;

	ExchangeFailures(Exchange exchange, Guard guard, WireLog wireLog) {
		this.exchange = exchange;
		this.connection = exchange.connection();
		this.channel = exchange.channel();
		this.guard = guard;
		this.wireLog = wireLog;
	}

	/**
	 * Retires the connection because it was not silent before a request.
	 * @param finding the finding of the test
	 * @param unexpected describes the bytes, if there are any
	 * @return the exception to throw
	 */
	ExchangeFailedException notSilent(CloseReason finding, String unexpected) {
		return switch (finding) {
			case UNEXPECTED_BYTES -> failed(CloseReason.UNEXPECTED_BYTES, true, new IOException(unexpected));
			case PEER_CLOSED -> failed(CloseReason.PEER_CLOSED, true,
					new EOFException("the peer closed the connection before the request was written"));
			default -> failed(broken(), true);
		};
	}

	/**
	 * Retires the connection because a frame has failed.
	 * @param ex the failure
	 * @param writing whether the frame was being written
	 * @return the exception to throw
	 */
	ExchangeFailedException failed(Exception ex, boolean writing) {
		return failed(reason(ex), writing, ex);
	}

	/**
	 * Retires the connection because a reply could not be read. If an answer could not be
	 * written before, this is the cause: reads no longer wait then.
	 * @param ex the failure of the read
	 * @param early the failure of the write of the request, which counts instead;
	 * {@code null} if the write succeeded
	 * @return the exception to throw
	 */
	ExchangeFailedException readFailed(Exception ex, @Nullable ExchangeFailedException early) {
		if (early != null) {
			early.addSuppressed(ex);
			return early;
		}
		IOException writeFailure = this.channel.writeFailure();
		if (writeFailure == null || writeFailure == ex) {
			return failed(ex, false);
		}
		writeFailure.addSuppressed(ex);
		return failed(writeFailure, false);
	}

	/**
	 * Reads a reply from the bytes that came before a write failed. It does not wait.
	 * @param reply decides whether a frame is the reply
	 * @param outstanding whether a request was unanswered before that write
	 * @param failure the failure of the write
	 * @param deadline deadline for user code that sees frames
	 * @return the payload of the reply
	 * @throws ExchangeFailedException that failure, if there is no reply
	 */
	byte[] receiveEarly(ReplyCheck reply, boolean outstanding, ExchangeFailedException failure, Deadline deadline)
			throws ExchangeFailedException {
		boolean possible = this.channel.writeFailure() != null && failure.getReason() != CloseReason.INTERRUPTED;
		if (!possible || !(outstanding || this.channel.isFailedWriteMaybeSent())) {
			throw failure;
		}
		// The connection's own guard has ended with the failure.
		Guard successor = this.guard.successor();
		successor.set(deadline);
		byte[] payload;
		try {
			payload = this.exchange.read(reply, failure);
		}
		finally {
			successor.close();
		}
		if (successor.isStuck()) {
			throw stuck(false);
		}
		return payload;
	}

	/**
	 * Refuses a frame after the last one of the stream.
	 * @param writing whether the frame was to be written
	 * @return the exception to throw
	 */
	ExchangeFailedException ended(boolean writing) {
		IOException writeFailure = this.channel.writeFailure();
		return (writeFailure != null) ? refusal(CloseReason.BROKEN, writing, writeFailure)
				: refusal(CloseReason.PEER_CLOSED, writing,
						new EOFException("the peer closed the connection behind its last frame"));
	}

	/**
	 * Refuses to begin a frame after its deadline.
	 * @param writing whether the frame was to be written
	 * @return the exception to throw
	 */
	ExchangeFailedException tooLate(boolean writing) {
		if (!writing) {
			// Otherwise the next caller would get the late reply.
			this.connection.retire(CloseReason.TIMED_OUT);
		}
		return refusal(CloseReason.TIMED_OUT, writing,
				new SocketTimeoutException("the deadline had passed before the frame was begun"));
	}

	/**
	 * Refuses to wait until the connection has rested.
	 * @param nanos how much longer it has to rest
	 * @return the exception to throw
	 */
	ExchangeFailedException intervalTooLong(long nanos) {
		return refusal(CloseReason.TIMED_OUT, true, new RequestIntervalException(nanos, this.channel.propertyPrefix()));
	}

	/**
	 * Retires the connection because its guard's deadline has passed or its guard was
	 * closed.
	 */
	void late() {
		this.connection.retire(overdue());
	}

	/**
	 * Refuses a frame because user code ran so long that its lease was ended.
	 * @param writing whether the frame was to be written
	 * @return the exception to throw
	 */
	ExchangeFailedException stuck(boolean writing) {
		String late = "user code went on for more than a second after the deadline";
		return refusal(CloseReason.TIMED_OUT, writing, late, new SocketTimeoutException(late));
	}

	private ExchangeFailedException failed(CloseReason reason, boolean writing, Exception ex) {
		this.wireLog.failed(writing, ex);
		if (!writing) {
			this.channel.log().part();
		}
		this.connection.retire(reason);
		// The first reason is reported, unless it was an eviction.
		CloseReason first = this.connection.closeReason();
		return refusal((first != null && first != CloseReason.EVICTED) ? first : reason, writing, ex);
	}

	private ExchangeFailedException refusal(CloseReason reason, boolean writing, Exception ex) {
		return refusal(reason, writing, progress(reason, writing, ex), ex);
	}

	private ExchangeFailedException refusal(CloseReason reason, boolean writing, @Nullable String progress,
			Exception ex) {
		return new ExchangeFailedException(reason, writing, this.exchange.isMaybeSent(),
				this.connection.isReused() && !this.exchange.isAnswered(), progress, ex);
	}

	// The messages of the other failures say it already.
	private @Nullable String progress(CloseReason reason, boolean writing, Exception ex) {
		boolean told = writing || ex instanceof SocketTimeoutException || ex instanceof EndOfStreamException;
		if (told || !(reason == CloseReason.TIMED_OUT || this.connection.end().isByPeer())) {
			return null;
		}
		String progress = this.channel.incomplete().progress();
		int unsolicited = this.exchange.unsolicitedBefore();
		if (progress == null) {
			return (reason == CloseReason.TIMED_OUT)
					? "a whole frame had come, and the matcher or a handler was not done with it" : null;
		}
		return progress + ((unsolicited > 0)
				? " behind " + unsolicited + ((unsolicited == 1) ? " unsolicited frame" : " unsolicited frames") : "");
	}

	private CloseReason reason(Exception ex) {
		if (!this.guard.clear()) {
			return overdue();
		}
		if (ex instanceof ClosedByInterruptException) {
			return CloseReason.INTERRUPTED;
		}
		if (ex instanceof ClosedChannelException) {
			// TLS also throws it once the peer has closed the connection.
			return isOpen() ? CloseReason.PEER_CLOSED : CloseReason.POOL_CLOSED;
		}
		if (ex instanceof WrongReplyException) {
			return CloseReason.WRONG_REPLY;
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
		return this.connection.socket().channel().isOpen();
	}

}
