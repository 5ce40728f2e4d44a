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
import java.nio.channels.ClosedByInterruptException;
import java.util.concurrent.Semaphore;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.SetupFailedException;
import io.framedtcp.internal.connection.FrameChannel;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.InitializerContext;

/**
 * Lets an initializer use a new connection until the initializer returns.
 */
final class ConnectionSetup implements InitializerContext {

	/** Writes the payload and nothing else. */
	private static final Framing RAW = UntilCloseFraming.untilClose();

	private final FrameChannel channel;

	private final InetSocketAddress remoteAddress;

	private final ConnectionAttributes attributes;

	/** Held by the thread that uses the connection, and permanently after the set-up. */
	private final Semaphore use = new Semaphore(1);

	private volatile boolean done;

	private volatile @Nullable Throwable failure;

	/** The step that the initializer has begun last. */
	private volatile Step step = Step.NONE;

	private int steps;

	private int framesSent;

	private int framesReceived;

	/**
	 * Prepares the set-up of a connection.
	 * @param channel the connection's channel
	 * @param remoteAddress the address of the server
	 * @param attributes the connection's attributes
	 */
	ConnectionSetup(FrameChannel channel, InetSocketAddress remoteAddress, ConnectionAttributes attributes) {
		this.channel = channel;
		this.remoteAddress = remoteAddress;
		this.attributes = attributes;
	}

	/**
	 * Runs an initializer on the connection.
	 * @param initializer the initializer
	 * @throws IOException if the initializer or any of its operations has failed
	 */
	void run(ConnectionInitializer initializer) throws IOException {
		try {
			initializer.initialize(this);
		}
		catch (IOException | RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			// Languages other than Java can throw undeclared checked exceptions.
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			throw new SetupFailedException(ex.toString(), ex);
		}
		finally {
			end();
		}
		Throwable failure = this.failure;
		if (failure != null) {
			throw new SetupFailedException(String.valueOf(failure.getMessage()), failure);
		}
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	/**
	 * Describes how far the initializer has come, without any payload.
	 * @return its step, and how many frames it had sent and received
	 */
	String progress() {
		String doing = switch (this.step) {
			case NONE -> "before its first step";
			case DONE -> "behind its step " + this.steps;
			default -> "in its step " + this.steps + ", " + this.step.description;
		};
		String progress = this.step.isReading() ? this.channel.incomplete().progress() : null;
		return doing + " (frames sent: " + this.framesSent + ", received: " + this.framesReceived
				+ ((progress != null) ? "; " + progress : "") + ")";
	}

	/**
	 * Returns whether the initializer waits for a frame of the client's framing.
	 * @return whether bytes that have come instead can be recognized
	 */
	boolean isAwaitingFrame() {
		return this.step == Step.FRAME || this.step == Step.ANSWER;
	}

	@Override
	public ConnectionAttributes attributes() {
		return this.attributes;
	}

	@Override
	public void send(byte[] payload) throws IOException {
		perform(Step.SEND, () -> write(this.channel.encoder().encode(payload)));
		this.framesSent++;
	}

	@Override
	public void send(byte[] payload, Framing framing) throws IOException {
		perform(Step.SEND, () -> write(this.channel.encoder().encode(payload, framing)));
		this.framesSent++;
	}

	@Override
	public byte[] receive() throws IOException {
		return received(perform(Step.FRAME, this.channel::read));
	}

	@Override
	public byte[] receive(Framing framing) throws IOException {
		return received(perform(Step.OTHER_FRAME, () -> this.channel.read(framing)));
	}

	/**
	 * Also returns a frame that came before a failed write of the request: it may say why
	 * the server refuses the request. The set-up still fails then.
	 */
	@Override
	public byte[] exchange(byte[] payload) throws IOException {
		return received(perform(Step.ANSWER, () -> {
			EncodedFrame frame = this.channel.encoder().encode(payload);
			try {
				this.channel.write(frame);
			}
			catch (IOException ex) {
				this.failure = ex;
				return readEarly(ex, payload);
			}
			this.framesSent++;
			return this.channel.read(payload);
		}));
	}

	@Override
	public void writeBytes(byte[] bytes) throws IOException {
		perform(Step.SEND, () -> write(this.channel.encoder().encode(bytes, RAW)));
	}

	@Override
	public byte[] readBytes(int count) throws IOException {
		Framing framing = FixedSizeFraming.of(count);
		return perform(Step.BYTES, () -> this.channel.read(framing));
	}

	private byte[] readEarly(IOException failure, byte[] request) throws IOException {
		if (!this.channel.isFailedWriteMaybeSent() || failure instanceof ClosedByInterruptException) {
			throw failure;
		}
		try {
			// Reads do not wait after a failed write.
			return this.channel.read(request);
		}
		catch (IOException | RuntimeException ex) {
			failure.addSuppressed(ex);
			throw failure;
		}
	}

	private byte[] received(byte[] frame) {
		this.framesReceived++;
		return frame;
	}

	private byte[] write(EncodedFrame frame) throws IOException {
		this.channel.write(frame);
		return new byte[0];
	}

	private byte[] perform(Step step, Operation operation) throws IOException {
		if (this.done || !this.use.tryAcquire()) {
			throw new IllegalStateException(
					this.done ? "The connection has been initialized: it belongs to the pool now"
							: "Another thread is using the connection");
		}
		try {
			this.step = step;
			this.steps++;
			byte[] result = operation.perform();
			this.step = Step.DONE;
			return result;
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
	 * Ends all use of the connection by the initializer. If another thread is still using
	 * it, the set-up fails.
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

	/**
	 * A step of an initializer.
	 */
	private enum Step {

		NONE(""), DONE(""), SEND("sending"), FRAME("waiting for a frame"),
		OTHER_FRAME("waiting for a frame of another framing"), ANSWER("waiting for the answer to a frame"),
		BYTES("waiting for bytes");

		private final String description;

		Step(String description) {
			this.description = description;
		}

		boolean isReading() {
			return ordinal() > SEND.ordinal();
		}

	}

}
