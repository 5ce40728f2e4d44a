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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.Matching.ReplyCheck;
import io.framedtcp.framing.EncodedFrame;

/**
 * One TCP connection that carries frames.
 * <p>
 * Used by one thread at a time, the one that has borrowed it.
 */
public final class FramedConnection {

	/** Waiting for replies is not worth being prepared for, behind so long a pause. */
	private static final long REST_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final ConnectionInfo info;

	private final Link link;

	private final FrameChannel channel;

	private final Matching matching;

	private final RetireMark retireMark;

	private final GuardedFrames frames;

	private final SilenceCheck silenceCheck;

	private final Lifespan lifespan;

	private final ConnectionUsage usage;

	private final UnansweredRequests unanswered = new UnansweredRequests();

	private final ServerSilence serverSilence;

	private final ConnectionHolder holder = new ConnectionHolder();

	FramedConnection(ConnectionInfo info, Link link, ConnectionSettings settings, ConnectionListener listener,
			Lifespan lifespan, long openedAt) {
		this.info = info;
		this.link = link;
		this.channel = link.frames();
		WireLog wireLog = new WireLog(info, settings.payloadRedactor());
		this.channel.logTo(wireLog);
		this.matching = new Matching(settings.matcher());
		this.retireMark = new RetireMark(wireLog);
		this.lifespan = lifespan;
		this.usage = new ConnectionUsage(openedAt);
		this.serverSilence = new ServerSilence(this.channel, this.usage);
		UnsolicitedFrames unsolicitedFrames = new UnsolicitedFrames(info, settings.unsolicitedFrameHandler(), listener);
		this.frames = new GuardedFrames(info, link, unsolicitedFrames, this.usage, this.retireMark);
		this.silenceCheck = new SilenceCheck(this.channel, settings.unexpectedBytes(), unsolicitedFrames, this.frames,
				this.retireMark);
	}

	/**
	 * Returns what identifies this connection.
	 * @return its client, number and addresses
	 */
	public ConnectionInfo info() {
		return this.info;
	}

	/**
	 * Lets the test at the borrow be good for the first request, which is about to be
	 * written. Otherwise the connection is tested again before that, since something may
	 * have come meanwhile.
	 */
	public void useAtOnce() {
		this.unanswered.useAtOnce();
	}

	/**
	 * Send a request and read its reply. While no other request is unanswered, nothing
	 * may have come before: it would be taken for the reply.
	 * @param request the request
	 * @param deadline by when the reply must be there
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		ReplyCheck check = this.matching.replyTo(request.payload());
		requireSilence(true, deadline);
		this.frames.begin(deadline, true);
		requestsBegun(1);
		byte[] reply = this.frames.exchange(request, check);
		this.unanswered.answered();
		this.frames.end();
		return reply;
	}

	/**
	 * Send a frame. While no request is unanswered, nothing may have come before: it
	 * would be taken for the reply.
	 * @param frame the frame
	 * @param deadline by when it must be handed to the kernel
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		requireSilence(true, deadline);
		this.frames.begin(deadline, true);
		requestsBegun(1);
		this.frames.write(frame);
		this.frames.end();
	}

	/**
	 * Reads the reply to one of several requests.
	 * @param requests those that have no reply yet; the one that is answered is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return receive(this.matching.replyTo(requests), deadline);
	}

	/**
	 * Reads the reply to the request that was added last, though others may be
	 * unanswered.
	 * @param requests those that have no reply yet; the last is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails, or the reply to another comes; the
	 * connection is of no use then
	 */
	public byte[] receiveLast(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		return receive(this.matching.replyToLast(requests), deadline);
	}

	private byte[] receive(ReplyCheck reply, Deadline deadline) throws ExchangeFailedException {
		this.frames.begin(deadline, false);
		this.unanswered.used();
		byte[] payload = this.frames.readReply(reply);
		this.unanswered.answered();
		this.frames.end();
		return payload;
	}

