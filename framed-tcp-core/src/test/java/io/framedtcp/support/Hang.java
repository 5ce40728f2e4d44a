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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;

/**
 * User code that hangs until it is released. It either heeds interrupts or swallows them.
 */
public final class Hang implements AutoCloseable {

	/** So that a test fails rather than to hang itself. */
	private static final long PATIENCE_SECONDS = 40;

	private final boolean stubborn;

	private final CountDownLatch begun = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicInteger entered = new AtomicInteger();

	private final AtomicInteger left = new AtomicInteger();

	private final AtomicInteger interrupts = new AtomicInteger();

	private Hang(boolean stubborn) {
		this.stubborn = stubborn;
	}

	public static Hang stubborn() {
		return new Hang(true);
	}

	public static Hang heeding() {
		return new Hang(false);
	}

	public void here() {
		this.entered.incrementAndGet();
		this.begun.countDown();
		boolean hanging = true;
		while (hanging) {
			try {
				this.released.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
				hanging = false;
			}
			catch (InterruptedException ex) {
				this.interrupts.incrementAndGet();
				hanging = this.stubborn;
			}
		}
		this.left.incrementAndGet();
	}

	public void awaitBegun() {
		Awaitility.await().until(() -> this.begun.getCount() == 0);
	}

	public int entered() {
		return this.entered.get();
	}

	public int left() {
		return this.left.get();
	}

	public int interrupts() {
		return this.interrupts.get();
	}

	@Override
	public void close() {
		this.released.countDown();
	}

}
