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

package io.framedtcp;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.pool.SessionLease;
import io.framedtcp.pool.PoolBusyException;
import io.framedtcp.pool.PoolClosedException;
import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.spi.ConnectionInfo;

/**
 * One call of a template: when it began, by when it must end, and how its failures are
 * told to the caller.
 */
final class Call {

	private final ConnectionPool pool;

	private final TemplateSettings settings;

	private final @Nullable Deadline deadline;

	private final Deadline acquireBy;

	private final long start = System.nanoTime();

	/** Whether any attempt may have reached the server. */
	private boolean maybeSent;

	private boolean attempted;

	private boolean repeated;

	private @Nullable EncodedFrame frame;

	private boolean answered;

	private @Nullable Lease lease;

	private @Nullable Observation submitter;

	/**
	 * Begins a call.
	 * @param pool where its connection comes from
	 * @param settings how long each frame may take, and whether the server may get the
	 * request twice
	 * @param timeout bound on the whole call, instead of the response time-out
	 */
	Call(ConnectionPool pool, TemplateSettings settings, @Nullable Duration timeout) {
		this.pool = pool;
		this.settings = settings;
		this.deadline = (timeout != null) ? Deadline.after(timeout) : null;
		this.acquireBy = (this.deadline != null) ? this.deadline : Deadline.never();
	}

	/**
	 * Keeps the frame of the call for its {@link Use}.
	 * @param frame the frame, the first of several for a batch
	 * @param answered whether it is a request, so that a reply is expected
	 */
	void carry(EncodedFrame frame, boolean answered) {
		this.frame = frame;
		this.answered = answered;
	}

	EncodedFrame frame() {
		return Objects.requireNonNull(this.frame);
	}

	/**
	 * Uses a connection, and another that is opened for it if that is allowed and the
	 * first was lost.
	 * @param use what to do with it
	 * @param <T> what that results in
	 * @return the result
	 */
	<T> T perform(Use<T> use) {
		Lease lease = acquire(false, this.acquireBy);
		Deadline respondBy = respondBy();
		try {
			return use.of(this, lease, respondBy);
		}
		catch (ExchangeFailedException ex) {
			FramedTcpException failure = failed(ex, lease, use.progress());
			if (!mayBeRepeated(ex)) {
				throw failure;
			}
			lease.close();
			return repeat(use, respondBy, failure);
		}
		finally {
			lease.close();
		}
	}

	/**
	 * Acquires a connection for a session.
	 * @return its lease
	 */
	SessionLease acquireForSession() {
		return acquired(() -> this.pool.acquireForSession(this.acquireBy));
	}

	/**
	 * Returns by when the next frame must be written or read.
	 * @return the deadline
	 */
	Deadline respondBy() {
		return (this.deadline != null) ? this.deadline : Deadline.after(this.settings.responseTimeout());
	}

	/**
	 * Returns whether the deadline of the call, if it has one, leaves time for another
	 * attempt.
	 * @param nanos how long that is to wait
	 * @return whether it does
	 */
	boolean hasTimeFor(long nanos) {
		return this.deadline == null || this.deadline.remainingNanos() > nanos;
	}

	/**
	 * Returns the connection that was borrowed last.
	 * @return the connection, or {@code null} if none was
	 */
	@Nullable ConnectionInfo connection() {
		return (this.lease != null) ? this.lease.info() : null;
	}

	boolean isRepeated() {
		return this.repeated;
	}

	void submittedBy(@Nullable Observation observation) {
		this.submitter = observation;
	}

	/**
	 * Returns in whose name another thread has submitted the call.
	 * @return the observation of that thread, or {@code null} if there was none
	 */
	@Nullable Observation submitter() {
		return this.submitter;
	}

	FramedTcpBusyException busy(String message, @Nullable Exception cause) {
		return new FramedTcpBusyException(message, context(Phase.ACQUIRE), cause);
	}

	FramedTcpInterruptedException interrupted(String message, Exception cause) {
		return new FramedTcpInterruptedException(message, context(Phase.ACQUIRE), cause);
	}

	/**
	 * Makes the exception that tells the caller of a failure.
	 * @param ex the failure
	 * @param lease that of the connection
	 * @param progress how far an exchange of several frames had come, or empty
	 * @return the exception
	 */
	FramedTcpException failed(ExchangeFailedException ex, Lease lease, String progress) {
		this.maybeSent |= ex.isMaybeSent();
		ExchangeContext context = context(ex.isWriting() ? Phase.WRITE : Phase.READ, lease.info().address());
		String message = describe(ex) + progress;
		return switch (ex.getReason()) {
			case TIMED_OUT -> new FramedTcpTimeoutException(message, context, ex);
			case MALFORMED_FRAME -> new FramedTcpMalformedReplyException(message, context, ex.getCause());
			case WRONG_REPLY, UNEXPECTED_BYTES -> new FramedTcpWrongReplyException(message, context, causeOf(ex));
			case INTERRUPTED -> new FramedTcpInterruptedException(message, context, ex);
			case POOL_CLOSED -> new FramedTcpClosedException(message, context, ex);
			default -> new FramedTcpConnectionLostException(message, context, ex);
		};
	}

