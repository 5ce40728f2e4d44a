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

package io.framedtcp.support;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.SynchronousPoolListener;

/**
 * Counts connections as the pool opens and closes them, which a server may see in another
 * order.
 */
public final class ConnectionCount implements SynchronousPoolListener {

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger max = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	@Override
	public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
		this.max.accumulateAndGet(this.open.incrementAndGet(), Math::max);
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
		this.open.decrementAndGet();
		this.closed.incrementAndGet();
	}

	public int open() {
		return this.open.get();
	}

	public int closed() {
		return this.closed.get();
	}

	/**
	 * Returns the most connections that were open at a time.
	 * @return their number
	 */
	public int max() {
		return this.max.get();
	}

}
