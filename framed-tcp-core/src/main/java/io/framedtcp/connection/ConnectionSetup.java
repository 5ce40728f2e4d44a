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
import java.util.HexFormat;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.FixedSizeFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.UntilCloseFraming;

/**
 * Lets an initializer use a new connection, and not for longer than it may.
 */
final class ConnectionSetup implements NewConnection {

	/** What is written is the payload and nothing else. */
	private static final Framing RAW = UntilCloseFraming.untilClose();

	private final FrameChannel channel;

	private final InetSocketAddress remoteAddress;

	private @Nullable Throwable failure;

	private volatile boolean done;

	private ConnectionSetup(FrameChannel channel, InetSocketAddress remoteAddress) {
		this.channel = channel;
		this.remoteAddress = remoteAddress;
	}

	/**
	 * Let a connection be initialized.
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
		finally {
			setup.done = true;
		}
		if (setup.failure != null) {
			throw new IOException(setup.failure.getMessage(), setup.failure);
		}
	}

	static String hex(byte[] bytes) {
		return HexFormat.ofDelimiter(" ").formatHex(bytes);
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return this.remoteAddress;
	}

	@Override
	public void send(byte[] payload) throws IOException {
		perform(() -> {
			this.channel.write(this.channel.encode(payload));
			return payload;
		});
	}

	@Override
	public byte[] receive() throws IOException {
		return perform(this.channel::read);
	}

	@Override
	public byte[] receive(Framing framing) throws IOException {
		return perform(() -> this.channel.read(framing));
	}

	@Override
	public void writeBytes(byte[] bytes) throws IOException {
		perform(() -> {
			this.channel.write(this.channel.encode(bytes, RAW));
			return bytes;
		});
	}

	@Override
	public byte[] readBytes(int count) throws IOException {
		return receive(FixedSizeFraming.of(count));
	}

	private byte[] perform(Operation operation) throws IOException {
		if (this.done) {
			throw new IllegalStateException("The connection has been initialized: it belongs to the pool now");
		}
		try {
			return operation.perform();
		}
		catch (IOException | RuntimeException | Error ex) {
			this.failure = ex;
			throw ex;
		}
	}

	@FunctionalInterface
	private interface Operation {

		byte[] perform() throws IOException;

	}

}