	/**
	 * Reads the reply to the request that was added last, which came before all of it
	 * could be written. A server may refuse a request by its header.
	 * @param requests those that have no reply yet; the last is removed
	 * @param failure what {@link #send(EncodedFrame, Deadline)} has failed with
	 * @return the payload of the reply; the connection is of no further use
	 * @throws ExchangeFailedException that failure if no reply has come
	 */
	public byte[] receiveLastEarly(PendingRequests requests, ExchangeFailedException failure)
			throws ExchangeFailedException {
		return receiveEarly(this.matching.replyToLast(requests), false, failure);
	}

	/**
	 * Reads the reply to one of several requests, which came before the last of them
	 * could be written.
	 * @param requests those that have no reply yet; the one that is answered is removed
	 * @param outstanding whether one of them was written as a whole before the write that
	 * failed
	 * @param failure what the write has failed with
	 * @return the payload of the reply; the connection is of no further use
	 * @throws ExchangeFailedException that failure if no reply has come
	 */
	byte[] receiveEarly(PendingRequests requests, boolean outstanding, ExchangeFailedException failure)
			throws ExchangeFailedException {
		return receiveEarly(this.matching.replyTo(requests), outstanding, failure);
	}

	private byte[] receiveEarly(ReplyCheck check, boolean outstanding, ExchangeFailedException failure)
			throws ExchangeFailedException {
		if (!outstanding && !this.channel.isMaybeAnsweredEarly()) {
			throw failure;
		}
		byte[] reply = this.frames.readEarlyReply(check, failure);
		this.frames.end();
		return reply;
	}

	/**
	 * Mark this connection as one that must not be used again. The first reason counts.
	 * @param reason why
	 */
	public void retireBecause(RetireReason reason) {
		this.retireMark.set(reason);
	}

	/**
	 * Returns why this connection must not be used again.
	 * @return the reason, or {@code null} if it may be used
	 */
	public @Nullable RetireReason retireReason() {
		return this.retireMark.reason();
	}

	/**
	 * Returns for how long nobody has used the connection.
	 * @return nanoseconds since it was opened, or since the last frame of its last lease
	 */
	public long idleNanos() {
		return this.usage.idleNanos();
	}

	/**
	 * Returns for how long nothing was exchanged.
	 * @return nanoseconds since it was opened or its last frame was written or read, be
	 * it a ping; frames that were drained do not count
	 */
	public long silentNanos() {
		return this.usage.silentNanos();
	}

	/**
	 * Returns whether the connection was opened lately.
	 * @param nanoTime a reading of {@link System#nanoTime()}
	 * @return whether opening it was begun then or later
	 */
	public boolean isOpenedSince(long nanoTime) {
		return this.usage.isOpenedSince(nanoTime);
	}

	/**
	 * Send several requests. While no other is unanswered, nothing may have come before.
	 * @param requests the requests, in order
	 * @param drained whether whole frames that have come may be drained, if the client
	 * drains any
	 * @param deadline by when the requests must be handed to the kernel
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	void sendAll(List<EncodedFrame> requests, boolean drained, Deadline deadline) throws ExchangeFailedException {
		requireSilence(drained, deadline);
		requestsBegun(requests.size());
		this.frames.writeAll(requests, deadline);
	}

	private void requireSilence(boolean drained, Deadline deadline) throws ExchangeFailedException {
		if (this.unanswered.isTestDue() && this.frames.mayBegin(deadline)) {
			this.silenceCheck.requireSilence(drained, deadline);
		}
	}

	private void requestsBegun(int count) {
		this.unanswered.written(count);
		this.usage.requestsBegun(count);
		this.serverSilence.requestBegun();
	}

	/**
	 * Notes that the connection is borrowed.
	 */
	void startLease() {
		this.holder.take();
		this.unanswered.begin(false);
		this.channel.startLease();
	}

