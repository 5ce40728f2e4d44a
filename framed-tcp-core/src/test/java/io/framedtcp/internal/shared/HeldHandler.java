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

package io.framedtcp.internal.shared;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.UnsolicitedFrameHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that holds the thread of its caller until it is released or interrupted.
 */
final class HeldHandler implements UnsolicitedFrameHandler, AutoCloseable {

	private final CountDownLatch handling = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	@Override
	public byte[] handle(ConnectionInfo connection, byte[] frame) {
		this.handling.countDown();
		AbstractSharedTests.await(this.released);
		return null;
	}

	/**
	 * Waits until it has got a frame.
	 */
	void awaitFrame() {
		try {
			assertThat(this.handling.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError("Interrupted before a frame came", ex);
		}
	}

	void release() {
		this.released.countDown();
	}

	@Override
	public void close() {
		release();
	}

}
