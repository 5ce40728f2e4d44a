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

package io.framedtcp.sample;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * What is often written where framed TCP is pooled by hand, for contrast: it bounds its
 * connections and its waits, closes a socket that breaks or brings garbage, and makes one
 * mistake. After a time-out it keeps the socket, on which the late reply is still to
 * come.
 */
class NaivePool implements Exchange, AutoCloseable {

	private static final int MAX_REPLY = 1_000_000;

	private final InetSocketAddress server;

	private final int timeoutMillis;

	private final BlockingQueue<Slot> slots;

	private final List<Slot> allSlots = new ArrayList<>();

	NaivePool(InetSocketAddress server, int size, Duration timeout) {
		this.server = server;
		this.timeoutMillis = (int) timeout.toMillis();
		for (int i = 0; i < size; i++) {
			this.allSlots.add(new Slot());
		}
		this.slots = new ArrayBlockingQueue<>(size, true, this.allSlots);
	}

	@Override
	public String ask(String symbol) throws IOException, InterruptedException {
		Slot slot = this.slots.poll(2L * this.timeoutMillis, TimeUnit.MILLISECONDS);
		if (slot == null) {
			throw new IOException("All connections are in use");
		}
		try {
			return slot.ask(symbol);
		}
		catch (SocketTimeoutException ex) {
			// Here is the mistake: the socket is whole, but its next reply is not the
			// next.
			throw ex;
		}
		catch (IOException ex) {
			slot.close();
			throw ex;
		}
		finally {
			this.slots.add(slot);
		}
	}

	@Override
	public void close() {
		this.allSlots.forEach(Slot::close);
	}

	/**
	 * Room for one connection, opened when it is needed.
	 */
	private final class Slot {

		private volatile @Nullable Socket socket;

		private String ask(String symbol) throws IOException {
			Socket socket = connected();
			byte[] request = symbol.getBytes(StandardCharsets.UTF_8);
			ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + request.length);
			socket.getOutputStream().write(frame.putInt(request.length).put(request).array());
			DataInputStream in = new DataInputStream(socket.getInputStream());
			int length = in.readInt();
			if (length < 0 || length > MAX_REPLY) {
				throw new IOException("No reply is " + length + " bytes long");
			}
			byte[] reply = new byte[length];
			in.readFully(reply);
			return new String(reply, StandardCharsets.UTF_8);
		}

		private Socket connected() throws IOException {
			Socket socket = this.socket;
			if (socket == null) {
				socket = new Socket();
				this.socket = socket;
				socket.setTcpNoDelay(true);
				socket.setSoTimeout(NaivePool.this.timeoutMillis);
				socket.connect(NaivePool.this.server, NaivePool.this.timeoutMillis);
			}
			return socket;
		}

		private void close() {
			Socket socket = this.socket;
			this.socket = null;
			try {
				if (socket != null) {
					socket.close();
				}
			}
			catch (IOException ex) {
				// It is given up anyway.
			}
		}

	}

}
