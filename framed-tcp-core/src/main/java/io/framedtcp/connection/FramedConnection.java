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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.DrainAndTest.Finding;
import io.framedtcp.framing.EncodedFrame;

/**
 * One TCP connection that carries frames.
 * <p>
 * Used by one thread at a time, the one that has borrowed it.
 */
public final class FramedConnection {

	private static final ReplyCheck ANY = (frame) -> true;

	/** Waiting for replies is not worth being prepared for, behind so long a pause. */
	private static final long REST_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final ConnectionInfo info;

	private final Link link;

	private final FrameChannel channel;

	private final WireLog wireLog;

	private final Matching matching;

	private final UnexpectedBytes unexpectedBytes;

	private final UnsolicitedFrames unsolicitedFrames;

	private final Lifespan lifespan;

	private final ConnectionUsage usage;

	/** True from the beginning of a frame until all of it has been written or read. */
	private boolean insideFrame;

	private volatile @Nullable RetireReason retireReason;

	/** Whether it is lent, or tested. */
	private final AtomicBoolean leased = new AtomicBoolean();

	FramedConnection(ConnectionInfo info, Link link, ConnectionSettings settings, ConnectionListener listener,
			Lifespan lifespan, long openedAt) {
		this.info = info;
		this.link = link;
		this.channel = link.frames();
		this.wireLog = new WireLog(info, settings.payloadRedactor());
		this.channel.logTo(this.wireLog);
		this.matching = new Matching(settings.matcher());
		this.unexpectedBytes = settings.unexpectedBytes();
		this.unsolicitedFrames = new UnsolicitedFrames(info, settings.unsolicitedFrameHandler(), listener);
		this.lifespan = lifespan;
		this.usage = new ConnectionUsage(openedAt);
	}

	/**
	 * Return what identifies this connection.
	 * @return its client, number and addresses
	 */
	public ConnectionInfo info() {
		return this.info;
	}

	/**
	 * Send a request and read its reply.
	 * @param request the request
	 * @param deadline by when the reply must be there
	 * @return the payload of the reply
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public byte[] exchange(EncodedFrame request, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, true);
		this.usage.requestsBegun(1);
		write(request);
		byte[] reply = readUntil(
				this.matching.isAny() ? ANY : (frame) -> this.matching.isReply(request.payload(), frame));
		end();
		return reply;
	}

	/**
	 * Send a frame.
	 * @param frame the frame
	 * @param deadline by when it must be handed to the kernel
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public void send(EncodedFrame frame, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, true);
		this.usage.requestsBegun(1);
		write(frame);
		end();
	}

	/**
	 * Read the reply to one of several requests.
	 * @param requests those that have no reply yet; the one that is answered is removed
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public byte[] receive(PendingRequests requests, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, false);
		byte[] payload = readUntil((frame) -> this.matching.isReply(requests, frame));
		end();
		return payload;
	}

	/**
	 * Mark this connection as one that must not be used again. The first reason counts.
	 * @param reason why
	 */
	public void retireBecause(RetireReason reason) {
		if (this.retireReason == null) {
			this.retireReason = reason;
			this.wireLog.retired(reason);
		}
	}

	/**
	 * Return why this connection must not be used again.
	 * @return the reason, or {@code null} if it may be used
	 */
	public @Nullable RetireReason retireReason() {
		return this.retireReason;
	}

	/**
	 * Return for how long nobody has used the connection.
	 * @return nanoseconds since it was opened, or since the last frame of its last lease
	 */
	public long idleNanos() {
		return this.usage.idleNanos();
	}

	/**
	 * Return for how long nothing was exchanged.
	 * @return nanoseconds since it was opened or its last frame was written or read, be
	 * it a ping; frames that were drained do not count
	 */
	public long silentNanos() {
		return this.usage.silentNanos();
	}

