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
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.ByteSource;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.connection.LivenessCheck.Finding;
import io.framedtcp.internal.transport.Transport;
import io.framedtcp.internal.transport.WireLog;
import io.framedtcp.internal.transport.WouldBlockException;
import io.framedtcp.pool.TlsStatus;

/**
 * Writes frames to a transport and reads them from it. It knows what has passed over the
 * wire, and nothing of exchanges.
 * <p>
 * Used by one thread at a time.
 */
public final class FrameChannel implements ByteSource {

	private static final int WRITE_BUFFER_SIZE = 8 * 1024;

	private final Transport transport;

	private final Framing framing;

	private final int maxFrameSize;

	private final FrameReader reader;

	private final ByteBuffer writeBuffer = ByteBuffer.allocate(WRITE_BUFFER_SIZE);

	private final FrameOutput output;

	/** Written by one thread at a time, read by any. */
	private final AtomicLong bytesReceived = new AtomicLong();

	private @Nullable WireLog wireLog;

	private @Nullable IOException writeFailure;

	/** Whether the write that failed may have sent bytes that are not counted. */
	private boolean failedWriteMaybeSent;

	private boolean ended;

	public FrameChannel(Transport transport, Framing framing, int maxFrameSize) {
		this.transport = transport;
		this.framing = framing;
		this.maxFrameSize = maxFrameSize;
		this.reader = new FrameReader(this, maxFrameSize);
		this.output = new FrameOutput(transport, this.writeBuffer);
		transport.readAheadAtMost(maxFrameSize);
	}

	/**
	 * Logs the frames from now on.
	 * @param wireLog where they are logged
	 */
	void logTo(WireLog wireLog) {
		this.wireLog = wireLog;
	}

	/**
	 * Returns whether any byte has come from the peer since, be it one that was read
	 * ahead.
	 * @param bytesReceived what {@link #bytesReceived()} has returned then
	 * @return whether one has
	 */
	boolean isReceivedSince(long bytesReceived) {
		return bytesReceived() != bytesReceived || this.transport.hasBytesAhead();
	}

	/**
	 * Returns whether any byte of the last write may have reached the peer.
	 * @return {@code false} only if it is certain that none has
	 */
	public boolean isLastWriteMaybeSent() {
		return this.output.isPartlyWritten() || this.failedWriteMaybeSent;
	}

	/**
	 * Returns whether bytes have been read that are not part of the last frame: they came
	 * with it, or while a write was waiting for room.
	 * @return whether there are any
	 */
	boolean hasBytesLeft() {
		return this.reader.buffered() > 0 || this.transport.hasBytesAhead();
	}

	/**
	 * Returns how many bytes came with the last frame that are not part of it.
	 * @return the number of bytes
	 */
	int bytesLeft() {
		return this.reader.buffered();
	}

	/**
	 * Returns whether the peer has closed its side, behind the last frame or as its end.
	 * @return whether nothing more will come
	 */
	boolean isEnded() {
		return this.ended;
	}

	/**
	 * Returns whether frames can still be written and read.
	 * @return {@code false} if the stream has ended, or a write has failed
	 */
	boolean isUsable() {
		return !this.ended && this.writeFailure == null;
	}

	public EncodedFrame encode(byte[] payload) {
		return encode(payload, this.framing);
	}

	public EncodedFrame encode(byte[] payload, Framing framing) {
		return EncodedFrame.of(payload, framing, this.maxFrameSize);
	}

	/**
	 * Returns why a write has failed. Nothing can be written any more then, and reads
	 * return what had come before, without waiting.
	 * @return the failure, or {@code null} if all writes have succeeded
	 */
	@Nullable IOException writeFailure() {
		return this.writeFailure;
	}

	/**
	 * Returns whether a reply may have come to the last write, though it failed.
	 * @return {@code false} if no byte of it was sent, so that nothing that has come is a
	 * reply to it
	 */
	boolean isMaybeAnsweredEarly() {
		return this.writeFailure != null && isLastWriteMaybeSent();
	}

