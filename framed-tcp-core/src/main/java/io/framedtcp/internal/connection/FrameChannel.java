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
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.ByteSource;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.internal.transport.WireLog;
import io.framedtcp.internal.transport.WouldBlockException;
import io.framedtcp.spi.CloseReason;

/**
 * Writes frames to a transport and reads them from it. It counts the bytes on the wire,
 * and knows nothing of exchanges.
 * <p>
 * Used by one thread at a time.
 */
public final class FrameChannel implements ByteSource {

	private static final int WRITE_BUFFER_SIZE = 8 * 1024;

	/** A head, a body and a tail. */
	private static final int PARTS_AT_ONCE = 3;

	private final Transport transport;

	private final Framing framing;

	private final FrameEncoder encoder;

	private final FrameReader reader;

	private final FrameLog log;

	/** Logs the frames once the connection has been initialized. */
	private @Nullable WireLog wireLog;

	/** Whether the reader keeps the beginning of each frame. */
	private boolean recording = true;

	/** For small frames, and for the bytes that a test finds. */
	private final ByteBuffer[] buffer = { ByteBuffer.allocate(WRITE_BUFFER_SIZE) };

	private final GatheredWrite gatheredWrite = new GatheredWrite(this, this.buffer);

	/** Since the connection was opened. Written by one thread at a time, read by any. */
	private final AtomicLong bytesSent = new AtomicLong();

	private final AtomicLong bytesReceived = new AtomicLong();

	private final IncompleteFrame incomplete;

	private @Nullable IOException writeFailure;

	private boolean failedWriteMaybeSent;

	/**
	 * Whether the peer has closed its side. In some framings this ends the last frame.
	 */
	private boolean ended;

	/** Whether a request has ended this side of the stream. */
	private boolean outputEnded;

	/**
	 * Creates a channel.
	 * @param transport carries the bytes
	 * @param framing delimits the frames
	 * @param maxFrameSize largest frame in bytes
	 * @param propertyPrefix prefix of the client's property names
	 */
	public FrameChannel(Transport transport, Framing framing, int maxFrameSize, String propertyPrefix) {
		this.transport = transport;
		this.framing = framing;
		this.encoder = new FrameEncoder(framing, maxFrameSize, propertyPrefix);
		this.reader = new FrameReader(this, maxFrameSize);
		this.log = new FrameLog(this.reader);
		this.incomplete = new IncompleteFrame(this.reader, transport);
		transport.readAheadAtMost(maxFrameSize);
	}

	void logTo(WireLog wireLog) {
		this.wireLog = wireLog;
		this.log.begin(wireLog);
	}

	FrameLog log() {
		return this.log;
	}

	/**
	 * Returns what is known of a frame whose rest has not come.
	 * @return the parts of an incomplete frame
	 */
	public IncompleteFrame incomplete() {
		return this.incomplete;
	}

	/**
	 * Returns whether the peer has sent any byte since an earlier count. Bytes read ahead
	 * are included.
	 * @param bytesReceived an earlier result of {@link #bytesReceived()}
	 * @return whether any has come
	 */
	boolean isReceivedSince(long bytesReceived) {
		return bytesReceived() != bytesReceived || this.transport.hasBytesAhead();
	}

	/**
	 * Returns whether bytes beyond the last frame have been read. They came with it, or
	 * while a write waited for room.
	 * @return whether there are any
	 */
	boolean hasBytesLeft() {
		return this.reader.buffered() > 0 || this.transport.hasBytesAhead();
	}

	int bytesLeft() {
		return this.reader.buffered();
	}

	boolean isEnded() {
		return this.ended;
	}

	boolean isUsable() {
		return !this.ended && this.writeFailure == null;
	}

	/**
	 * Returns the encoder of this client's frames.
	 * @return the encoder
	 */
	public FrameEncoder encoder() {
		return this.encoder;
	}

	@Override
	public String propertyPrefix() {
		return this.encoder.propertyPrefix();
	}

	/**
	 * Returns why a write has failed. After a failure nothing can be written. Reads
	 * return the bytes that had come before, and never wait.
	 * @return the failure, or {@code null} if all writes have succeeded
	 */
	@Nullable IOException writeFailure() {
		return this.writeFailure;
	}

	/**
	 * Returns whether any byte of a failed write may have reached the peer. Then its
	 * reply may have come.
	 * @return {@code false} if no write has failed, or certainly no byte was sent
	 */
	public boolean isFailedWriteMaybeSent() {
		return this.failedWriteMaybeSent;
	}

	/**
	 * Writes frames in as few system calls as possible. While there is no room for them,
	 * arriving bytes are read ahead, up to the maximum frame size.
	 * @param frames the frames, in order
	 * @throws IOException if that fails
	 */
	public void write(EncodedFrame... frames) throws IOException {
		long sentBefore = this.bytesSent.get();
		try {
			if (this.outputEnded) {
				throw new IOException("the request before it has ended this side of the connection");
			}
			if (frames.length == 1 && frames[0].size() <= WRITE_BUFFER_SIZE) {
				frames[0].copyTo(this.buffer[0].clear());
				this.buffer[0].flip();
				writeParts(this.buffer);
				this.buffer[0].clear();
			}
			else {
				this.gatheredWrite.write(frames);
			}
		}
		catch (IOException ex) {
			// A call that was ended by a close does not say how much it has sent.
			this.failedWriteMaybeSent = this.bytesSent.get() != sentBefore || ex instanceof AsynchronousCloseException
					|| this.transport.isFailedWriteMaybeSent();
			this.writeFailure = ex;
			try {
				this.transport.configureBlocking(false);
			}
			catch (IOException closed) {
				// The channel is closed.
			}
			throw ex;
		}
		if (this.wireLog != null && this.wireLog.isEnabled()) {
			this.log.sent(frames);
		}
	}

