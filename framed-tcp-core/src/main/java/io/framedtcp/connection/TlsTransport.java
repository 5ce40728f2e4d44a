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
import tlschannel.TlsChannel;
import tlschannel.WouldBlockException;

/**
 * TLS over TCP. What TLS says to itself, such as session tickets, is no data and no
 * reason to retire an idle connection, other than a look at the socket would have it.
 */
final class TlsTransport implements Transport {

	private final Wire wire;

	private final Recorder recorder;

	private final SSLEngine engine;

	private final TlsChannel tls;

	private volatile @Nullable TlsStatus status;

	TlsTransport(Wire wire, SSLEngine engine) {
		this.wire = wire;
		this.recorder = new Recorder(wire);
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
			throw this.wire.isOpen() ? (IOException) new EOFException("the peer closed the connection").initCause(ex)
					: ex;
		}
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		try {
			return this.tls.read(target);
		}
		catch (WouldBlockException ex) {
			return 0;
		}
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		this.recorder.written = false;
		return this.tls.write(source);
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		this.recorder.written = false;
		return this.tls.write(sources, offset, count);
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
		this.wire.configureBlocking(blocking);
	}

	@Override
	public boolean isBlocking() {
		return this.wire.isBlocking();
	}

	@Override
	public void rest() throws IOException {
		this.wire.rest();
	}

	@Override
	public @Nullable TlsStatus tls() {
		return this.status;
	}

	@Override
	public void sayGoodbye() {
		try {
			this.wire.configureBlocking(false);
			this.tls.shutdown();
		}
		catch (IOException ex) {
			// The peer is not there to hear it, or its buffers are full.
			return;
		}
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
	 * What is below TLS, which knows whether a write that failed has sent anything.
	 */
	private static final class Recorder implements ByteChannel {

		private final Wire wire;

		private boolean written;

		Recorder(Wire wire) {
			this.wire = wire;
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			return this.wire.read(target);
		}

		@Override
		public int write(ByteBuffer source) throws IOException {
			int count = this.wire.write(source);
			this.written |= count > 0;
			return count;
		}

		@Override
		public boolean isOpen() {
			return this.wire.isOpen();
		}

		@Override
		public void close() throws IOException {
			this.wire.close();
		}

	}

}
