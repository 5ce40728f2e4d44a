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

package io.framedtcp.internal.connect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.InitializerContext;
import io.framedtcp.spi.SetupFailedException;

/**
 * Lets an initializer use a new connection, and not for longer than it may.
 */
final class ConnectionSetup implements InitializerContext {

	/** What is written is the payload and nothing else. */
	private static final Framing RAW = UntilCloseFraming.untilClose();

	private final FrameChannel channel;

	private final InetSocketAddress remoteAddress;

	private final ConnectionAttributes attributes;

	/** Held by the thread that uses the connection, and for ever once it is set up. */
	private final Semaphore use = new Semaphore(1);

	private volatile boolean done;

	private volatile @Nullable Throwable failure;

	private ConnectionSetup(FrameChannel channel, InetSocketAddress remoteAddress, ConnectionAttributes attributes) {
		this.channel = channel;
		this.remoteAddress = remoteAddress;
		this.attributes = attributes;
	}

	/**
	 * Lets a connection be initialized.
	 * @param initializer what does it
	 * @param channel the connection's channel
	 * @param remoteAddress what it is connected to
	 * @param attributes the connection's attributes
	 * @throws IOException if the initializer or anything that it did has failed
	 */
	static void run(ConnectionInitializer initializer, FrameChannel channel, InetSocketAddress remoteAddress,
			ConnectionAttributes attributes) throws IOException {
		ConnectionSetup setup = new ConnectionSetup(channel, remoteAddress, attributes);
		try {
			initializer.initialize(setup);
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			// Other languages than Java let a checked exception pass that is not
			// declared.
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new SetupFailedException(ex.toString(), ex);
		}
		finally {
			setup.end();
		}
		Throwable failure = setup.failure;
		if (failure != null) {
			throw new SetupFailedException(String.valueOf(failure.getMessage()), failure);
		}
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public ConnectionAttributes attributes() {
		return this.attributes;
	}

	@Override
	public void send(byte[] payload) throws IOException {
		perform(() -> write(this.channel.encode(payload)));
	}

	@Override
	public void send(byte[] payload, Framing framing) throws IOException {
		perform(() -> write(this.channel.encode(payload, framing)));
	}

	@Override
	public byte[] receive() throws IOException {
		return perform(this.channel::read);
	}

	@Override
	public byte[] receive(Framing framing) throws IOException {
		return perform(() -> this.channel.read(framing));
	}

	/**
	 * Also returns a frame that came before the request could be written: it may say why
	 * the server refuses it. The connection is of no use then.
	 */
	@Override
	public byte[] exchange(byte[] payload) throws IOException {
		return perform(() -> {
			EncodedFrame frame = this.channel.encode(payload);
			try {
				this.channel.write(frame);
			}
			catch (IOException ex) {
				this.failure = ex;
				return this.channel.readEarly(ex);
			}
			return this.channel.read();
		});
	}

	@Override
	public void writeBytes(byte[] bytes) throws IOException {
		send(bytes, RAW);
	}

	@Override
	public byte[] readBytes(int count) throws IOException {
		return receive(FixedSizeFraming.of(count));
	}

	private byte[] write(EncodedFrame frame) throws IOException {
		this.channel.write(frame);
		return new byte[0];
	}

	private byte[] perform(Operation operation) throws IOException {
		if (this.done || !this.use.tryAcquire()) {
			throw new IllegalStateException(
					this.done ? "The connection has been initialized: it belongs to the pool now"
							: "Another thread is using the connection");
		}
		try {
			return operation.perform();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.failure = ex;
			throw ex;
		}
		finally {
			this.use.release();
		}
	}

	/**
	 * Lets nobody use the connection any more. One that is still being used, by another
	 * thread than that which has returned, is of no use to anybody.
	 */
	private void end() {
		this.done = true;
		if (!this.use.tryAcquire()) {
			this.failure = new IllegalStateException(
					"the initializer has returned while another thread was using the connection");
		}
	}

	@FunctionalInterface
	private interface Operation {

		byte[] perform() throws IOException;

	}

}