	/**
	 * Returns whether a reply can only be read if its request is known.
	 * @return whether no frame of another reply may come meanwhile
	 */
	boolean isReplyReadAlone() {
		return this.framing.isReplyOfSeveralFrames() || this.framing.needsRequest();
	}

	boolean isHalfClosing() {
		return this.framing.isRequestEndedByHalfClose();
	}

	/**
	 * Ends this side of the stream. No more frames can be written then.
	 * @throws IOException if that fails
	 */
	void endOutput() throws IOException {
		this.outputEnded = true;
		this.transport.endOutput();
	}

	void writeParts(ByteBuffer[] parts) throws IOException {
		int next = 0;
		while (next < parts.length) {
			if (parts[next].hasRemaining()) {
				int count = Math.min(PARTS_AT_ONCE, parts.length - next);
				long written = this.transport.write(parts, next, count);
				this.bytesSent.lazySet(this.bytesSent.getPlain() + written);
			}
			else {
				next++;
			}
		}
	}

	public byte[] read() throws IOException {
		return read((byte[]) null);
	}

	/**
	 * Reads a frame.
	 * @param request the payload of the request that it probably answers, or {@code null}
	 * if that is unknown
	 * @return its payload
	 * @throws IOException if that fails
	 */
	public byte[] read(byte @Nullable [] request) throws IOException {
		return received(this.reader.readFrame(this.framing, request));
	}

	public byte[] read(Framing framing) throws IOException {
		return received(this.reader.readFrame(framing));
	}

	/**
	 * Reads bytes for the frames.
	 * @param target where the bytes go
	 * @return how many there are, or -1 if the peer has closed its side
	 * @throws WouldBlockException if none is pending, and reads do not wait
	 * @throws IOException if that fails
	 */
	@Override
	public int read(ByteBuffer target) throws IOException {
		int count = this.transport.read(target);
		if (count > 0) {
			this.bytesReceived.lazySet(this.bytesReceived.getPlain() + count);
		}
		else if (count < 0) {
			this.ended = true;
		}
		else if (!this.transport.isBlocking()) {
			throw WouldBlockException.INSTANCE;
		}
		return count;
	}

	/**
	 * Tests, without waiting, whether bytes are pending or came with the last frame. Such
	 * bytes are lost. If there is a reason to close the connection, the transport stays
	 * in non-blocking mode, since nobody may use it again.
	 * @return the reason to close the connection, or {@code null} if it is silent and
	 * open
	 */
	public @Nullable CloseReason test() {
		CloseReason finding = unlessPartPending(readPending(this.buffer[0].clear()));
		if (this.reader.buffered() > 0) {
			this.log.left();
			return CloseReason.UNEXPECTED_BYTES;
		}
		return finding;
	}

	private @Nullable CloseReason readPending(ByteBuffer target) {
		try {
			// Non-blocking for this read alone: exchanges are faster in blocking mode.
			this.transport.configureBlocking(false);
			int read = this.transport.read(target);
			if (read == 0) {
				this.transport.configureBlocking(true);
				return null;
			}
			if (read < 0) {
				return CloseReason.PEER_CLOSED;
			}
			this.log.unexpected(target);
			return CloseReason.UNEXPECTED_BYTES;
		}
		catch (IOException ex) {
			return CloseReason.BROKEN;
		}
	}

	// The bytes that the last test or drain has found.
	UnclaimedBytes unclaimed() {
		return new UnclaimedBytes(this.reader, this.buffer[0]);
	}

	long bytesSent() {
		return this.bytesSent.get();
	}

	long bytesReceived() {
		return this.bytesReceived.get();
	}

	/**
	 * Counts bytes that were sent or received without this object.
	 * @param sent how many were sent
	 * @param received how many were received; -1 if the stream has ended
	 */
	void passed(int sent, int received) {
		this.bytesSent.lazySet(this.bytesSent.getPlain() + sent);
		this.bytesReceived.lazySet(this.bytesReceived.getPlain() + Math.max(0, received));
		this.ended |= received < 0;
	}

	Transport transport() {
		return this.transport;
	}

	/**
	 * Counts a part that has come as unexpected bytes. A new connection is exempt: there
	 * TLS sends records of its own after its handshake.
	 * @param finding the finding so far
	 * @return the final finding
	 */
	@Nullable CloseReason unlessPartPending(@Nullable CloseReason finding) {
		boolean unexpected = finding == null && this.transport.isPartPending() && bytesReceived() > 0;
		return unexpected ? CloseReason.UNEXPECTED_BYTES : finding;
	}

	byte[] readUnasked() throws IOException {
		return logged(this.reader.readFrame(this.framing));
	}

	private byte[] received(byte[] frame) throws EOFException {
		if (this.ended && this.transport.isTruncated()) {
			throw new EOFException("the connection was cut off, so that the end of the frame may be missing");
		}
		return logged(frame);
	}

	private byte[] logged(byte[] frame) {
		if (this.wireLog != null) {
			boolean enabled = this.wireLog.isEnabled();
			if (enabled || this.recording) {
				this.log.received(frame, enabled);
				this.recording = enabled;
			}
		}
		return frame;
	}

}
