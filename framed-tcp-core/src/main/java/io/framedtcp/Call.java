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
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.TimeBound;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.internal.pool.SessionLease;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;

/**
 * One call of a template: its start, its deadline, its frames, and the rules for
 * repeating it. Used for one operation, by one thread.
 */
class Call {

	/**
	 * Captures nothing, because the call holds its data. So no object is allocated for
	 * each call.
	 */
	private static final Use<byte[]> EXCHANGE = (call, lease, respondBy) -> {
		EncodedFrame frame = Objects.requireNonNull(call.frame);
		boolean prepared = call.template.prepared;
		return lease.exchange(prepared ? lease.prepare(frame, true, respondBy) : frame, respondBy);
	};

	private static final Use<Boolean> SEND = (call, lease, respondBy) -> {
		EncodedFrame frame = Objects.requireNonNull(call.frame);
		boolean prepared = call.template.prepared;
		lease.send(prepared ? lease.prepare(frame, false, respondBy) : frame, respondBy);
		return true;
	};

	private static final Use<List<byte[]>> EXCHANGE_ALL = (call, lease, respondBy) -> lease
		.exchangeAll(Objects.requireNonNull(call.batch), respondBy, call::respondBy);

	final FramedTcpTemplate template;

	private final @Nullable Retries retries;

	/** Never passes unless the call has its own time-out. */
	private final Deadline deadline;

	private final long start = System.nanoTime();

	/** Whether any attempt may have reached the server. */
	private boolean maybeSent;

	private boolean attempted;

	private boolean repeated;

	/** The first frame to send. */
	private @Nullable EncodedFrame frame;

	private boolean answered = true;

	private @Nullable Batch batch;

	private @Nullable Lease lease;

	/**
	 * Begins a call.
	 * @param template the template that makes the call
	 * @param timeout bounds the whole call; {@code null} for the response time-out
	 */
	Call(FramedTcpTemplate template, @Nullable Duration timeout) {
		this.template = template;
		this.retries = (template.retryPolicy != null) ? new Retries(template.retryPolicy, template.idempotent, this)
				: null;
		this.deadline = (timeout != null) ? Deadline.ofCall(timeout) : Deadline.never();
	}

	void send(byte[] payload) {
		this.frame = encode(payload);
		this.answered = false;
		if (this.retries != null) {
			this.retries.run(SEND);
		}
		else {
			attempt(SEND);
		}
	}

	byte[] sendAndReceive(byte[] payload) {
		this.frame = encodeRequest(payload);
		return (this.retries != null) ? this.retries.run(EXCHANGE) : attempt(EXCHANGE);
	}

	List<byte[]> sendAndReceiveAll(List<byte[]> payloads) {
		Assert.notNull(payloads, "'payloads' must not be null");
		List<EncodedFrame> requests = payloads.stream().map(this::encodeRequest).toList();
		if (requests.isEmpty()) {
			return List.of();
		}
		this.frame = requests.get(0);
		if (requests.size() == 1) {
			return List.of((this.retries != null) ? this.retries.run(EXCHANGE) : attempt(EXCHANGE));
		}
		Assert.isTrue(!this.template.framing.isEndedByClose(),
				"Several requests cannot share a connection that has one reply, ended by its close");
		requireFits(requests.size());
		this.batch = new Batch(requests, (isIdAssigned() || this.template.stamped) ? null : this.template.matcher,
				this.template.pool.connectionSettings().batchWindow());
		return (this.retries != null) ? this.retries.run(EXCHANGE_ALL) : attempt(EXCHANGE_ALL);
	}

	boolean isRequestNeeded() {
		return this.template.framing.needsRequest();
	}

	private void requireFits(int requests) {
		int maxUses = this.template.pool.settings().maxUses();
		Assert.isTrue(maxUses == 0 || requests <= maxUses || this.template.pool.sharedSettings() != null,
				() -> requests + " requests cannot share a connection of the client '" + this.template.pool.client()
						+ "', which serves no more than " + propertyPrefix() + "pool.max-uses=" + maxUses
						+ ". Send fewer at a time, or one after the other.");
	}

	private boolean isIdAssigned() {
		// With assigned ids, requests with the same id can be told apart.
		SharedSettings shared = this.template.pool.sharedSettings();
		return shared != null && shared.assignedIds() != null;
	}

