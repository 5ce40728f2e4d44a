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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.DrainAndTest.Finding;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.MalformedFrameException;

/**
 * One TCP connection that carries frames.
 * <p>
 * Used by one thread at a time, the one that has borrowed it.
 */
public final class FramedConnection {

	private static final int WRITE_BUFFER_SIZE = 8 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single write must not take a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_WRITE = 128 * 1024;

	/** A head, a body and a tail. */
	private static final int PARTS_AT_ONCE = 3;

	private final ConnectionInfo info;

	private final SocketChannel channel;

	private final Guard guard;

	private final Framing framing;

	private final FrameReader reader;

	private final ByteBuffer writeBuffer = ByteBuffer.allocate(WRITE_BUFFER_SIZE);

	/** How long it may live and to which generation it belongs: fixed at its creation. */
	private final Deadline expiry;

	private final int epoch;

	/** Changes with each frame. */
	private long idleSince = System.nanoTime();

	/** Changes with the first frame after each borrow. */
	private boolean maybeSent;

	/** True from the beginning of a frame until all of it has been written or read. */
	private boolean insideFrame;

	private volatile @Nullable RetireReason retireReason;

	FramedConnection(ConnectionInfo info, Link link, ConnectionSettings settings, Deadline expiry, int epoch) {
		this.info = info;
		this.channel = link.channel();
		this.guard = link.guard();
		this.framing = settings.framing();
		this.reader = new FrameReader(this.channel::read, settings.maxFrameSize());
		this.expiry = expiry;
		this.epoch = epoch;
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
		write(request);
		byte[] reply = read();
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
		write(frame);
		end();
	}

	/**
	 * Read a frame.
	 * @param deadline by when it must be there
	 * @return its payload
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
	 */
	public byte[] receive(Deadline deadline) throws ExchangeFailedException {
		begin(deadline, false);
		byte[] payload = read();
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
	 * Return for how long the connection has been idle.
	 * @return nanoseconds since it was opened or its last frame was written or read
	 */
	public long idleNanos() {
		return System.nanoTime() - this.idleSince;
	}

	/**
	 * Note that the connection is borrowed.
	 */
	void startLease() {
		this.maybeSent = false;
	}

	boolean isExpired() {
		return this.expiry.remainingNanos() <= 0;
	}

	int epoch() {
		return this.epoch;
	}

	/**
	 * Return whether an exchange ended in its midst, be it by an exception or, say, by an
	 * {@link OutOfMemoryError}.
	 * @return whether it is not known where on the stream the connection stands
	 */
	boolean isInsideFrame() {
		return this.insideFrame;
	}

	/**
	 * Return whether bytes came with the last reply that are not part of it.
	 * @return whether there are any
	 */
	boolean hasBytesLeft() {
		return this.reader.buffered() > 0;
	}

	Finding drainAndTest() {
		return DrainAndTest.test(this.channel, this.writeBuffer);
	}

	/**
	 * Close the connection, which ends whatever a thread is doing with it. Closing it
	 * twice does no harm.
	 */
	void close() {
		this.guard.close();
	}

	private void write(EncodedFrame frame) throws ExchangeFailedException {
		try {
			if (frame.size() <= WRITE_BUFFER_SIZE) {
				writeAtOnce(frame);
			}
			else {
				writeInParts(frame);
			}
		}
		catch (IOException ex) {
			// What a call that was cut short by a close has sent cannot be known.
			this.maybeSent |= ex instanceof AsynchronousCloseException;
			throw failure(ex, true);
		}
	}

	private void writeAtOnce(EncodedFrame frame) throws IOException {
		ByteBuffer buffer = this.writeBuffer.clear();
		frame.copyTo(buffer);
		buffer.flip();
		do {
			this.maybeSent |= this.channel.write(buffer) > 0;
		}
		while (buffer.hasRemaining());
	}

	private void writeInParts(EncodedFrame frame) throws IOException {
		ByteBuffer[] parts = frame.toBuffers(MAX_WRITE);
		int next = 0;
		while (next < parts.length) {
			int count = Math.min(PARTS_AT_ONCE, parts.length - next);
			this.maybeSent |= this.channel.write(parts, next, count) > 0;
			while (next < parts.length && !parts[next].hasRemaining()) {
				next++;
			}
		}
	}

	private byte[] read() throws ExchangeFailedException {
		try {
			return this.reader.readFrame(this.framing);
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
		if (deadline.remainingNanos() <= 0) {
			throw new ExchangeFailedException(RetireReason.TIMED_OUT, writing, this.maybeSent,
					new SocketTimeoutException("the deadline had passed before the frame was begun"));
		}
		this.insideFrame = true;
		this.guard.set(deadline);
	}

	/**
	 * What is complete is good, even if the watchdog was just about to close the channel.
	 */
	private void end() {
		this.insideFrame = false;
		this.idleSince = System.nanoTime();
		if (!this.guard.clear()) {
			retireBecause(RetireReason.TIMED_OUT);
		}
	}

	private ExchangeFailedException failure(Exception ex, boolean writing) {
		retireBecause(reasonOf(ex));
		RetireReason reason = this.retireReason;
		return new ExchangeFailedException((reason != null) ? reason : RetireReason.BROKEN, writing, this.maybeSent,
				ex);
	}

	private RetireReason reasonOf(Exception ex) {
		if (!this.guard.clear()) {
			return RetireReason.TIMED_OUT;
		}
		if (ex instanceof ClosedByInterruptException) {
			return RetireReason.INTERRUPTED;
		}
		if (ex instanceof EndOfStreamException) {
			return RetireReason.PEER_CLOSED;
		}
		if (ex instanceof MalformedFrameException || ex instanceof RuntimeException) {
			return RetireReason.MALFORMED_FRAME;
		}
		return (ex instanceof ClosedChannelException) ? RetireReason.POOL_CLOSED : RetireReason.BROKEN;
	}

	@Override
	public String toString() {
		return this.info.toString();
	}

}
