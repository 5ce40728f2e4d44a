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

package io.framedtcp.internal.transport;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.NeedsReadException;
import tlschannel.NeedsWriteException;
import tlschannel.TlsChannel;

import io.framedtcp.internal.Deadline;
import io.framedtcp.pool.TlsStatus;

/**
 * TLS over TCP. TLS's own records, such as session tickets, are not data. They do not
 * retire an idle connection, although its socket has bytes to read.
 */
public final class TlsTransport implements Transport {

	/**
	 * The overhead of records of 500 bytes and more is at most an eighth of their data.
	 */
	private static final int RECORD_OVERHEAD_SHARE = 8;

	/** Space for some whole records, and for TLS's own records. */
	private static final long RECORD_SPACE = 64 * 1024;

	private final Transport socket;

	private final Recorder recorder;

	private final TlsRecords records = new TlsRecords();

	private final SSLEngine engine;

	private final TlsChannel tls;

	private volatile @Nullable TlsStatus status;

	/** Held during one read or write of a shared connection, which does not wait. */
	private final ReentrantLock shared = new ReentrantLock();

	/** Whether TLS may hold undelivered bytes. */
	private volatile boolean holdingMore;

	/** Whether encrypted bytes are left, since the socket had no room for them. */
	private volatile boolean flushPending;

	public TlsTransport(Transport socket, SSLEngine engine) {
		this.socket = socket;
		this.recorder = new Recorder();
		this.engine = engine;
		// Buffers are kept as long as the connection: a buffer for each exchange costs
		// more.
		this.tls = ClientTlsChannel.newBuilder(this.recorder, engine)
			.withPlainBufferAllocator(new HeapBufferAllocator())
			.withEncryptedBufferAllocator(new HeapBufferAllocator())
			.withReleaseBuffers(false)
			.build();
	}

	public void handshake() throws IOException {
		try {
			this.tls.handshake();
			SSLSession session = this.engine.getSession();
			this.status = new TlsStatus(session.getProtocol(), session.getCipherSuite(), earliestExpiry(session));
		}
		catch (ClosedChannelException ex) {
			throw this.socket.isOpen() ? (IOException) new EOFException("the peer closed the connection").initCause(ex)
					: ex;
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (isSilent()) {
			return 0;
		}
		try {
			int count = this.tls.read(target);
			if (count > 0 && target.hasRemaining()) {
				this.records.oneRead();
			}
			return count;
		}
		catch (NeedsReadException ex) {
			// Not if TLS must write first: then it may hold back bytes that it has read.
			this.records.wholeOnesRead();
			return 0;
		}
	}

	/**
	 * Writes some bytes. Before TLS 1.3, TLS silently writes nothing once the peer has
	 * ended the stream. A thread that tried again would loop for ever.
	 * @throws EOFException if TLS wrote nothing
	 */
	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		this.recorder.beginWrite();
		long written = this.tls.write(sources, offset, count);
		this.recorder.endWrite();
		if (written == 0) {
			throw new EOFException("the peer has ended the connection");
		}
		return written;
	}

	/**
	 * Adds room for encryption: records are a little larger than their data.
	 */
	@Override
	public void readAheadAtMost(int bytes) {
		long encrypted = RECORD_SPACE + bytes + bytes / RECORD_OVERHEAD_SHARE;
		this.socket.readAheadAtMost((int) Math.min(encrypted, Integer.MAX_VALUE));
	}

	@Override
	public boolean isPartPending() {
		return this.records.isInside();
	}

	@Override
	public boolean isFailedWriteMaybeSent() {
		return this.recorder.written;
	}

	@Override
	public boolean isTruncated() {
		return !this.tls.shutdownReceived();
	}

	@Override
	public int readNow(ByteBuffer target) throws IOException {
		this.shared.lock();
		try {
			return read(target);
		}
		catch (NeedsWriteException ex) {
			// TLS answers the peer's change of keys: the next write sends this answer.
			return 0;
		}
		finally {
			this.holdingMore = !this.records.areAllRead();
			this.shared.unlock();
		}
	}

	/**
	 * Several records may have come with one read of the socket, and TLS delivers one at
	 * a time.
	 */
	@Override
	public boolean mayHoldMore() {
		return this.holdingMore;
	}