	<T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType) {
		Assert.isTrue(replyType != null && replyType.getType() != null, "'replyType' must not be null");
		byte[] reply = sendAndReceive(this.template.conversion.toBytes(payload));
		return this.template.conversion.fromBytes(reply, replyType, this.template.framing);
	}

	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback) {
		Assert.notNull(callback, "'callback' must not be null");
		try (SessionLease acquired = (SessionLease) acquire(Wanted.SESSION, this.deadline)) {
			return new LeasedSession(this, acquired).run(callback);
		}
	}

	/**
	 * Creates a frame without a reply.
	 * @param payload the payload of the frame
	 * @return the frame
	 */
	EncodedFrame encode(byte[] payload) {
		Assert.notNull(payload, "'payload' must not be null");
		try {
			return EncodedFrame.of(payload, this.template.framing, this.template.maxFrameSize);
		}
		catch (IllegalArgumentException ex) {
			throw CallFailures.unsendable(ex, this);
		}
	}

	/**
	 * Creates the frame of a request.
	 * @param payload the payload of the frame
	 * @return the frame
	 */
	EncodedFrame encodeRequest(byte[] payload) {
		EncodedFrame frame = encode(payload);
		if (this.template.matcher != null && !this.template.stamped) {
			this.template.matcher.checkRequest(payload);
		}
		return frame;
	}

	/**
	 * Makes one attempt. If the connection is lost and a repetition is allowed, uses a
	 * newly opened connection once.
	 * @param use the use of the connection
	 * @param <T> the type of the result
	 * @return the result
	 */
	<T> T attempt(Use<T> use) {
		if (this.attempted) {
			this.template.pool.exchangeRetried();
		}
		Lease lease = acquire(Wanted.ANY, this.deadline);
		Deadline respondBy = respondBy();
		try {
			return use.of(this, lease, respondBy);
		}
		catch (ExchangeFailedException ex) {
			FramedTcpException failure = failed(ex, lease);
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
	 * Returns the deadline for the next frame.
	 * @return the deadline
	 */
	Deadline respondBy() {
		return (this.deadline != Deadline.never()) ? this.deadline : Deadline.after(this.template.responseTimeout);
	}

	/**
	 * Returns what bounds an exchange of this call.
	 * @return the time-out that was passed to it, or the client's response time-out
	 */
	String bound() {
		String ofCall = this.deadline.bound();
		return (ofCall != null) ? ofCall
				: TimeBound.ofProperty(propertyPrefix(), "response-timeout", this.template.responseTimeout);
	}

	/**
	 * Returns whether the deadline of the call, if it has one, leaves time for another
	 * attempt.
	 * @param nanos the pause before the attempt, in nanoseconds
	 * @return whether there is time
	 */
	boolean hasTimeFor(long nanos) {
		return this.deadline.remainingNanos() > nanos;
	}

	/**
	 * Returns the last acquired connection.
	 * @return the connection, or {@code null} if none was acquired
	 */
	@Nullable ConnectionInfo connection() {
		return (this.lease != null) ? this.lease.info() : null;
	}

	boolean isRepeated() {
		return this.repeated;
	}

	/**
	 * Creates the caller's exception for a failed exchange.
	 * @param ex the failure
	 * @param lease the lease of the connection
	 * @return the exception
	 */
	FramedTcpException failed(ExchangeFailedException ex, Lease lease) {
		this.maybeSent |= ex.isMaybeSent();
		String progress = (this.batch != null) ? " (" + this.batch.progress() + " replies had come)" : "";
		String hint = lease.hint(ex);
		return CallFailures.of(ex, (hint != null) ? progress + ". " + hint : progress,
				context(ex.isWriting() ? Phase.WRITE : Phase.READ, lease.info().address()), this);
	}

	/**
	 * Returns the common prefix of the client's properties.
	 * @return the prefix, with a dot at its end
	 */
	String propertyPrefix() {
		return this.template.pool.connectionSettings().propertyPrefix();
	}

	/**
	 * Returns the context of a failure without a connection.
	 * @param phase the phase of the failure
	 * @return the context for an exception
	 */
	ExchangeContext context(Phase phase) {
		return context(phase,
				StringUtils.collectionToCommaDelimitedString(this.template.pool.connectionSettings().addresses()));
	}

	private boolean mayBeRepeated(ExchangeFailedException ex) {
		return ex.isConnectionLost()
				&& (!ex.isMaybeSent() || (this.template.idempotent && ex.isMaybeClosedWhileIdle()));
	}

	private <T> T repeat(Use<T> use, Deadline respondBy, FramedTcpException failure) {
		Lease lease = acquireAgain(respondBy, failure);
		try {
			this.template.pool.exchangeRetried();
			return use.of(this, lease, respondBy);
		}
		catch (ExchangeFailedException ex) {
			FramedTcpException second = failed(ex, lease);
			second.addSuppressed(failure);
			throw second;
		}
		finally {
			lease.close();
		}
	}

	private Lease acquireAgain(Deadline respondBy, FramedTcpException failure) {
		try {
			return acquire(Wanted.FRESH, respondBy.named(bound()));
		}
		catch (FramedTcpException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
	}

	private Lease acquire(Wanted wanted, Deadline acquireBy) {
		this.repeated = this.attempted;
		this.attempted = true;
		try {
			Lease lease = switch (wanted) {
				case ANY -> this.template.pool.acquire(Objects.requireNonNull(this.frame), this.answered, acquireBy);
				case FRESH ->
					this.template.pool.acquireFresh(Objects.requireNonNull(this.frame), this.answered, acquireBy);
				case SESSION -> this.template.pool.acquireForSession(acquireBy);
			};
			if (this.batch != null && !lease.hasUsesFor(this.batch.requests().size())) {
				lease.retire(CloseReason.USED_UP);
				lease = this.template.pool.acquireFresh(Objects.requireNonNull(this.frame), this.answered, acquireBy);
			}
			this.lease = lease;
			return lease;
		}
		catch (IOException ex) {
			throw CallFailures.of(ex, this, acquireBy);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new FramedTcpInterruptedException("Interrupted while getting a connection", context(Phase.ACQUIRE),
					ex);
		}
	}

	private ExchangeContext context(Phase phase, String address) {
		return new ExchangeContext(this.template.pool.client(), address, phase,
				Duration.ofNanos(System.nanoTime() - this.start), this.maybeSent);
	}

	/**
	 * The use of a connection by a call.
	 *
	 * @param <T> the type of the result
	 */
	@FunctionalInterface
	interface Use<T> {

		T of(Call call, Lease lease, Deadline respondBy) throws ExchangeFailedException;

	}

	private enum Wanted {

		ANY, FRESH, SESSION

	}

}
