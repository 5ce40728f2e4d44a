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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;

/**
 * Reads from a TCP socket and writes to it. In blocking mode it behaves like a blocking
 * {@link SocketChannel}: reads and writes wait, an interrupt closes it, and closing it
 * ends a read or write in another thread.
 * <p>
 * It is full duplex. While a write finds no room, it reads arriving bytes into a
 * {@link ReadAheadBuffer}. So the two sides do not block each other if the peer writes
 * before it has read everything. After a failed write, reads return the bytes that had
 * arrived by then, and never wait.
 * <p>
 * The channel is in non-blocking mode for each write and each test. Its mode changes only
 * when necessary, since a change costs system calls; see docs/decisions/0013 and 0023.
 * <p>
 * Used by one thread at a time, except for {@link #close()}.
 */
public final class SocketIo implements Transport {

	/**
	 * From this JDK on, a channel used by virtual threads changes its mode at no cost.
	 */
	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	/** How often to poll without a selector. */
	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketChannel channel;

	private final GatheringByteChannel out;

	private final DirectIo direct;

	private final SelectorOpener selectors;

	/**
	 * Costs two descriptors, so it is opened when first needed. It may be closed at any
	 * time.
	 */
	private volatile @Nullable Selector selector;

	private final ReadAheadBuffer ahead = new ReadAheadBuffer();

	/** Whether anything has been read ahead, including the end of the stream. */
	private boolean aheadUsed;

	/** Whether a read waits by the selector, if one is open. */
	private final boolean selecting;

	/** Whether reads and writes wait. The channel's own mode may differ. */
	private boolean blocking = true;

	/**
	 * Whether the connection has been tested. Only then a write opens the selector in
	 * advance.
	 */
	private boolean tested;

	/** Whether bytes have just been written, so no answer can have come yet. */
	private boolean answerAwaited;

	private boolean writeFailed;

	private boolean endedBehindFailure;

	/**
	 * Creates the I/O of a socket.
	 * @param channel its channel
	 * @param out writes to it
	 * @param selecting whether reads wait by a selector, which is cheaper before JDK 21
	 * @param selectors opens selectors
	 */
	SocketIo(SocketChannel channel, GatheringByteChannel out, boolean selecting, SelectorOpener selectors) {
		this.channel = channel;
		this.out = out;
		this.direct = new DirectIo(channel, out);
		this.selecting = selecting;
		this.selectors = selectors;
	}

	/**
	 * Creates the I/O of a socket, which waits in the best way for this JDK.
	 * @param channel the channel, connected or not
	 * @param quickAck whether the kernel is to acknowledge at once
	 * @return its I/O, which closes the channel
	 */
	public static SocketIo over(SocketChannel channel, boolean quickAck) {
		boolean selecting = Runtime.version().feature() < FIRST_WITH_VIRTUAL_THREADS;
		GatheringByteChannel out = quickAck ? QuickAckWriter.over(channel) : channel;
		return new SocketIo(channel, out, selecting, channel.provider()::openSelector);
	}

	@Override
	public void readAheadAtMost(int bytes) {
		this.ahead.limit(bytes);
	}

	@Override
	public boolean hasBytesAhead() {
		return this.aheadUsed && this.ahead.hasBytes();
	}

	/**
	 * TCP distinguishes an end from a break, with one exception. A failed write consumes
	 * the socket's error, so an end after it may really be a reset.
	 */
	@Override
	public boolean isTruncated() {
		return this.endedBehindFailure;
	}

	@Override
	public boolean isPartPending() {
		return false;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		int count = this.aheadUsed ? this.ahead.take(target) : 0;
		if (count != 0 || this.writeFailed) {
			return count;
		}
		Selector selector = this.selector;
		if (this.blocking && !(this.selecting && selector != null && selector.isOpen())) {
			enterBlockingMode();
			return this.direct.read(target);
		}
		if (!this.blocking || !this.answerAwaited) {
			count = this.direct.read(target);
		}
		while (count == 0 && this.blocking && target.hasRemaining()) {
			this.answerAwaited = false;
			select(SelectionKey.OP_READ, 0);
			closeIfInterrupted();
			count = this.direct.read(target);
		}
		return count;
	}

