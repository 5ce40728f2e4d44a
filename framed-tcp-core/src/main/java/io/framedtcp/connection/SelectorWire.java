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
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Waits by a selector of its own. The channel stays in non-blocking mode from the first
 * drain-and-test on, so that to change the mode is to set a variable, where the JDK
 * before 21 makes two system calls.
 * <p>
 * The selector costs two descriptors. It is opened when first waited with, and closed
 * when the connection has not been used for a while.
 */
final class SelectorWire implements Wire {

	private static final Consumer<SelectionKey> NOTHING = (key) -> {
	};

	private final SocketChannel channel;

	/** Whether reads and writes wait, whatever the channel does. */
	private boolean blocking = true;

	/** Whether something has been written to which no answer can have come yet. */
	private boolean answerAwaited;

	private volatile @Nullable Selector selector;

	SelectorWire(SocketChannel channel) {
		this.channel = channel;
	}

	@Override
	public int read(ByteBuffer target) throws IOException {
		if (!isWaiting()) {
			return this.channel.read(target);
		}
		if (this.answerAwaited) {
			// To try before would be in vain.
			this.answerAwaited = false;
			await(SelectionKey.OP_READ);
		}
		int count = this.channel.read(target);
		while (count == 0 && target.hasRemaining()) {
			await(SelectionKey.OP_READ);
			count = this.channel.read(target);
		}
		return count;
	}

	@Override
	public int write(ByteBuffer source) throws IOException {
		int count = begin().write(source);
		while (isWaiting() && count == 0 && source.hasRemaining()) {
			await(SelectionKey.OP_WRITE);
			count = this.channel.write(source);
		}
		return count;
	}

	@Override
	public long write(ByteBuffer[] sources, int offset, int count) throws IOException {
		long written = begin().write(sources, offset, count);
		while (isWaiting() && written == 0) {
			await(SelectionKey.OP_WRITE);
			written = this.channel.write(sources, offset, count);
		}
		return written;
	}

	@Override
	public void configureBlocking(boolean blocking) throws IOException {
		if (!this.channel.isOpen()) {
			throw new ClosedChannelException();
		}
		if (!blocking && this.channel.isBlocking()) {
			this.channel.configureBlocking(false);
		}
		this.blocking = blocking;
	}

	@Override
	public boolean isBlocking() {
		return this.blocking;
	}

	@Override
	public boolean isOpen() {
		return this.channel.isOpen();
	}

	/**
	 * Close the channel, and then the selector, which wakes a thread that waits with it:
	 * closing the channel alone would not.
	 */
	@Override
	public void close() throws IOException {
		try {
			this.channel.close();
		}
		finally {
			rest();
		}
	}

	@Override
	public void rest() throws IOException {
		Selector selector = this.selector;
		if (selector != null) {
			selector.close();
		}
	}

	private boolean isWaiting() {
		return this.blocking && !this.channel.isBlocking();
	}

	private SocketChannel begin() throws IOException {
		if (isWaiting()) {
			closeIfInterrupted();
			this.answerAwaited = true;
		}
		return this.channel;
	}

	private void await(int operation) throws IOException {
		Selector selector = openSelector();
		SelectionKey key = this.channel.keyFor(selector);
		try {
			if (key == null) {
				this.channel.register(selector, operation);
			}
			else if (key.interestOps() != operation) {
				key.interestOps(operation);
			}
			selector.select(NOTHING);
		}
		catch (ClosedSelectorException | CancelledKeyException ex) {
			throw closed(ex);
		}
		closeIfInterrupted();
	}

	private Selector openSelector() throws IOException {
		Selector selector = this.selector;
		if (selector != null && selector.isOpen()) {
			return selector;
		}
		Selector opened = Selector.open();
		this.selector = opened;
		if (!this.channel.isOpen()) {
			// Whoever has closed it may not have seen the selector.
			opened.close();
			throw new ClosedChannelException();
		}
		return opened;
	}

	private void closeIfInterrupted() throws IOException {
		if (Thread.currentThread().isInterrupted()) {
			close();
			throw new ClosedByInterruptException();
		}
	}

	private static IOException closed(RuntimeException cause) {
		return (IOException) new ClosedChannelException().initCause(cause);
	}

}
