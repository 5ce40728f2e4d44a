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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;

/**
 * Lets an initializer use a new connection, and not for longer than it may.
 */
final class ConnectionSetup implements NewConnection {

	/** What is written is the payload and nothing else. */
	private static final Framing RAW = UntilCloseFraming.untilClose();

	private static final byte[] NOTHING = {};

	private final FrameChannel channel;

	private final InetSocketAddress remoteAddress;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private volatile @Nullable Throwable failure;

	private ConnectionSetup(FrameChannel channel, InetSocketAddress remoteAddress) {
		this.channel = channel;
		this.remoteAddress = remoteAddress;
	}

	/**
	 * Lets a connection be initialized.
	 * @param initializer what does it
	 * @param channel the connection's channel
	 * @param remoteAddress what it is connected to
	 * @throws IOException if the initializer or anything that it did has failed
	 */
	static void run(ConnectionInitializer initializer, FrameChannel channel, InetSocketAddress remoteAddress)
			throws IOException {
		ConnectionSetup setup = new ConnectionSetup(channel, remoteAddress);
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
	public void send(byte[] payload) throws IOException {
		write(() -> this.channel.encode(payload));
	}

	@Override
	public void send(byte[] payload, Framing framing) throws IOException {
		write(() -> this.channel.encode(payload, framing));
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

	private void write(Supplier<EncodedFrame> frame) throws IOException {
		perform(() -> {
			this.channel.write(frame.get());
			return NOTHING;
		});
	}

	private byte[] perform(Operation operation) throws IOException {
		State before = this.state.compareAndExchange(State.IDLE, State.BUSY);
		if (before != State.IDLE) {
			throw new IllegalStateException(
					(before == State.DONE) ? "The connection has been initialized: it belongs to the pool now"
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
			this.state.compareAndSet(State.BUSY, State.IDLE);
		}
	}

	/**
	 * Lets nobody use the connection any more. One that is still being used, by another
	 * thread than that which has returned, is of no use to anybody.
	 */
	private void end() {
		if (this.state.getAndSet(State.DONE) == State.BUSY) {
			this.failure = new IllegalStateException(
					"the initializer has returned while another thread was using the connection");
		}
	}

	private enum State {

		IDLE, BUSY, DONE

	}

	@FunctionalInterface
	private interface Operation {

		byte[] perform() throws IOException;

	}

}