	/**
	 * Writes some bytes. If reads wait by a selector, it is opened first, so it cannot be
	 * missing for the reply. If no selector can be opened, reads use blocking mode.
	 */
	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		try {
			if (this.blocking) {
				closeIfInterrupted();
				this.answerAwaited = true;
				if (this.selecting && this.tested) {
					openSelector();
				}
			}
			if (this.channel.isBlocking()) {
				this.channel.configureBlocking(false);
			}
			long written = this.direct.write(sources, offset, count);
			while (written == 0 && this.blocking && sources[offset + count - 1].hasRemaining()) {
				awaitRoom();
				written = this.direct.write(sources, offset, count);
			}
			return written;
		}
		catch (IOException ex) {
			endWrites(ex);
			throw ex;
		}
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		if (!this.channel.isOpen()) {
			throw new ClosedChannelException();
		}
		if (!blocking) {
			this.tested = true;
			if (this.channel.isBlocking()) {
				this.channel.configureBlocking(false);
			}
		}
		this.blocking = blocking;
	}

	@Override
	public boolean isBlocking() {
		return this.blocking && !this.writeFailed;
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Closes the channel, and then the selector. Closing the selector wakes a thread that
	 * waits in it; closing the channel alone would not.
	 */
	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			releaseSelector();
		}
	}

	@Override
	public int readNow(ByteBuffer target) throws IOException {
		return (this.aheadUsed && this.ahead.hasBytes()) ? this.ahead.take(target) : this.channel.read(target);
	}

	@Override
	public int writeNow(ByteBuffer source) throws IOException {
		return this.out.write(source);
	}

	@Override
	public void endOutput() throws IOException {
		this.channel.shutdownOutput();
	}

	@Override
	public void wakeUp() {
		Selector selector = this.selector;
		if (selector != null) {
			selector.wakeup();
		}
	}

	@Override
	public void releaseSelector() throws IOException {
		Selector selector = this.selector;
		if (selector != null) {
			selector.close();
		}
	}

	// For a wait without a selector, which needs no descriptor.
	private void enterBlockingMode() throws IOException {
		releaseSelector();
		if (!this.channel.isBlocking()) {
			this.channel.configureBlocking(true);
		}
	}

	/**
	 * Opens the selector, unless it is open.
	 * @return the selector, or {@code null} if none can be opened
	 * @throws ClosedChannelException if the channel is closed
	 */
	private @Nullable Selector openSelector() throws ClosedChannelException {
		Selector selector = this.selector;
		if (selector != null && selector.isOpen()) {
			return selector;
		}
		Selector opened = null;
		try {
			opened = this.selectors.open();
		}
		catch (IOException | OutOfMemoryError ex) {
			// The caller polls instead.
		}
		this.selector = opened;
		if (!this.channel.isOpen()) {
			// The closing thread may not have seen the selector.
			if (opened != null) {
				Watchdog.closeQuietly(opened);
			}
			throw new ClosedChannelException();
		}
		return opened;
	}

	@Override
	public int await(int operations, Deadline deadline) throws IOException {
		// At least 1, as 0 would mean without limit.
		return select(operations, Math.max(1, (deadline.remainingNanos() + POLL_NANOS - 1) / POLL_NANOS));
	}

	/**
	 * Waits until one of several operations is possible, or until an interrupt. Without a
	 * selector it polls.
	 * @param operations a set of {@link SelectionKey} operations
	 * @param millis for how long; 0 for no limit, if the watchdog has the deadline
	 * @return the operations that are probably possible now, or none
	 * @throws IOException if the channel is or was closed
	 */
	private int select(int operations, long millis) throws IOException {
		Selector selector = openSelector();
		if (selector == null) {
			return poll(operations);
		}
		try {
			SelectionKey key = this.channel.keyFor(selector);
			if (key == null) {
				key = this.channel.register(selector, operations);
			}
			else if (key.interestOps() != operations) {
				key.interestOps(operations);
			}
			// The key says what is ready. The action avoids the set of selected keys.
			return (selector.select(SelectionKey::readyOps, millis) > 0) ? key.readyOps() : 0;
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw (IOException) new ClosedChannelException().initCause(ex);
		}
	}

	private void closeIfInterrupted() throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			close();
			throw new ClosedByInterruptException();
		}
	}

	private int poll(int operations) throws ClosedChannelException {
		LockSupport.parkNanos(this, POLL_NANOS);
		if (!this.channel.isOpen()) {
			throw new ClosedChannelException();
		}
		return operations;
	}

	private void awaitRoom() throws IOException {
		boolean writable = false;
		while (!writable) {
			int reading = this.ahead.hasRoom() ? SelectionKey.OP_READ : 0;
			int ready = select(SelectionKey.OP_WRITE | reading, 0);
			closeIfInterrupted();
			if ((ready & SelectionKey.OP_READ) != 0) {
				readAhead();
			}
			writable = (ready & SelectionKey.OP_WRITE) != 0;
		}
	}

	private void endWrites(IOException cause) {
		this.writeFailed = true;
		if (cause instanceof ClosedByInterruptException || this.ahead.isEnded()) {
			return;
		}
		try {
			// On Linux, bytes that came before a reset stay in the kernel.
			if (this.channel.isBlocking()) {
				this.channel.configureBlocking(false);
			}
			int count;
			do {
				count = readAhead();
			}
			while (count > 0);
		}
		catch (IOException ex) {
			// There is no more.
		}
		this.endedBehindFailure = this.ahead.isEnded();
	}

	private int readAhead() throws IOException {
		this.aheadUsed = true;
		return this.ahead.fill(this.direct);
	}

	/**
	 * Opens selectors.
	 */
	@FunctionalInterface
	interface SelectorOpener {

		/**
		 * Opens a selector.
		 * @return the selector
		 * @throws IOException if there are no descriptors left
		 */
		Selector open() throws IOException;

	}

}
