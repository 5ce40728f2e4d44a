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
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.connection.DrainAndTest.Finding;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.Framing;

/**
 * Writes frames to a transport and reads them from it. It knows what has passed over the
 * wire, and nothing of exchanges.
 * <p>
 * Used by one thread at a time.
 */
final class FrameChannel {

	private static final int WRITE_BUFFER_SIZE = 8 * 1024;

	/**
	 * The JDK copies a heap buffer through a direct one of the same size and keeps that
	 * per thread, so a single write must not take a whole large payload. The same bound
	 * as in the JDK's own socket streams.
	 */
	private static final int MAX_WRITE = 128 * 1024;

	/** A head, a body and a tail. */
	private static final int PARTS_AT_ONCE = 3;

	private final Transport transport;

	private final Framing framing;

	private final int maxFrameSize;

	private final FrameReader reader;

	private final ByteBuffer writeBuffer = ByteBuffer.allocate(WRITE_BUFFER_SIZE);

	private final Tally bytesSent = new Tally(0);

	private final Tally bytesReceived = new Tally(0);

	private @Nullable WireLog wireLog;

	private boolean written;

	private boolean read;

	private boolean everRead;

	FrameChannel(Transport transport, Framing framing, int maxFrameSize) {
		this.transport = transport;
		this.framing = framing;
		this.maxFrameSize = maxFrameSize;
		this.reader = new FrameReader(this::fill, maxFrameSize);
	}

	/**
	 * Log the frames from now on.
	 * @param wireLog where they are logged
	 */
	void logTo(WireLog wireLog) {
		this.wireLog = wireLog;
	}

	/**
	 * Forget what has been written and read so far.
	 */
	void startLease() {
		this.written = false;
		this.read = false;
	}

	/**
	 * Return whether any byte may have reached the peer.
	 * @return {@code false} only if it is certain that none has since the lease began
	 */
	boolean isMaybeWritten() {
		return this.written;
	}

	/**
	 * Return whether any byte has come from the peer.
	 * @return whether one has since the lease began
	 */
	boolean isRead() {
		return this.read;
	}

	/**
	 * Return whether any byte has ever come from the peer.
	 * @return whether one has since the connection was opened
	 */
	boolean isEverRead() {
		return this.everRead;
	}

	/**
	 * Return whether bytes came with the last frame that are not part of it.
	 * @return whether there are any
	 */
	boolean hasBytesLeft() {
		return this.reader.buffered() > 0;
	}

	/**
	 * Return whether the peer has closed its side, behind the last frame or as its end.
	 * @return whether nothing more will come
	 */
	boolean isEnded() {
		return this.reader.isEnded();
	}

	EncodedFrame encode(byte[] payload) {
		return encode(payload, this.framing);
	}

	EncodedFrame encode(byte[] payload, Framing framing) {
		return EncodedFrame.of(payload, framing, this.maxFrameSize);
	}

	void write(EncodedFrame frame) throws IOException {
		try {
			if (frame.size() <= WRITE_BUFFER_SIZE) {
				writeAtOnce(frame);
			}
			else {
				writeInParts(frame);
			}
			if (this.wireLog != null) {
				this.wireLog.sent(frame.payload());
			}
		}
		catch (IOException ex) {
			noteFailedWrite(ex);
			throw ex;
		}
	}

	/**
	 * Write several frames in as few system calls as may be.
	 * @param frames the frames, in order
	 * @throws IOException if that fails
	 */
	void writeAll(List<EncodedFrame> frames) throws IOException {
		ByteBuffer gathered = gatheringBuffer(frames);
		try {
			for (EncodedFrame frame : frames) {
				if (frame.size() > gathered.remaining()) {
					flush(gathered);
				}
				if (frame.size() > gathered.capacity()) {
					writeInParts(frame);
				}
				else {
					frame.copyTo(gathered);
				}
			}
			flush(gathered);
		}
		catch (IOException ex) {
			noteFailedWrite(ex);
			throw ex;
		}
		if (this.wireLog != null) {
			frames.forEach((frame) -> this.wireLog.sent(frame.payload()));
		}
	}

