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

package io.framedtcp.internal.shared;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.RawServer;

/**
 * A server that does nothing by itself: a test takes the requests of each connection and
 * writes the replies. A message is an id of four bytes, and text.
 */
final class SharedPeer implements AutoCloseable {

	static final int ID_LENGTH = Integer.BYTES;

	private static final int PATIENCE_SECONDS = 20;

	private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

	static final int MAX_FRAME_SIZE = 16 * 1024 * 1024;

	private static final int SMALL_BUFFER = 16 * 1024;

	private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();

	private final RawServer server;

	private volatile boolean reading = true;

	private volatile boolean echoing;

	SharedPeer() throws IOException {
		this(null);
	}

	SharedPeer(@Nullable SSLContext tls) throws IOException {
		this.server = new RawServer(tls, (tls != null) ? "TLSv1.3" : null, SMALL_BUFFER, (socket) -> {
			Connection link = new Connection(socket, this.reading, this.echoing);
			this.accepted.add(link);
			link.read();
		});
	}

	/**
	 * Lets connections that come from now on read nothing until they are told to.
	 * @return this
	 */
	SharedPeer notReading() {
		this.reading = false;
		return this;
	}

	/**
	 * Lets connections that come from now on send each request back before they read on.
	 * @return this
	 */
	SharedPeer echoing() {
		this.echoing = true;
		return this;
	}

	/**
	 * Refuses connections from now on.
	 * @throws IOException if that fails
	 */
	void refuse() throws IOException {
		this.server.refuse();
	}

	int port() {
		return this.server.port();
	}

	String host() {
		return this.server.host();
	}

	int connections() {
		return this.server.accepted();
	}

	/**
	 * Begins to build a client with one shared connection, whose requests have ids.
	 * @return the builder
	 */
	FramedTcpTemplateBuilder client() {
		return unmatchedClient().matcher(ExchangeMatcher.equalBytes(0, 0, ID_LENGTH));
	}

	FramedTcpTemplateBuilder unmatchedClient() {
		return FramedTcpTemplate.builder(host(), port())
			.client("shared")
			.responseTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
			.connection((connection) -> connection.maxFrameSize(MAX_FRAME_SIZE))
			// Many tests leave calls without a reply.
			.pool((pool) -> pool.closeTimeout(CLOSE_TIMEOUT))
			.shared((shared) -> {
			});
	}

	/**
	 * Waits for the next connection.
	 * @return the connection
	 */
	Connection accept() {
		try {
			Connection link = this.accepted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
			if (link == null) {
				throw new IllegalStateException("No connection has come");
			}
			return link;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static byte[] message(int id, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
		return ByteBuffer.allocate(ID_LENGTH + bytes.length).putInt(id).put(bytes).array();
	}

	static byte[] large(int id, int size) {
		return ByteBuffer.allocate(ID_LENGTH + size).putInt(id).array();
	}

	static int id(byte[] message) {
		return ByteBuffer.wrap(message).getInt();
	}

	static String text(byte[] message) {
		return new String(message, ID_LENGTH, message.length - ID_LENGTH, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.server.close();
	}

	/**
	 * A connection as the server sees it.
	 */
	static final class Connection {

		private final Socket socket;

		private final BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();

		private final Semaphore reading;

		private final boolean echoing;

		private final CountDownLatch ended = new CountDownLatch(1);

		private Connection(Socket socket, boolean reading, boolean echoing) {
			this.socket = socket;
			this.echoing = echoing;
			this.reading = new Semaphore(reading ? 1 : 0);
		}

		private void read() throws IOException, InterruptedException {
			try {
				DataInputStream in = new DataInputStream(this.socket.getInputStream());
				while (true) {
					this.reading.acquire();
					this.reading.release();
					byte[] request = new byte[in.readInt()];
					in.readFully(request);
					if (this.echoing) {
						write(frame(request));
					}
					else {
						this.requests.add(request);
					}
				}
			}
			catch (EOFException | SocketException | UncheckedIOException ex) {
				// The client has gone.
			}
			finally {
				this.ended.countDown();
			}
		}

		void startReading() {
			this.reading.release();
		}

		/**
		 * Waits for the next request.
		 * @return its payload
		 */
		byte[] take() {
			byte[] request = poll(Duration.ofSeconds(PATIENCE_SECONDS));
			if (request == null) {
				throw new IllegalStateException("No request has come");
			}
			return request;
		}

		int takeId() {
			return id(take());
		}

		byte @Nullable [] poll(Duration timeout) {
			try {
				return this.requests.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

		/**
		 * Answers a request.
		 * @param id id of the request
		 * @param text text of the reply
		 * @param behind bytes that are written together with the reply, behind it
		 */
		void answer(int id, String text, byte[]... behind) {
			write(Bytes.join(frame(id, text), Bytes.join(behind)));
		}

		/**
		 * Answers the next requests with their own text.
		 * @param count how many
		 */
		void echo(int count) {
			for (int i = 0; i < count; i++) {
				write(frame(take()));
			}
		}

		static byte[] frame(int id, String text) {
			return frame(message(id, text));
		}

		static byte[] frame(byte[] payload) {
			return ByteBuffer.allocate(Integer.BYTES + payload.length).putInt(payload.length).put(payload).array();
		}

		void write(byte[] bytes) {
			try {
				synchronized (this.socket) {
					DataOutputStream out = new DataOutputStream(this.socket.getOutputStream());
					out.write(bytes);
					out.flush();
				}
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void close() {
			try {
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		void reset() {
			try {
				this.socket.setSoLinger(true, 0);
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		boolean awaitEnd() {
			try {
				return this.ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
