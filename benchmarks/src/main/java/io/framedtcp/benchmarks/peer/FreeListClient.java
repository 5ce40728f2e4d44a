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

package io.framedtcp.benchmarks.peer;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import org.jspecify.annotations.Nullable;

/**
 * The pool that is often proposed: a free list of sockets that dials where it is empty
 * and closes where it is full, and before each request reads whatever comes until a
 * deadline, to be rid of old replies. A healthy connection costs the whole deadline.
 */
final class FreeListClient implements Client {

	private final Target target;

	private final int flushMillis;

	private final BlockingQueue<Socket> free;

	FreeListClient(Target target, int flushMillis) {
		this.target = target;
		this.flushMillis = flushMillis;
		this.free = new ArrayBlockingQueue<>(target.connections());
	}

	@Override
	public byte[] exchange(byte[] request) throws IOException {
		Socket socket = take();
		boolean whole = false;
		try {
			DataOutputStream out = new DataOutputStream(socket.getOutputStream());
			out.writeInt(request.length);
			out.write(request);
			DataInputStream in = new DataInputStream(socket.getInputStream());
			byte[] reply = new byte[in.readInt()];
			in.readFully(reply);
			whole = true;
			return reply;
		}
		finally {
			if (!whole || !this.free.offer(socket)) {
				socket.close();
			}
		}
	}

	@Override
	public void close() throws IOException {
		Socket socket = this.free.poll();
		while (socket != null) {
			socket.close();
			socket = this.free.poll();
		}
	}

	private Socket take() throws IOException {
		@Nullable Socket socket = this.free.poll();
		while (socket != null) {
			if (flush(socket)) {
				return socket;
			}
			socket.close();
			socket = this.free.poll();
		}
		return Sockets.connect(this.target);
	}

	private boolean flush(Socket socket) throws IOException {
		socket.setSoTimeout(this.flushMillis);
		InputStream in = socket.getInputStream();
		byte[] old = new byte[512];
		try {
			int count = in.read(old);
			while (count >= 0) {
				count = in.read(old);
			}
			return false;
		}
		catch (SocketTimeoutException ex) {
			socket.setSoTimeout(this.target.responseTimeoutMillis());
			return true;
		}
	}

}