	/**
	 * Writes a frame. While there is no room for it, what arrives is read ahead, up to
	 * the maximum frame size.
	 * @param frame the frame
	 * @throws IOException if that fails
	 */
	public void write(EncodedFrame frame) throws IOException {
		try {
			this.output.write(frame);
		}
		catch (IOException ex) {
			throw writeFailed(ex);
		}
		if (this.wireLog != null && this.wireLog.isEnabled()) {
			this.wireLog.sent(frame.payload());
		}
	}

	/**
	 * Writes a frame while a reply is awaited. If that fails, the reply may have come all
	 * the same: the next read tells.
	 * @param answer the frame
	 * @throws ClosedByInterruptException if this thread was interrupted
	 */
	void writeAnswer(EncodedFrame answer) throws ClosedByInterruptException {
		try {
			write(answer);
		}
		catch (ClosedByInterruptException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// It is kept as the failure of a write.
		}
	}

	/**
	 * Writes several frames in as few system calls as possible.
	 * @param frames the frames, in order
	 * @throws IOException if that fails
	 */
	public void writeAll(List<EncodedFrame> frames) throws IOException {
		try {
			this.output.writeAll(frames);
		}
		catch (IOException ex) {
			throw writeFailed(ex);
		}
		if (this.wireLog != null && this.wireLog.isEnabled()) {
			frames.forEach((frame) -> this.wireLog.sent(frame.payload()));
		}
	}

	public byte[] read() throws IOException {
		return received(this.reader.readFrame(this.framing));
	}

	public byte[] read(Framing framing) throws IOException {
		return received(this.reader.readFrame(framing));
	}