	byte[] read() throws IOException {
		return read(this.framing);
	}

	byte[] read(Framing framing) throws IOException {
		byte[] frame = this.reader.readFrame(framing);
		if (this.reader.isEnded() && this.transport.isTruncated()) {
			throw new EOFException("the connection was cut off, so that the end of the frame may be missing");
		}
		if (this.wireLog != null) {
			this.wireLog.received(frame);
		}
		return frame;
	}

	/**
	 * See whether anything is pending, which is lost then.
	 * @return what was found
	 */
	Finding test() {
		Finding finding = DrainAndTest.test(this.transport, this.writeBuffer);
		if (finding == Finding.UNEXPECTED_BYTES && this.wireLog != null) {
			this.wireLog.receivedUnexpected(this.writeBuffer);
		}
		return unlessPartPending(finding);
	}

	/**
	 * Read the whole frames that are pending, without waiting.
	 * @param bounds how many to read
	 * @param frames where their payloads go
	 * @return what was found behind them
	 */
	Finding drain(UnexpectedBytes bounds, List<byte[]> frames) {
		Finding finding = DrainAndTest.drain(this.transport, this.reader, this.framing, bounds, frames);
		if (this.wireLog != null) {
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

	long bytesSent() {
		return this.bytesSent.get();
	}

	long bytesReceived() {
		return this.bytesReceived.get();
	}

	@Nullable TlsStatus tls() {
		return this.transport.tls();
	}

	/**
	 * Give back what is only needed to wait, until that is to be done again.
	 * @throws IOException if that fails
	 */
	void rest() throws IOException {
		this.transport.rest();
	}

	/**
	 * Tell the peer that nothing more will come.
	 */
	void sayGoodbye() {
		this.transport.sayGoodbye();
	}

	/**
	 * What has come in part counts as well, but on a new connection: there it is what TLS
	 * says to itself behind its handshake.
	 * @param finding what was found
	 * @return what that comes to
	 */
	private Finding unlessPartPending(Finding finding) {
		boolean unexpected = finding == Finding.SILENT && this.everRead && this.transport.isPartPending();
		return unexpected ? Finding.UNEXPECTED_BYTES : finding;
	}

	private int fill(ByteBuffer target) throws IOException {
		int count = this.transport.read(target);
		if (count == 0 && !this.transport.isBlocking()) {
			throw NothingPendingException.INSTANCE;
		}
		if (count > 0) {
			this.read = true;
			this.everRead = true;
			this.bytesReceived.add(count);
		}
		return count;
	}

	private void sent(long count) {
		this.written |= count > 0;
		this.bytesSent.add(count);
	}

	private void writeAtOnce(EncodedFrame frame) throws IOException {
		ByteBuffer buffer = this.writeBuffer.clear();
		frame.copyTo(buffer);
		flush(buffer);
	}

	private ByteBuffer gatheringBuffer(List<EncodedFrame> frames) {
		long size = frames.stream().mapToLong(EncodedFrame::size).sum();
		return (size <= WRITE_BUFFER_SIZE) ? this.writeBuffer.clear()
				: ByteBuffer.allocate((int) Math.min(size, MAX_WRITE));
	}

	private void flush(ByteBuffer buffer) throws IOException {
		buffer.flip();
		while (buffer.hasRemaining()) {
			sent(this.transport.write(buffer));
		}
		buffer.clear();
	}

	private void noteFailedWrite(IOException ex) {
		// What a call that was cut short by a close has sent cannot be known.
		this.written |= ex instanceof AsynchronousCloseException || this.transport.isFailedWriteMaybeSent();
	}

	private void writeInParts(EncodedFrame frame) throws IOException {
		ByteBuffer[] parts = frame.toBuffers(MAX_WRITE);
		int next = 0;
		while (next < parts.length) {
			int count = Math.min(PARTS_AT_ONCE, parts.length - next);
			sent(this.transport.write(parts, next, count));
			while (next < parts.length && !parts[next].hasRemaining()) {
				next++;
			}
		}
	}

}