	@Override
	public int writeNow(ByteBuffer source) throws IOException {
		this.shared.lock();
		try {
			int before = source.position();
			this.recorder.beginWrite();
			this.flushPending = false;
			try {
				this.tls.write(source);
			}
			catch (NeedsWriteException ex) {
				this.flushPending = true;
			}
			this.recorder.endWrite();
			int written = source.position() - before;
			if (written == 0 && source.hasRemaining() && !this.flushPending) {
				throw new EOFException("the peer has ended the connection");
			}
			return written;
		}
		finally {
			this.shared.unlock();
		}
	}

	@Override
	public boolean isFlushPending() {
		return this.flushPending;
	}

	@Override
	public int await(int operations, Deadline deadline) throws IOException {
		return this.socket.await(operations, deadline);
	}

	@Override
	public void wakeUp() {
		this.socket.wakeUp();
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		this.socket.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.socket.isBlocking();
	}

	@Override
	public void releaseSelector() throws IOException {
		this.socket.releaseSelector();
	}

	@Override
	public boolean isOpen() {
		return this.socket.isOpen();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	@Override
	public @Nullable TlsStatus tls() {
		return this.status;
	}

	@Override
	public void closePolitely() {
		try {
			this.socket.configureBlocking(false);
			this.tls.shutdown();
		}
		catch (IOException ex) {
			// The peer has gone, or its buffers are full.
		}
	}

	/**
	 * Returns whether nothing can be read, at the cost of one system call. TLS would
	 * throw an exception instead, which takes one and a half times as long.
	 * @return {@code true} only if certain
	 * @throws IOException if the connection is broken
	 */
	private boolean isSilent() throws IOException {
		return !this.socket.isBlocking() && this.records.areAllRead() && this.recorder.isSilent();
	}

	private static @Nullable Instant earliestExpiry(SSLSession session) {
		try {
			return Arrays.stream(session.getPeerCertificates())
				.filter(X509Certificate.class::isInstance)
				.map((certificate) -> ((X509Certificate) certificate).getNotAfter().toInstant())
				.min(Comparator.naturalOrder())
				.orElse(null);
		}
		catch (SSLPeerUnverifiedException ex) {
			return null;
		}
	}

	/**
	 * The channel below TLS. It knows which records have come, and whether a failed write
	 * has sent anything.
	 */
	private final class Recorder implements ByteChannel {

		/** A byte that came when nothing was expected, for TLS to read first. */
		private final ByteBuffer ahead = ByteBuffer.allocate(1);

		private boolean writing;

		private boolean written;

		private @Nullable IOException writeFailure;

		void beginWrite() throws IOException {
			this.written = false;
			endWrite();
			this.writing = true;
		}

		/**
		 * Ends a write of data. TLS does not notice its failure.
		 * @throws IOException if it has failed
		 */
		void endWrite() throws IOException {
			this.writing = false;
			IOException failure = this.writeFailure;
			if (failure != null) {
				throw failure;
			}
		}

		boolean isSilent() throws IOException {
			return this.ahead.position() == 0 && TlsTransport.this.socket.read(this.ahead) == 0;
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			int from = target.position();
			int count = 1;
			if (this.ahead.position() > 0 && target.hasRemaining()) {
				target.put(this.ahead.flip());
				this.ahead.clear();
			}
			else {
				count = TlsTransport.this.socket.read(target);
			}
			TlsTransport.this.records.arrived(target, from);
			return count;
		}

		/**
		 * Writes bytes, or discards them once a write of data has failed. If TLS knew of
		 * the failure, it would read nothing more. A reply that has come would be lost.
		 */
		@Override
		public int write(ByteBuffer source) throws IOException {
			if (this.writeFailure == null) {
				try {
					int count = (int) TlsTransport.this.socket.write(new ByteBuffer[] { source }, 0, 1);
					this.written |= count > 0;
					return count;
				}
				catch (IOException ex) {
					if (!this.writing) {
						throw ex;
					}
					this.writeFailure = ex;
				}
			}
			int discarded = source.remaining();
			source.position(source.limit());
			return discarded;
		}

		@Override
		public boolean isOpen() {
			return TlsTransport.this.socket.isOpen();
		}

		@Override
		public void close() throws IOException {
			TlsTransport.this.socket.close();
		}

	}

}
