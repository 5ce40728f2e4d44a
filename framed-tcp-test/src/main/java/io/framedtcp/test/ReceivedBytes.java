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

package io.framedtcp.test;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The bytes that have come from a client and nobody has taken yet. Decides how far to
 * read ahead. Used by the one thread that reads the connection.
 */
final class ReceivedBytes {

	private static final int CHUNK = 8192;

	// Beyond it the client is left to wait, as by any server that is slow.
	private static final int MOST_READ_AHEAD = 1 << 20;

	private final Socket socket;

	private final InputStream in;

	private final CountDownLatch closed;

	private final CountDownLatch clientGone;

	private byte[] bytes = new byte[CHUNK];

	private int start;

	private int end;

	private boolean ended;

	private boolean endOfRequest;

	/**
	 * Creates received bytes; there are none yet.
	 * @param socket the connection
	 * @param closed told when the server closes the connection
	 * @param clientGone to be told when the client has sent its last byte
	 * @throws IOException if the connection has ended already
	 */
	ReceivedBytes(Socket socket, CountDownLatch closed, CountDownLatch clientGone) throws IOException {
		this.socket = socket;
		this.in = socket.getInputStream();
		this.closed = closed;
		this.clientGone = clientGone;
	}

	/**
	 * Waits until there is something to read, or the client's end.
	 * @param millis the bound in milliseconds, 0 for none
	 * @return {@code false} if the time is over
	 * @throws IOException if the connection breaks
	 */
	boolean await(int millis) throws IOException {
		return this.start < this.end || this.ended || fill(CHUNK, millis);
	}

	/**
	 * Returns how many bytes can be taken without waiting.
	 * @return the number of bytes
	 */
	int available() {
		return this.end - this.start;
	}

	/**
	 * Returns whether the client has sent its last byte and all have been read.
	 * @return whether there is nothing more to come
	 */
	boolean isAtEnd() {
		return this.ended && this.start == this.end;
	}

	/**
	 * Takes the client's end for that of its request: it may still wait for the reply.
	 */
	void endRequest() {
		this.endOfRequest = this.ended;
	}

	boolean isEndOfRequest() {
		return this.endOfRequest;
	}

	/**
	 * Takes bytes.
	 * @param count how many
	 * @param bytesPerMilli how many to take each millisecond, 0 for no such bound
	 * @return just those bytes
	 * @throws IOException if the connection breaks or ends before
	 * @throws InterruptedException if the server is closed
	 */
	byte[] take(int count, int bytesPerMilli) throws IOException, InterruptedException {
		byte[] taken = new byte[Math.min(count, MOST_READ_AHEAD)];
		int size = 0;
		while (size < count) {
			if (bytesPerMilli > 0) {
				this.closed.await(1, TimeUnit.MILLISECONDS);
			}
			int most = (bytesPerMilli > 0) ? bytesPerMilli : CHUNK;
			if (this.start == this.end) {
				requireMore(size, count, most);
			}
			int next = Math.min(Math.min(most, this.end - this.start), count - size);
			if (size + next > taken.length) {
				taken = Arrays.copyOf(taken, (int) Math.min(count, 2L * (size + next)));
			}
			System.arraycopy(this.bytes, this.start, taken, size, next);
			this.start += next;
			size += next;
		}
		return taken;
	}

	private void requireMore(int size, int count, int most) throws IOException {
		if (!this.ended) {
			fill(most, 0);
		}
		if (isAtEnd()) {
			throw new EOFException("The connection ended after " + size + " of " + count + " bytes");
		}
	}

	/**
	 * Lets time pass, reading ahead as far as is allowed.
	 * @param nanos how long
	 * @throws IOException if the connection ends or breaks meanwhile
	 * @throws InterruptedException if the server is closed
	 */
	void readAhead(long nanos) throws IOException, InterruptedException {
		long deadline = System.nanoTime() + nanos;
		long left = nanos;
		while (left > 0) {
			if (this.endOfRequest || this.end - this.start >= MOST_READ_AHEAD) {
				this.closed.await(left, TimeUnit.NANOSECONDS);
			}
			else {
				fill(CHUNK, (int) Math.min(1000, 1 + TimeUnit.NANOSECONDS.toMillis(left)));
				requireClient();
			}
			left = deadline - System.nanoTime();
		}
	}

	/**
	 * Drops what is there, waits for more and drops that.
	 * @param most how many bytes to read at most
	 * @return how many came
	 * @throws IOException if the connection has ended, or breaks
	 * @throws InterruptedException if the server is closed
	 */
	int discard(int most) throws IOException, InterruptedException {
		this.start = this.end;
		if (this.endOfRequest) {
			this.closed.await();
		}
		requireClient();
		fill(most, 0);
		int count = this.end - this.start;
		this.start = this.end;
		return count;
	}

	/**
	 * Drops what has come so far, without waiting for more.
	 * @throws IOException if the connection breaks
	 */
	void discardAvailable() throws IOException {
		while (this.in.available() > 0 && !this.ended) {
			this.start = this.end;
			fill(CHUNK, 0);
		}
	}

	private void requireClient() throws IOException {
		if (this.ended) {
			throw new ConnectionEndedException("closed by the client");
		}
	}

	private boolean fill(int most, int millis) throws IOException {
		if (this.start == this.end) {
			this.start = 0;
			this.end = 0;
		}
		if (this.end + most > this.bytes.length) {
			this.bytes = Arrays.copyOfRange(this.bytes, this.start, this.start + 2 * this.bytes.length + most);
			this.end -= this.start;
			this.start = 0;
		}
		try {
			this.socket.setSoTimeout(millis);
			int count = this.in.read(this.bytes, this.end, most);
			this.ended = count < 0;
			if (this.ended) {
				this.clientGone.countDown();
			}
			this.end += Math.max(0, count);
			return true;
		}
		catch (SocketTimeoutException ex) {
			return false;
		}
	}

}
