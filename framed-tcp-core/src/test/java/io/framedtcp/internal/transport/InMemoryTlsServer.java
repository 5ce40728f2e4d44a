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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

import io.framedtcp.support.InMemoryTransport;

/**
 * A server that speaks TLS at the other end of a wire in memory, each record of which
 * arrives when and in what pieces a test says. What it says is a count: 0, 1, 2 and so
 * on, modulo 256.
 */
final class InMemoryTlsServer extends InMemoryTransport {

	private static final int ROOM = 64 * 1024;

	private final SSLEngine engine;

	private final ByteBuffer heard = ByteBuffer.allocate(ROOM);

	private final ByteBuffer record = ByteBuffer.allocate(ROOM);

	private final Deque<Piece> onTheWay = new ArrayDeque<>();

	private ByteBuffer arrived = ByteBuffer.allocate(0);

	/**
	 * How many bytes were said in records that have arrived as a whole, less those taken.
	 */
	private int saidAndArrived;

	private byte count;

	private boolean blocking = true;

	private boolean ended;

	private boolean full;

	private boolean reset;

	InMemoryTlsServer(SSLEngine engine) {
		this.engine = engine;
	}

	/**
	 * Say something in one record, or more if it does not fit, which are on their way
	 * then.
	 * @param bytes as many as these are said
	 * @throws IOException if TLS fails
	 */
	void say(byte[] bytes) throws IOException {
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = this.count++;
		}
		ByteBuffer said = ByteBuffer.wrap(bytes);
		while (said.hasRemaining()) {
			wrap(said);
		}
	}

	/**
	 * Let bytes arrive.
	 * @param most how many at most
	 */
	void deliver(int most) {
		int left = most;
		while (left > 0 && !this.onTheWay.isEmpty()) {
			Piece next = this.onTheWay.remove();
			int size = Math.min(left, next.bytes.length);
			arrive(next.bytes, size);
			left -= size;
			if (size < next.bytes.length) {
				byte[] rest = Arrays.copyOfRange(next.bytes, size, next.bytes.length);
				this.onTheWay.addFirst(new Piece(rest, next.said));
			}
			else {
				this.saidAndArrived += next.said;
			}
		}
	}

	void deliverAll() {
		deliver(Integer.MAX_VALUE);
	}

	/**
	 * End the stream, behind all that is on its way.
	 * @param inOrder whether TLS tells it before
	 * @throws IOException if TLS fails
	 */
	void end(boolean inOrder) throws IOException {
		if (inOrder) {
			this.engine.closeOutbound();
			pump();
		}
		deliverAll();
		this.ended = true;
	}

	/**
	 * Ask for new keys, which is to be answered.
	 * @throws IOException if TLS fails
	 */
	void updateKeys() throws IOException {
		this.engine.beginHandshake();
		pump();
	}

	/** Let nothing be written any more. */
	void stopReading() {
		this.full = true;
	}

	void reset() {
		this.reset = true;
	}

	/**
	 * Return whether anything is there to be read.
	 * @return whether a record has arrived as a whole and has not been taken
	 */
	boolean hasWholeRecord() {
		return this.saidAndArrived > 0;
	}

	/**
	 * Note that something has been read.
	 * @param size how many bytes of what was said
	 */
	void taken(int size) {
		this.saidAndArrived -= size;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (this.blocking && !this.arrived.hasRemaining()) {
			deliverAll();
		}
		if (!this.arrived.hasRemaining()) {
			if (this.reset) {
				throw new IOException("reset");
			}
			return this.ended ? -1 : 0;
		}
		int size = Math.min(target.remaining(), this.arrived.remaining());
		target.put(this.arrived.slice().limit(size));
		this.arrived.position(this.arrived.position() + size);
		return size;
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		if (this.full) {
			return 0;
		}
		int before = this.heard.position();
		for (int i = offset; i < offset + count; i++) {
			this.heard.put(sources[i]);
		}
		int size = this.heard.position() - before;
		pump();
		return size;
	}

	@Override
	public void configureBlocking(boolean blocking) {
		this.blocking = blocking;
	}

	@Override
	public boolean isBlocking() {
		return this.blocking;
	}

	private void arrive(byte[] bytes, int size) {
		ByteBuffer more = ByteBuffer.allocate(this.arrived.remaining() + size);
		this.arrived = more.put(this.arrived).put(bytes, 0, size).flip();
	}

	/** Do what TLS has to do, as long as it can. */
	private void pump() throws IOException {
		boolean going = true;
		while (going) {
			going = switch (this.engine.getHandshakeStatus()) {
				case NEED_TASK -> {
					this.engine.getDelegatedTask().run();
					yield true;
				}
				case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
				default -> unwrap();
			};
		}
	}

	private boolean wrap(ByteBuffer said) throws IOException {
		SSLEngineResult result = this.engine.wrap(said, this.record.clear());
		int size = result.bytesProduced();
		byte[] bytes = new byte[size];
		this.record.flip().get(bytes);
		if (size > 0) {
			this.onTheWay.add(new Piece(bytes, result.bytesConsumed()));
		}
		return size > 0;
	}

	private boolean unwrap() throws IOException {
		Status status = this.engine.unwrap(this.heard.flip(), this.record.clear()).getStatus();
		boolean going = status == Status.OK && (this.heard.hasRemaining()
				|| this.engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK || isWrapNeeded());
		this.heard.compact();
		return going;
	}

	private boolean isWrapNeeded() {
		return this.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
	}

	/**
	 * A record, or the rest of one.
	 *
	 * @param bytes what is on the way
	 * @param said how many bytes were said in it
	 */
	private record Piece(byte[] bytes, int said) {
	}

}