	/**
	 * Return whether the connection was opened lately.
	 * @param nanoTime a reading of {@link System#nanoTime()}
	 * @return whether opening it was begun then or later
	 */
	public boolean isOpenedSince(long nanoTime) {
		return this.usage.isOpenedSince(nanoTime);
	}

	void sendAll(List<EncodedFrame> requests, Deadline deadline) throws ExchangeFailedException {
		this.usage.requestsBegun(requests.size());
		writeAll(requests, deadline);
	}

	/**
	 * Note that the connection is borrowed.
	 */
	void startLease() {
		this.leased.lazySet(true);
		this.channel.startLease();
	}

	/**
	 * Note that the connection is about to be idle.
	 */
	void endLease() {
		this.leased.lazySet(false);
		// Not used if the last frame was a ping's.
		this.usage.leaseEnded(this.channel.isMaybeWritten() || this.channel.isRead());
	}

	/**
	 * Note that the connection stays idle.
	 */
	void restIfUnused() {
		if (idleNanos() >= REST_AFTER_NANOS) {
			try {
				this.channel.rest();
			}
			catch (IOException ex) {
				retireBecause(RetireReason.BROKEN);
			}
		}
	}

	/**
	 * Return whether somebody has borrowed the connection, or tests it.
	 * @return whether it is not idle
	 */
	boolean isLeased() {
		return this.leased.get();
	}

	Lifespan lifespan() {
		return this.lifespan;
	}

	/**
	 * Return whether the connection has been idle.
	 * @return {@code false} until its first lease, which it may have been opened for, has
	 * ended
	 */
	boolean isReused() {
		return this.usage.isReused();
	}

