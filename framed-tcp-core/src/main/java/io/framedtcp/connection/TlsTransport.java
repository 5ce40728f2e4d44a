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
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

import org.jspecify.annotations.Nullable;
import tlschannel.ClientTlsChannel;
import tlschannel.HeapBufferAllocator;
import tlschannel.NeedsReadException;
import tlschannel.TlsChannel;

/**
 * TLS over TCP. What TLS says to itself, such as session tickets, is no data and no
 * reason to retire an idle connection, other than a look at the socket would have it.
 */
final class TlsTransport implements Transport {

	/** Records of 500 bytes and more cost an eighth of what they carry at most. */
	private static final int RECORD_OVERHEAD_SHARE = 8;

	/** Some whole records, with what TLS says to itself. */
	private static final long RECORD_SPACE = 64 * 1024;

	private final SocketIo socket;

	private final Recorder recorder;

	private final TlsRecords records = new TlsRecords();

	private final SSLEngine engine;

	private final TlsChannel tls;

	private volatile @Nullable TlsStatus status;

	TlsTransport(SocketIo socket, SSLEngine engine) {
		this.socket = socket;
		this.recorder = new Recorder(socket, this.records);
		this.engine = engine;
		// Buffers are kept as long as the connection: to get them for each exchange costs
		// more than they do.
		this.tls = ClientTlsChannel.newBuilder(this.recorder, engine)
			.withPlainBufferAllocator(new HeapBufferAllocator())
			.withEncryptedBufferAllocator(new HeapBufferAllocator())
			.withReleaseBuffers(false)
			.build();
	}

	void handshake() throws IOException {
		try {
			this.tls.handshake();
			this.status = statusOf(this.engine.getSession());
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
			// Not if TLS has to write first: then it may hold back what it has read.
			this.records.wholeOnesRead();
			return 0;
		}
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		this.recorder.beginWrite();
		int count = this.tls.write(source);
		this.recorder.endWrite();
		return (int) unlessEnded(count);
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		this.recorder.beginWrite();
		long written = this.tls.write(sources, offset, count);
		this.recorder.endWrite();
		return unlessEnded(written);
	}

	/**
	 * What is read ahead is still encrypted, and a little more than what it carries.
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
	public void configureBlocking(boolean blocking) throws IOException {
		this.socket.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.socket.isBlocking();
	}

	@Override
	public void rest() throws IOException {
		this.socket.rest();
	}

	@Override
	public @Nullable TlsStatus tls() {
		return this.status;
	}

	@Override
	public void sayGoodbye() {
		try {
			this.socket.configureBlocking(false);
			this.tls.shutdown();
		}
		catch (IOException ex) {
			// The peer is not there to hear it, or its buffers are full.
			return;
		}
	}

	/**
	 * Looks whether nothing can be read, at the cost of one system call: to ask TLS takes
	 * half as long again, since it tells by an exception.
	 * @return {@code true} only if that is certain
	 * @throws IOException if the connection is broken
	 */
	private boolean isSilent() throws IOException {
		return !this.socket.isBlocking() && this.records.areAllRead() && this.recorder.isSilent();
	}

	/**
	 * Before TLS 1.3 the end of what the peer has to say is the end of what it hears. TLS
	 * writes nothing then, without a word, and without touching the wire, so that nothing
	 * would end a thread that tries again.
	 * @param written how many bytes were written
	 * @return the same, if there are any
	 * @throws EOFException if there are none
	 */
	private static long unlessEnded(long written) throws EOFException {
		if (written == 0) {
			throw new EOFException("the peer has ended the connection");
		}
		return written;
	}

	private static TlsStatus statusOf(SSLSession session) {
		return new TlsStatus(session.getProtocol(), session.getCipherSuite(), earliestExpiry(session));
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
	 * What is below TLS, which knows what has come, and whether a write that failed has
	 * sent anything.
	 */
	private static final class Recorder implements ByteChannel {

		private final SocketIo socket;

		private final TlsRecords records;

		/** A byte that came when nothing was expected, for TLS to read first. */
		private final ByteBuffer ahead = ByteBuffer.allocateDirect(1);

		private boolean writing;

		private boolean written;

		private @Nullable IOException writeFailure;

		Recorder(SocketIo socket, TlsRecords records) {
			this.socket = socket;
			this.records = records;
		}

		void beginWrite() throws IOException {
			this.written = false;
			endWrite();
			this.writing = true;
		}

		/**
		 * Ends to write data, of which TLS has not heard if it failed.
		 * @throws IOException if it did
		 */
		void endWrite() throws IOException {
			this.writing = false;
			IOException failure = this.writeFailure;
			if (failure != null) {
				throw failure;
			}
		}

		boolean isSilent() throws IOException {
			return this.ahead.position() == 0 && this.socket.read(this.ahead) == 0;
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			int from = target.position();
			int count = (this.ahead.position() > 0 && target.hasRemaining()) ? readAhead(target)
					: this.socket.read(target);
			this.records.arrived(target, from);
			return count;
		}

		private int readAhead(ByteBuffer target) {
			target.put(this.ahead.flip());
			this.ahead.clear();
			return 1;
		}

		/**
		 * Writes, or discards the bytes once data could not be written: TLS would read
		 * nothing more if it knew, and what has come would be lost.
		 */
		@Override
		public int write(ByteBuffer source) throws IOException {
			if (this.writeFailure != null) {
				return discard(source);
			}
			try {
				int count = this.socket.write(source);
				this.written |= count > 0;
				return count;
			}
			catch (IOException ex) {
				if (!this.writing) {
					throw ex;
				}
				this.writeFailure = ex;
				return discard(source);
			}
		}

		private static int discard(ByteBuffer source) {
			int count = source.remaining();
			source.position(source.limit());
			return count;
		}

		@Override
		public boolean isOpen() {
			return this.socket.isOpen();
		}

		@Override
		public void close() throws IOException {
			this.socket.close();
		}

	}

}