	/**
	 * Notes that the connection is about to be idle.
	 */
	void endLease() {
		// Not used if the last frame was a ping's.
		this.usage.leaseEnded(this.channel.isMaybeWritten() || this.channel.isRead());
		this.holder.leave();
	}

	/**
	 * Notes that the connection stays idle.
	 */
	void restIfUnused() {
		if (idleNanos() >= REST_AFTER_NANOS) {
			try {
				this.channel.releaseSelector();
			}
			catch (IOException ex) {
				retireBecause(RetireReason.BROKEN);
			}
		}
	}

	/**
	 * Returns who has the connection.
	 * @return its holder
	 */
	public ConnectionHolder holder() {
		return this.holder;
	}

	/**
	 * Closes the connection under a thread that uses it and does not come back.
	 */
	public void abandon() {
		retireBecause(RetireReason.TIMED_OUT);
		this.link.guard().close();
	}

	Lifespan lifespan() {
		return this.lifespan;
	}

	/**
	 * Returns whether the connection has been idle.
	 * @return {@code false} until its first lease, which it may have been opened for, has
	 * ended
	 */
	boolean isReused() {
		return this.usage.isReused();
	}

	/**
	 * Returns whether an exchange ended in its midst, be it by an exception or, say, by
	 * an {@link OutOfMemoryError}.
	 * @return whether it is not known where on the stream the connection stands
	 */
	boolean isInsideFrame() {
		return this.frames.isInside();
	}

	Link link() {
		return this.link;
	}

	Traffic traffic() {
		return new Traffic(this.usage.exchanges(), this.channel.bytesSent(), this.channel.bytesReceived());
	}

	ConnectionStatus status(ConnectionState state) {
		return new ConnectionStatus(this.info, state, Duration.ofNanos(this.usage.ageNanos()),
				Duration.ofNanos(this.usage.silentNanos()), traffic(), this.channel.tls());
	}

	boolean isEndedByPeer() {
		return ServerSilence.isEndedByPeer(retireReason());
	}

	boolean isStillborn() {
		return this.serverSilence.isStillborn(retireReason());
	}

	boolean isRequestUnanswered() {
		return this.serverSilence.isRequestUnanswered(retireReason());
	}

	/**
	 * Returns whether any byte has come from the peer since the lease began.
	 * @return whether the server is there
	 */
	boolean isAnswered() {
		return this.channel.isRead();
	}

	/**
	 * Looks, without waiting, whether anything has come behind the last frame that was
	 * read. If the connection has ended instead, that frame is good all the same.
	 * @param deadline by when user code must have seen them
	 * @return whether there are bytes that belong to no frame read so far
	 */
	boolean isFollowed(Deadline deadline) {
		return this.silenceCheck.isFollowed(deadline);
	}

	/**
	 * Makes what an exchange ends with that failed.
	 * @param ex why it did
	 * @param writing whether it was writing
	 * @return what to throw
	 */
	ExchangeFailedException failure(Exception ex, boolean writing) {
		return this.frames.failure(ex, writing);
	}

	/**
	 * Tests the connection between two exchanges, and drains what may be drained.
	 * @param deadline says by when answers to what is drained must be written; asked for
	 * it only if there is one
	 * @return whether it is silent and open; otherwise it is of no use
	 */
	public boolean drainAndTest(Supplier<Deadline> deadline) {
		boolean silent = this.silenceCheck.drainAndTest(deadline);
		this.unanswered.begin(silent);
		return silent;
	}

	/**
	 * Closes the connection, which ends whatever a thread is doing with it. Closing it
	 * twice does no harm.
	 */
	void close() {
		try {
			if (!isInsideFrame() && !this.link.guard().isOver()) {
				this.channel.sayGoodbye();
			}
		}
		finally {
			this.link.guard().close();
		}
	}

	@Override
	public String toString() {
		return this.info.toString();
	}

}
