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
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel in non-blocking mode can be read or written. Its selector costs
 * two descriptors, so it is opened when first needed and may be closed at any time.
 * Without descriptors it polls every millisecond instead.
 * <p>
 * Used by one thread at a time, except for {@link #close()}.
 */
final class ReadinessSelector {

	private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private static final long POLL_NANOS = NANOS_PER_MILLI;

	private final SocketChannel channel;

	private final Opener opener;

	private volatile @Nullable Selector selector;

	ReadinessSelector(SocketChannel channel, Opener opener) {
		this.channel = channel;
		this.opener = opener;
	}

	boolean isOpen() {
		Selector selector = this.selector;
		return selector != null && selector.isOpen();
	}

	/**
	 * Opens the selector, unless it is open.
	 * @return the selector, or {@code null} if none can be had
	 * @throws ClosedChannelException if the channel is closed
	 */
	@Nullable Selector open() throws ClosedChannelException {
		Selector selector = this.selector;
		if (selector != null && selector.isOpen()) {
			return selector;
		}
		Selector opened = null;
		try {
			opened = this.opener.open();
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
	 * Waits until one of several operations is possible.
	 * @param operations a set of {@link SelectionKey} operations
	 * @return those that are likely to be possible now, or none
	 * @throws IOException if the channel is or was closed
	 */
	int await(int operations) throws IOException {
		return await(operations, 0);
	}

	/**
	 * Waits until one of several operations is possible.
	 * @param operations a set of {@link SelectionKey} operations
	 * @param nanos for how long, rounded up to milliseconds; 0 for ever
	 * @return those that are likely to be possible now, or none
	 * @throws IOException if the channel is or was closed
	 */
	int await(int operations, long nanos) throws IOException {
		Selector selector = this.selector;
		if (selector == null || !selector.isOpen()) {
			selector = open();
		}
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
			// The key says what is ready: an action spares the set of selected keys.
			long millis = (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI;
			return (selector.select(SelectionKey::readyOps, millis) > 0) ? key.readyOps() : 0;
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw (IOException) new ClosedChannelException().initCause(ex);
		}
	}

	/**
	 * Ends the wait of a thread, or its next one. Any thread may call this.
	 */
	void wakeUp() {
		Selector selector = this.selector;
		if (selector != null) {
			selector.wakeup();
		}
	}

	void close() throws IOException {
		Selector selector = this.selector;
		if (selector != null) {
			selector.close();
		}
	}

	private int poll(int operations) throws ClosedChannelException {
		LockSupport.parkNanos(this, POLL_NANOS);
		if (!this.channel.isOpen()) {
			throw new ClosedChannelException();
		}
		return operations;
	}

	/**
	 * Opens selectors.
	 */
	@FunctionalInterface
	interface Opener {

		/**
		 * Opens a selector.
		 * @return the selector
		 * @throws IOException if there are no descriptors left
		 */
		Selector open() throws IOException;

	}

}