	private static String describe(ExchangeFailedException ex) {
		return switch (ex.getReason()) {
			case TIMED_OUT ->
				(ex.isWriting() ? "The request could not be written" : "No complete reply arrived") + " in time";
			case MALFORMED_FRAME -> "The reply cannot be read: " + reasonOf(ex);
			case WRONG_REPLY -> "A frame arrived that is not the reply: " + reasonOf(ex);
			case UNEXPECTED_BYTES ->
				"The request was not written" + (ex.isMaybeSent() ? ", unlike earlier ones: " : ": ") + reasonOf(ex);
			case INTERRUPTED -> "Interrupted during the exchange";
			case POOL_CLOSED -> "The client was closed during the exchange";
			default -> "The connection was lost: " + ex.getMessage();
		};
	}

	private boolean mayBeRepeated(ExchangeFailedException ex) {
		return ex.isConnectionLost()
				&& (!ex.isMaybeSent() || (this.settings.idempotent() && ex.isMaybeClosedWhileIdle()));
	}

	private <T> T repeat(Use<T> use, Deadline respondBy, FramedTcpException failure) {
		Lease lease = acquireAgain(respondBy, failure);
		try {
			this.pool.exchangeRetried();
			return use.of(this, lease, respondBy);
		}
		catch (ExchangeFailedException ex) {
			FramedTcpException second = failed(ex, lease, use.progress());
			second.addSuppressed(failure);
			throw second;
		}
		finally {
			lease.close();
		}
	}

	private Lease acquireAgain(Deadline respondBy, FramedTcpException failure) {
		try {
			return acquire(true, respondBy);
		}
		catch (FramedTcpException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
	}

	private Lease acquire(boolean fresh, Deadline acquireBy) {
		EncodedFrame frame = frame();
		return acquired(() -> fresh ? this.pool.acquireFresh(frame, this.answered, acquireBy)
				: this.pool.acquire(frame, this.answered, acquireBy));
	}

	private <L extends Lease> L acquired(Acquisition<L> acquisition) {
		this.repeated = this.attempted;
		this.attempted = true;
		try {
			L lease = acquisition.acquire();
			this.lease = lease;
			return lease;
		}
		catch (PoolBusyException ex) {
			throw busy(describe(ex) + ". Raise framed-tcp.pool.max-total, or find out why the server is slow.", ex);
		}
		catch (ConnectFailedException ex) {
			throw new FramedTcpConnectException(describe(ex) + ". " + advice(ex), context(phase(ex)), ex);
		}
		catch (PoolClosedException ex) {
			throw new FramedTcpClosedException(describe(ex), context(Phase.ACQUIRE), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw interrupted("Interrupted while getting a connection", ex);
		}
		catch (IOException ex) {
			throw new FramedTcpConnectException("Cannot connect: " + ex.getMessage(), context(Phase.CONNECT), ex);
		}
	}

	private static String advice(ConnectFailedException ex) {
		if (ex.isCutShort()) {
			return "The call's own deadline left no more time.";
		}
		if (ex.isLocalFault()) {
			return "The server had no part in it.";
		}
		return switch (ex.getStep()) {
			case CONNECT -> "Check that the server runs and can be reached.";
			case HANDSHAKE -> "Check that the server speaks TLS, and the certificates of both sides.";
			case INITIALIZE -> "Check what the server expects of a new connection.";
		};
	}

	private static Phase phase(ConnectFailedException ex) {
		return switch (ex.getStep()) {
			case CONNECT -> Phase.CONNECT;
			case HANDSHAKE -> Phase.HANDSHAKE;
			case INITIALIZE -> Phase.INITIALIZE;
		};
	}

	private static String reasonOf(ExchangeFailedException ex) {
		return (ex.getCause() instanceof IOException cause) ? String.valueOf(cause.getMessage())
				: String.valueOf(ex.getCause());
	}

	/**
	 * Returns what the user's matcher has thrown, if it has; otherwise what says that the
	 * reply is wrong.
	 * @param ex the failure
	 * @return the cause to tell
	 */
	private static @Nullable Throwable causeOf(ExchangeFailedException ex) {
		Throwable cause = ex.getCause();
		return (cause != null && cause.getCause() != null) ? cause.getCause() : cause;
	}

	private static String describe(IOException ex) {
		return StringUtils.capitalize(String.valueOf(ex.getMessage()));
	}

	private ExchangeContext context(Phase phase) {
		String addresses = StringUtils.collectionToCommaDelimitedString(this.pool.connectionSettings().addresses());
		return context(phase, addresses);
	}

	private ExchangeContext context(Phase phase, String address) {
		return new ExchangeContext(this.pool.client(), address, phase, Duration.ofNanos(System.nanoTime() - this.start),
				this.maybeSent);
	}

	/**
	 * What a call does with a connection.
	 *
	 * @param <T> what that results in
	 */
	@FunctionalInterface
	interface Use<T> {

		T of(Call call, Lease lease, Deadline respondBy) throws ExchangeFailedException;

		/**
		 * Tells how far it had come when it failed.
		 * @return words to be appended to the failure's message
		 */
		default String progress() {
			return "";
		}

	}

	@FunctionalInterface
	private interface Acquisition<L extends Lease> {

		L acquire() throws IOException, InterruptedException;

	}

}