	/**
	 * Reads a frame that came before a write failed, without waiting.
	 * @param failure the exception of that write
	 * @return its payload
	 * @throws IOException that failure if there is no whole frame
	 */
	public byte[] readEarly(IOException failure) throws IOException {
		if (!isMaybeAnsweredEarly() || failure instanceof ClosedByInterruptException) {
			throw failure;
		}
		try {
			return read();
		}
		catch (IOException | RuntimeException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
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
	 * Begins or ends that several callers use the connection at a time. Meanwhile nobody
	 * waits inside a read or write, and only {@link #readNow}, {@link #writeNow},
	 * {@link #await} and {@link #wakeUp()} may be called.
	 * @param shared whether it begins
	 * @throws IOException if the connection is closed
	 */
	public void share(boolean shared) throws IOException {
		this.transport.configureBlocking(!shared);
	}

	/**
	 * Reads some bytes without waiting. Used by one thread at a time, while another may
	 * write.
	 * @param target where they go, a direct buffer
	 * @return how many; 0 if none is pending, -1 at the end of the stream
	 * @throws IOException if that fails
	 */
	public int readNow(ByteBuffer target) throws IOException {
		int count = this.transport.readNow(target);
		if (count > 0) {
			this.bytesReceived.lazySet(this.bytesReceived.getPlain() + count);
		}
		else if (count < 0) {
			this.ended = true;
		}
		return count;
	}

	/**
	 * Writes some bytes without waiting. Used by one thread at a time, while another may
	 * read.
	 * @param source the bytes, in a direct buffer
	 * @return whether all of them have been written
	 * @throws IOException if that fails
	 */
	public boolean writeNow(ByteBuffer source) throws IOException {
		this.output.sent(this.transport.writeNow(source));
		return !source.hasRemaining() && !this.transport.isFlushPending();
	}

	/**
	 * Returns whether frames are logged.
	 * @return whether the wire log is enabled
	 */
	public boolean isLogged() {
		return this.wireLog != null && this.wireLog.isEnabled();
	}

	/**
	 * Logs a frame that was written or read past this object.
	 * @param sent whether it was written
	 * @param payload its payload
	 */
	public void log(boolean sent, byte[] payload) {
		WireLog wireLog = this.wireLog;
		if (wireLog == null) {
			return;
		}
		if (sent) {
			wireLog.sent(payload);
		}
		else {
			wireLog.received(payload);
		}
	}

	/**
	 * Waits until bytes can be read or written. An interrupt ends the wait and closes
	 * nothing.
	 * @param operations a set of {@link java.nio.channels.SelectionKey} operations
	 * @param nanos for how long
	 * @return those that are likely to be possible now, or none
	 * @throws IOException if the connection is closed
	 */
	public int await(int operations, long nanos) throws IOException {
		return this.transport.await(operations, nanos);
	}

	/**
	 * Ends the wait of a thread, or its next one. Any thread may call this.
	 */
	public void wakeUp() {
		this.transport.wakeUp();
	}

	/**
	 * Looks, without waiting, whether anything is pending. If so it is lost.
	 * @return what was found
	 */
	public Finding test() {
		Finding finding = LivenessCheck.test(this.transport, this.writeBuffer);
		if (finding == Finding.UNEXPECTED_BYTES && this.wireLog != null && this.wireLog.isEnabled()) {
			this.wireLog.receivedUnexpected(this.writeBuffer);
		}
		return unlessPartPending(finding);
	}

	/**
	 * Returns how many bytes the last {@link #test()} has found.
	 * @return the number of bytes
	 */
	int bytesFound() {
		return this.writeBuffer.position();
	}

	/**
	 * Returns whether the last {@link #test()} may not have found all bytes.
	 * @return whether there was no room for more
	 */
	boolean isMoreFound() {
		return !this.writeBuffer.hasRemaining();
	}

	/**
	 * Reads the whole frames that are pending, without waiting.
	 * @param bounds how many to read
	 * @param frames where their payloads go
	 * @return what was found behind them
	 */
	public Finding drain(UnexpectedBytesPolicy bounds, List<byte[]> frames) {
		Finding finding = LivenessCheck.drain(this.transport, this.reader, this.framing, bounds, frames);
		if (this.wireLog != null && this.wireLog.isEnabled()) {
			frames.forEach(this.wireLog::received);
		}
		return unlessPartPending(finding);
	}

	/**
	 * Returns whether user code sees what is logged.
	 * @return whether it is logged now, and redacted
	 */
	boolean isRedacted() {
		return this.wireLog != null && this.wireLog.isRedacted();
	}

	/**
	 * Returns how many bytes have been sent since the connection was opened.
	 * @return the number of bytes; any thread may ask for it
	 */
	long bytesSent() {
		return this.output.bytesSent();
	}

	/**
	 * Returns how many bytes have been read since the connection was opened.
	 * @return the number of bytes; any thread may ask for it
	 */
	long bytesReceived() {
		return this.bytesReceived.get();
	}

	@Nullable TlsStatus tls() {
		return this.transport.tls();
	}

	/**
	 * Releases the descriptors that are only needed to wait. The next wait opens them
	 * again.
	 * @throws IOException if that fails
	 */
	void releaseSelector() throws IOException {
		this.transport.releaseSelector();
	}

	/**
	 * Tells the peer that nothing more will come.
	 */
	void closePolitely() {
		this.transport.closePolitely();
	}

	/**
	 * Counts a part that has come as unexpected, but not on a new connection: there TLS
	 * sends records of its own behind its handshake.
	 * @param finding what was found
	 * @return the finding that counts
	 */
	private Finding unlessPartPending(Finding finding) {
		boolean unexpected = finding == Finding.SILENT && this.transport.isPartPending() && bytesReceived() > 0;
		return unexpected ? Finding.UNEXPECTED_BYTES : finding;
	}

	private byte[] received(byte[] frame) throws EOFException {
		if (this.ended && this.transport.isTruncated()) {
			throw new EOFException("the connection was cut off, so that the end of the frame may be missing");
		}
		if (this.wireLog != null && this.wireLog.isEnabled()) {
			this.wireLog.received(frame);
		}
		return frame;
	}

	private IOException writeFailed(IOException ex) {
		this.writeFailure = ex;
		// A call that was cut short by a close does not tell what it has sent.
		this.failedWriteMaybeSent = ex instanceof AsynchronousCloseException || this.transport.isFailedWriteMaybeSent();
		try {
			this.transport.configureBlocking(false);
		}
		catch (IOException closed) {
			// Then nothing waits.
		}
		return ex;
	}

}
