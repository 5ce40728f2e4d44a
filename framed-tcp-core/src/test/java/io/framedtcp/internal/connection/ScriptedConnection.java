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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.ServerAddress;
import io.framedtcp.internal.route.Reachability;
import io.framedtcp.internal.route.Route;
import io.framedtcp.internal.transport.Watchdog;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.ConnectionListener;
import io.framedtcp.support.InMemoryTransport;
import io.framedtcp.test.ServerConnection;

/**
 * An open connection over a transport in memory. A test plays the peer.
 */
final class ScriptedConnection extends InMemoryTransport {

	private final Watchdog watchdog = new Watchdog("scripted");

	private final CountDownLatch closed = new CountDownLatch(1);

	private final SocketChannel channel = SocketChannel.open();

	private final LivenessCheck livenessCheck;

	private final FramedConnection connection;

	private ByteBuffer arrived = ByteBuffer.allocate(0);

	private boolean blocking = true;

	/** Runs when a read would wait. May let a frame arrive. */
	private Runnable whenWaiting = () -> {
	};

	/** Runs after each write. May let a frame arrive. */
	private Runnable whenWritten = () -> {
	};

	private @Nullable Throwable readFailure;

	private @Nullable Throwable writeFailure;

	private @Nullable Error closeFailure;

	private @Nullable IOException releaseFailure;

	/** How many bytes are written before a write fails. */
	private int room;

	private int tests;

	private int written;

	private int releases;

	private int politeCloses;

	ScriptedConnection(Lifespan lifespan) throws IOException {
		ConnectionSettings settings = ConnectionSettings.builder().address("127.0.0.1", 9).build();
		FrameChannel frames = new FrameChannel(this, settings.framing(), settings.maxFrameSize(),
				settings.propertyPrefix());
		Route route = new Route(new ServerAddress("127.0.0.1", 9), new InetSocketAddress("127.0.0.1", 9));
		ConnectedSocket socket = new ConnectedSocket(this.channel, frames, this.watchdog.guard(this), route, 1,
				ConnectionHooks.none(new ConnectionAttributes()));
		ConnectionStateMachine state = new ConnectionStateMachine(1);
		state.open();
		state.opened();
		this.livenessCheck = new LivenessCheck(settings, lifespan, new Reachability("scripted", settings));
		this.connection = new FramedConnection(new ConnectionInfo("scripted", 1, route.remoteAddress(), 1), socket,
				settings, new ConnectionListener() {
				}, state, this.livenessCheck, System.nanoTime());
	}

	FramedConnection get() {
		return this.connection;
	}

	Exchange exchange() {
		return this.connection.exchange();
	}

	LivenessCheck livenessCheck() {
		return this.livenessCheck;
	}

	/** Lets a frame arrive. */
	void arrive(byte[] payload) {
		byte[] frame = ServerConnection.frame(payload);
		this.arrived = ByteBuffer.allocate(this.arrived.remaining() + frame.length).put(this.arrived).put(frame).flip();
	}

	void whenWaiting(Runnable action) {
		this.whenWaiting = action;
	}

	void whenWritten(Runnable action) {
		this.whenWritten = action;
	}

	/** Lets reads fail once all bytes that have arrived are read. */
	void failReads(Throwable failure) {
		this.readFailure = failure;
	}

	/** Lets writes fail once some bytes are written. */
	void failWrites(int room, Throwable failure) {
		this.room = room;
		this.writeFailure = failure;
	}

	void failClose(Error failure) {
		this.closeFailure = failure;
	}

	void failRelease(IOException failure) {
		this.releaseFailure = failure;
	}

	/** Returns how often the transport was asked whether bytes are pending. */
	int tests() {
		return this.tests;
	}

	int written() {
		return this.written;
	}

	int releases() {
		return this.releases;
	}

	int politeCloses() {
		return this.politeCloses;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (!this.blocking) {
			this.tests++;
		}
		if (this.blocking && !this.arrived.hasRemaining()) {
			this.whenWaiting.run();
		}
		int count = Math.min(target.remaining(), this.arrived.remaining());
		if (count > 0) {
			target.put(this.arrived.slice().limit(count));
			this.arrived.position(this.arrived.position() + count);
			return count;
		}
		fail(this.readFailure);
		if (this.blocking) {
			awaitClose();
		}
		return 0;
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		int size = 0;
		for (int i = offset; i < offset + count; i++) {
			int part = (this.writeFailure != null) ? Math.min(sources[i].remaining(), this.room - size)
					: sources[i].remaining();
			sources[i].position(sources[i].position() + part);
			size += part;
		}
		if (size == 0) {
			fail(this.writeFailure);
		}
		this.room -= size;
		this.written += size;
		this.whenWritten.run();
		return size;
	}

	@Override
	public void releaseSelector() throws IOException {
		this.releases++;
		if (this.releaseFailure != null) {
			throw this.releaseFailure;
		}
	}

	@Override
	public void closePolitely() {
		this.politeCloses++;
		if (this.closeFailure != null) {
			throw this.closeFailure;
		}
	}

	@Override
	public void configureBlocking(boolean blocking) {
		this.blocking = blocking;
	}

	@Override
	public boolean isBlocking() {
		return this.blocking;
	}

	@Override
	public boolean isOpen() {
		return this.closed.getCount() > 0;
	}

	@Override
	public void close() {
		this.closed.countDown();
	}

	/** Ends the connection and its watchdog. */
	void end() throws IOException {
		this.watchdog.close();
		this.channel.close();
	}

	private void awaitClose() throws IOException {
		try {
			if (!this.closed.await(5, TimeUnit.SECONDS)) {
				throw new IOException("nothing has arrived");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new AsynchronousCloseException();
	}

	private static void fail(@Nullable Throwable failure) throws IOException {
		if (failure instanceof IOException ex) {
			throw ex;
		}
		if (failure instanceof Error error) {
			throw error;
		}
	}

}
