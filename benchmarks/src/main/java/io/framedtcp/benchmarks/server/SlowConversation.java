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

package io.framedtcp.benchmarks.server;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One connection of a server that takes its time: each request is answered after 50 ms,
 * and others are read meanwhile.
 */
final class SlowConversation implements Runnable {

	private static final long DELAY_MILLIS = 50;

	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

	private final Socket socket;

	SlowConversation(Socket socket) {
		this.socket = socket;
	}

	@Override
	public void run() {
		try (this.socket) {
			DataInputStream in = new DataInputStream(this.socket.getInputStream());
			OutputStream out = this.socket.getOutputStream();
			while (true) {
				byte[] reply = reply(in.readNBytes(in.readInt()));
				this.timer.schedule(() -> write(out, reply), DELAY_MILLIS, TimeUnit.MILLISECONDS);
			}
		}
		catch (EOFException ex) {
			// The client has said all it wanted.
			return;
		}
		catch (IOException ex) {
			// The client is gone; if it went because of a fault, it says so itself.
			return;
		}
		finally {
			this.timer.shutdown();
		}
	}

	private static byte[] reply(byte[] request) {
		int length = ByteBuffer.wrap(request).getInt();
		byte[] frame = Arrays.copyOf(request, length);
		return ByteBuffer.allocate(Integer.BYTES + length).putInt(length).put(frame).array();
	}

	private static void write(OutputStream out, byte[] reply) {
		try {
			out.write(reply);
		}
		catch (IOException ex) {
			// The client is gone.
			return;
		}
	}

}