	/**
	 * Return whether an exchange ended in its midst, be it by an exception or, say, by an
	 * {@link OutOfMemoryError}.
	 * @return whether it is not known where on the stream the connection stands
	 */
	boolean isInsideFrame() {
		return this.insideFrame;
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

	/**
	 * Return whether the peer has ended the connection without having said anything, as a
	 * proxy does whose server is down.
	 * @return whether it was of no use from its beginning
	 */
	boolean isStillborn() {
		return !this.channel.isEverRead()
				&& (this.retireReason == RetireReason.PEER_CLOSED || this.retireReason == RetireReason.BROKEN);
	}

	/**
	 * Look, without waiting, whether anything has come behind the last frame that was
	 * read. If the connection has ended instead, that frame is good all the same.
	 * @return whether there are bytes that belong to no frame read so far
	 */
	boolean isFollowed() {
		if (this.channel.hasBytesLeft()) {
			return true;
		}
		if (this.retireReason != null) {
			return false;
		}
		Finding finding = this.channel.test();
		switch (finding) {
			case PEER_CLOSED -> retireBecause(RetireReason.PEER_CLOSED);
			case BROKEN ->
				retireBecause(Thread.currentThread().isInterrupted() ? RetireReason.INTERRUPTED : RetireReason.BROKEN);
			default -> {
			}
		}
		return finding == Finding.UNEXPECTED_BYTES;
	}

	/**
	 * Test the connection between two exchanges, and drain what may be drained.
	 * @param deadline says by when answers to what is drained must be written; asked for
	 * it only if there is one
	 * @return whether it is silent and open; otherwise it is of no use
	 */
	public boolean drainAndTest(Supplier<Deadline> deadline) {
		switch (this.unexpectedBytes.isDrained() ? drain(deadline) : this.channel.test()) {
			case SILENT -> {
				return true;
			}
			case UNEXPECTED_BYTES -> retireBecause(RetireReason.UNEXPECTED_BYTES);
			case PEER_CLOSED -> retireBecause(RetireReason.PEER_CLOSED);
			case BROKEN -> retireBecause(RetireReason.BROKEN);
		}
		return false;
	}

	/**
	 * Close the connection, which ends whatever a thread is doing with it. Closing it
	 * twice does no harm.
	 */
	void close() {
		if (!this.insideFrame && !this.link.guard().isExpired()) {
			this.channel.sayGoodbye();
		}
		this.link.guard().close();
	}

	private Finding drain(Supplier<Deadline> deadline) {
		List<byte[]> frames = new ArrayList<>();
		Finding finding = this.channel.drain(this.unexpectedBytes, frames);
		List<EncodedFrame> answers = this.unsolicitedFrames.handleAll(frames, this.channel);
		if (finding == Finding.SILENT && !answers.isEmpty()) {
			finding = answer(answers, deadline.get());
		}
		// What has passed until here belongs to no request.
		this.channel.startLease();
		return finding;
	}

	private Finding answer(List<EncodedFrame> answers, Deadline deadline) {
		try {
			writeAll(answers, deadline);
			return Finding.SILENT;
		}
		catch (ExchangeFailedException ex) {
			return Finding.BROKEN;
		}
	}

	private void writeAll(List<EncodedFrame> frames, Deadline deadline) throws ExchangeFailedException {
		begin(deadline, true);
		try {
			this.channel.writeAll(frames);
		}
		catch (IOException ex) {
			throw failure(ex, true);
		}
		end();
	}

	private void write(EncodedFrame frame) throws ExchangeFailedException {
		try {
			this.channel.write(frame);
		}
		catch (IOException ex) {
			throw failure(ex, true);
		}
	}

	private byte[] readUntil(ReplyCheck reply) throws ExchangeFailedException {
		try {
			byte[] frame = this.channel.read();
			while (!reply.test(frame)) {
				EncodedFrame answer = this.unsolicitedFrames.handle(frame, this.channel);
				if (answer != null) {
					this.channel.write(answer);
				}
				frame = this.channel.read();
			}
			return frame;
		}
		catch (IOException | RuntimeException ex) {
			throw failure(ex, false);
		}
	}

	private void begin(Deadline deadline, boolean writing) throws ExchangeFailedException {
		if (this.insideFrame) {
			throw new IllegalStateException(
					"An exchange on " + this + " has failed: where its next frame begins is unknown");
		}
		if (this.channel.isEnded()) {
			throw failure(RetireReason.PEER_CLOSED, writing,
					new EOFException("the peer closed the connection behind its last frame"));
		}
		if (deadline.remainingNanos() <= 0) {
			throw failure(RetireReason.TIMED_OUT, writing,
					new SocketTimeoutException("the deadline had passed before the frame was begun"));
		}
		this.insideFrame = true;
		this.link.guard().set(deadline);
	}

	/**
	 * What is complete is good, even if the watchdog was just about to close the channel,
	 * or the frame ended with the stream. Such a connection is of no further use, though.
	 */
	private void end() {
		this.insideFrame = false;
		this.usage.frameEnded();
		if (!this.link.guard().clear()) {
			retireBecause(RetireReason.TIMED_OUT);
		}
		if (this.channel.isEnded()) {
			retireBecause(RetireReason.PEER_CLOSED);
		}
	}

	ExchangeFailedException failure(Exception ex, boolean writing) {
		// Told before it is logged, as a log may take until the deadline has passed.
		RetireReason failure = FailureReason.of(ex, this.link);
		this.wireLog.failed(writing, ex);
		retireBecause(failure);
		RetireReason reason = this.retireReason;
		return failure((reason != null) ? reason : RetireReason.BROKEN, writing, ex);
	}

	private ExchangeFailedException failure(RetireReason reason, boolean writing, Exception ex) {
		return new ExchangeFailedException(reason, writing, this.channel.isMaybeWritten(),
				this.usage.isReused() && !this.channel.isRead(), ex);
	}

	@Override
	public String toString() {
		return this.info.toString();
	}

	/**
	 * Tells the reply from other frames.
	 */
	@FunctionalInterface
	private interface ReplyCheck {

		boolean test(byte[] frame) throws WrongReplyException;

	}

}
