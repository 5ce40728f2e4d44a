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

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One connection of the server: reads what has come in one system call, answers all whole
 * requests in it in another.
 */
final class Conversation implements Runnable {

	private static final int HEADER = 4;

	private final Socket socket;

	private byte[] input = new byte[16 * 1024];

	private int position;

	private int limit;

	private byte[] output = new byte[16 * 1024];

	private int written;

	Conversation(Socket socket) {
		this.socket = socket;
	}

	@Override
	public void run() {
		try (this.socket) {
			converse(this.socket.getInputStream(), this.socket.getOutputStream());
		}
		catch (IOException ex) {
			// The client is gone; if it went because of a fault, it says so itself.
			return;
		}
	}

	private void converse(InputStream in, OutputStream out) throws IOException {
		int count = in.read(this.input, 0, this.input.length);
		while (count >= 0) {
			this.limit += count;
			while (isFrameThere()) {
				answer();
			}
			if (this.written > 0) {
				out.write(this.output, 0, this.written);
				this.written = 0;
			}
			makeRoom();
			count = in.read(this.input, this.limit, this.input.length - this.limit);
		}
	}

	private boolean isFrameThere() {
		int available = this.limit - this.position;
		return available >= HEADER && available >= HEADER + intAt(this.position);
	}

	private void answer() {
		int length = intAt(this.position);
		int start = this.position + HEADER;
		int replyLength = intAt(start);
		reserve(HEADER + replyLength);
		ByteBuffer.wrap(this.output).putInt(this.written, replyLength);
		int copied = Math.min(length, replyLength);
		System.arraycopy(this.input, start, this.output, this.written + HEADER, copied);
		this.written += HEADER + replyLength;
		this.position = start + length;
	}

	private void reserve(int size) {
		if (this.output.length - this.written < size) {
			this.output = Arrays.copyOf(this.output, Math.max(2 * this.output.length, this.written + size));
		}
	}

	private void makeRoom() {
		int left = this.limit - this.position;
		int needed = (left >= HEADER) ? HEADER + intAt(this.position) : HEADER;
		byte[] target = (needed > this.input.length) ? new byte[needed] : this.input;
		if (this.position > 0 || target != this.input) {
			System.arraycopy(this.input, this.position, target, 0, left);
		}
		this.input = target;
		this.position = 0;
		this.limit = left;
	}

	private int intAt(int index) {
		return ByteBuffer.wrap(this.input).getInt(index);
	}

}
