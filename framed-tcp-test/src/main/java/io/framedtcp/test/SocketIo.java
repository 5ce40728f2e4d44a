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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection. What is written waits for {@link #flush()}, so that it goes
 * out in one segment. Read by one thread; written by any, where who holds the
 * {@link #lock()} keeps the others from writing into the midst of a frame. What a fault
 * wants to read in another thread, it leaves to the one that reads.
 */
final class SocketIo {

	// As much as the system may have of a client that is ignored.
	private static final int CHUNK = 8192;

	// Enough for the end of a client that has sent little to be seen.
	private static final int MOST_READ_WHEN_REFUSING = 4096;

	// The reader looks for demands far more often, unless it waits inside a request.
	private static final long MOST_WAIT_FOR_READER_MILLIS = 200;

	static final Runnable NOTHING = () -> {
	};

	private final Socket socket;

	private final ReceivedBytes received;

	private final OutputStream out;

	private final ReentrantLock lock = new ReentrantLock();

	private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();

	private final CountDownLatch closed = new CountDownLatch(1);

	private final CountDownLatch clientGone = new CountDownLatch(1);

	private volatile boolean outputShut;

	private volatile boolean pending;

	private volatile @Nullable Thread reader;

	private volatile @Nullable Demand demand;

	SocketIo(Socket socket) throws IOException {
		socket.setTcpNoDelay(true);
		this.socket = socket;
		this.received = new ReceivedBytes(socket, this.closed, this.clientGone);
		this.out = socket.getOutputStream();
	}

	/**
	 * Lets no other thread than this one read from now on.
	 */
	void readOnlyHere() {
		this.reader = Thread.currentThread();
	}

	/**
	 * Does what a fault in another thread has left to the one that reads, if anything.
	 * @throws IOException if the connection ends by it, or breaks
	 * @throws InterruptedException if the server is closed
	 */
	void meetDemand() throws IOException, InterruptedException {
		Demand made = this.demand;
		if (made != null) {
			made.meet();
		}
	}

	private boolean isReadElsewhere() {
		Thread thread = this.reader;
		return thread != null && thread != Thread.currentThread();
	}

	/**
	 * Leaves it to the thread that reads to end the connection.
	 * @param made what it is to do
	 * @param begun told once it is sure to happen
	 * @throws IOException always: once the connection has ended
	 * @throws InterruptedException if the server is closed
	 */
	private void leaveToReader(Demand made, Runnable begun) throws IOException, InterruptedException {
		// Nobody else writes meanwhile.
		this.lock.lockInterruptibly();
		try {
			flush();
			this.demand = made;
			begun.run();
			this.closed.await();
		}
		finally {
			this.lock.unlock();
		}
		throw new ConnectionEndedException("closed meanwhile");
	}

	/**
	 * Waits until there is something to read, or the client's end.
	 * @param millis the bound in milliseconds, 0 for none
	 * @return {@code false} if the time is over
	 * @throws IOException if the connection breaks
	 */
	boolean awaitInput(int millis) throws IOException {
		return this.received.await(millis);
	}

	int available() {
		return this.received.available();
	}

	/**
	 * Returns whether the client has sent its last byte and all have been read.
	 * @return whether there is nothing more to come
	 */
	boolean isAtEnd() {
		return this.received.isAtEnd();
	}

	void endRequest() {
		this.received.endRequest();
	}

	// The client may still wait for the reply.
	boolean isEndOfRequest() {
		return this.received.isEndOfRequest();
	}

	/**
	 * Reads bytes.
	 * @param count how many
	 * @param bytesPerMilli how many to take each millisecond, 0 for no such bound
	 * @return just those bytes
	 * @throws IOException if the connection breaks or ends before
	 * @throws InterruptedException if the server is closed
	 */
	byte[] read(int count, int bytesPerMilli) throws IOException, InterruptedException {
		return this.received.take(count, bytesPerMilli);
	}

	/**
	 * Wait, but no longer than the client keeps the connection.
	 * @param nanos how long
	 * @throws IOException if the connection ends or breaks meanwhile
	 * @throws InterruptedException if the server is closed
	 */
	void pause(long nanos) throws IOException, InterruptedException {
		flush();
		if (isReadElsewhere()) {
			if (this.clientGone.await(nanos, TimeUnit.NANOSECONDS)) {
				throw new ConnectionEndedException("closed by the client");
			}
			return;
		}
		this.received.readAhead(nanos);
	}

	/**
	 * Sends what has been written, and lets a millisecond pass, so that a reader has a
	 * chance to get it before what follows.
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	void breakSegment() throws IOException, InterruptedException {
		flush();
		this.closed.await(1, TimeUnit.MILLISECONDS);
	}

	/**
	 * Does nothing until the client closes the connection, ignoring what it sends.
	 * @param begun told when nothing is done any more
	 * @throws IOException always: at the end, or when the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	void stall(Runnable begun) throws IOException, InterruptedException {
		if (isReadElsewhere()) {
			leaveToReader(() -> stall(NOTHING), begun);
		}
		flush();
		begun.run();
		while (true) {
			this.received.discard(CHUNK);
		}
	}

	/**
	 * Leaves what the client sends to the buffers of the system until these are full, but
	 * for the first few bytes, without which the end of an idle client could not be seen.
	 * @param begun told when nothing else is done any more
	 * @throws IOException always: at the end, or when the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	void refuseToRead(Runnable begun) throws IOException, InterruptedException {
		if (isReadElsewhere()) {
			leaveToReader(() -> refuseToRead(NOTHING), begun);
		}
		flush();
		begun.run();
		this.socket.setReceiveBufferSize(1);
		int taken = 0;
		while (taken < MOST_READ_WHEN_REFUSING) {
			taken += this.received.discard(MOST_READ_WHEN_REFUSING - taken);
		}
		this.closed.await();
		throw new ConnectionEndedException("closed by the server");
	}

	void lock() {
		this.lock.lock();
	}

	void unlock() {
		this.lock.unlock();
	}

	void write(byte[] bytes, int from, int to) {
		this.lock.lock();
		try {
			this.unsent.write(bytes, from, to - from);
			this.pending = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	void write(byte[] bytes) {
		write(bytes, 0, bytes.length);
	}

	void flush() throws IOException {
		if (!this.pending) {
			// Another thread may be inside a frame, and blocked by the client.
			return;
		}
		this.lock.lock();
		try {
			byte[] bytes = this.unsent.toByteArray();
			this.unsent.reset();
			this.pending = false;
			if (bytes.length > 0 && !this.outputShut) {
				this.out.write(bytes);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	void writeNow(byte[] bytes) throws IOException {
		this.lock.lock();
		try {
			write(bytes);
			flush();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Write, as soon as no other thread is inside a frame.
	 * @param bytes the bytes
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the connection has ended meanwhile
	 */
	void writeInTurn(byte[] bytes) throws IOException, InterruptedException {
		this.lock.lockInterruptibly();
		try {
			writeNow(bytes);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Writes nothing more (FIN), and go on reading.
	 * @throws IOException if that fails
	 */
	void shutdownOutput() throws IOException {
		flush();
		if (!this.outputShut) {
			this.outputShut = true;
			this.socket.shutdownOutput();
		}
	}

	/**
	 * Closes in order (FIN). What has come is read before, since the system would abort a
	 * connection on which something is left.
	 * @throws IOException if that fails
	 */
	void finish() throws IOException {
		shutdownOutput();
		if (isReadElsewhere()) {
			this.demand = this::finish;
			awaitClosed();
			close();
			return;
		}
		this.received.discardAvailable();
		close();
	}

	private void awaitClosed() {
		try {
			this.closed.await(MOST_WAIT_FOR_READER_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			// The reader, which has closed it, ends the others.
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Closes in order (FIN), by any thread.
	 * @throws IOException if that fails
	 */
	void close() throws IOException {
		this.closed.countDown();
		this.clientGone.countDown();
		if (!this.outputShut && !this.socket.isClosed()) {
			shutOutputQuietly();
		}
		this.socket.close();
	}

	/**
	 * Aborts (RST), by any thread.
	 * @throws IOException if that fails
	 */
	void reset() throws IOException {
		this.closed.countDown();
		this.clientGone.countDown();
		this.socket.setSoLinger(true, 0);
		this.socket.close();
	}

	boolean isClosed() {
		return this.socket.isClosed();
	}

	int clientPort() {
		return this.socket.getPort();
	}

	/**
	 * The client sees the end of what was written, even if unread bytes make the system
	 * send a reset behind it.
	 */
	private void shutOutputQuietly() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			// Broken already: closing is all that is left.
		}
	}

	/**
	 * What one thread leaves to another.
	 */
	@FunctionalInterface
	private interface Demand {

		void meet() throws IOException, InterruptedException;

	}

}
