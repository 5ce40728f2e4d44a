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

/**
 * Reads from a TCP socket and writes to it. In blocking mode it behaves as a blocking
 * {@link SocketChannel}: reads and writes wait, an interrupt closes it, and closing it
 * ends what a thread is doing with it.
 * <p>
 * It is full duplex. While a write finds no room, it reads what arrives into a
 * {@link ReadAheadBuffer}. So a peer that writes before it has read everything never
 * waits for this side while this side waits for the peer. After a failed write, reads
 * return what had arrived by then, and never wait.
 * <p>
 * The channel is in non-blocking mode for each write and each test. It changes its own
 * mode only when it has to, since that costs system calls; see docs/decisions/0013 and
 * 0023.
 * <p>
 * Used by one thread at a time, except for {@link #close()}.
 */
public final class SocketIo implements Transport {

	/** From here on the JDK's channels wait as virtual threads do, without a mode. */
	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	/** How often to look without a selector. */
	private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final SocketChannel channel;

	private final GatheringByteChannel out;

	private final DirectIo direct;

	private final SelectorOpener selectors;

	/**
	 * Costs two descriptors. So it is opened when first needed, and closed at any time.
	 */
	private volatile @Nullable Selector selector;

	private final ReadAheadBuffer ahead = new ReadAheadBuffer();

	/** Whether anything has been read ahead, be it the end. */
	private boolean aheadUsed;

	/** Whether a read waits by the selector, if there is one. */
	private final boolean selecting;

	/** Whether reads and writes wait, whatever the channel does. */
	private boolean blocking = true;

	/** Whether the connection has been tested, so that it is used more than once. */
	private boolean tested;

	/** Whether something has been written that cannot have been answered yet. */
	private boolean answerAwaited;

	private boolean writeFailed;

	private boolean endedBehindFailure;

	/**
	 * Creates the I/O of a socket.
	 * @param channel its channel
	 * @param out writes to it
	 * @param selecting whether reads wait by a selector, as is cheaper before JDK 21
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
	 * Creates the I/O of a socket that waits as is best on this JDK.
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
	 * TCP tells an end from a break, with one exception: a failed write takes the
	 * socket's error, so an end behind it may in truth be a reset.
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
			await(SelectionKey.OP_READ, 0);
			closeIfInterrupted();
			count = this.direct.read(target);
		}
		return count;
	}

	/**
	 * Writes some bytes. It secures before what the reply needs: on JDKs where reads wait
	 * by a selector, they use blocking mode if none can be had.
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
	 * Closes the channel, and then the selector, which wakes a thread that waits with it.
	 * Closing the channel alone would not.
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
	 * @return the selector, or {@code null} if none can be had
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
			// It polls.
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

	/**
	 * Waits until one of several operations is possible, or an interrupt. Without a
	 * selector it polls. A time of 0 is for ever.
	 */
	@Override
	public int await(int operations, long nanos) throws IOException {
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
			long millis = (nanos + POLL_NANOS - 1) / POLL_NANOS;
			// The key says what is ready: an action spares the set of selected keys.
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
			int ready = await(SelectionKey.OP_WRITE | reading, 0);
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
			// On Linux a reset leaves in the kernel what has come before.
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
