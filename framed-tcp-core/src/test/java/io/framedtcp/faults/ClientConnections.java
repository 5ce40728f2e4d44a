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

package io.framedtcp.faults;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.SynchronousPoolListener;

/**
 * Counts the client's connections.
 */
final class ClientConnections implements SynchronousPoolListener {

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger mostOpen = new AtomicInteger();

	private final AtomicInteger retired = new AtomicInteger();

	@Override
	public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
		this.mostOpen.accumulateAndGet(this.open.incrementAndGet(), Math::max);
	}

	@Override
	public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
		this.open.decrementAndGet();
		this.retired.incrementAndGet();
	}

	int mostOpen() {
		return this.mostOpen.get();
	}

	int retired() {
		return this.retired.get();
	}

}
