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

package io.framedtcp.internal.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.spi.CloseReason;

/**
 * Bounds how long the connections of a client may be kept: until their maximum lifetime,
 * or until all are evicted. Safe for use by many threads.
 */
public final class Lifespans {

	private static final int JITTER_PER_MILLE = 100;

	private final Duration maxLifetime;

	private final AtomicInteger epoch = new AtomicInteger();

	/**
	 * Creates the lifespans of a client.
	 * @param maxLifetime age at which a connection is retired, less a random tenth at
	 * most, so that connections opened together do not end together; zero for no bound
	 */
	public Lifespans(Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	/**
	 * Ends those that have begun.
	 */
	public void evictAll() {
		this.epoch.incrementAndGet();
	}

	/**
	 * Returns how often all have been ended.
	 * @return the number of times
	 */
	public int epoch() {
		return this.epoch.get();
	}

	/**
	 * Begins the lifespan of a connection that has been opened.
	 * @param epoch what the {@linkplain #epoch() epoch} was before it was
	 * @return the lifespan
	 */
	public Lifespan begin(int epoch) {
		if (this.maxLifetime.isZero()) {
			return new Lifespan(epoch, Deadline.never().nanoTime());
		}
		int jitter = ThreadLocalRandom.current().nextInt(JITTER_PER_MILLE);
		Duration lifetime = this.maxLifetime.minus(this.maxLifetime.dividedBy(1000).multipliedBy(jitter));
		return new Lifespan(epoch, Deadline.after(lifetime).nanoTime());
	}

	/**
	 * Returns why a connection must not be kept any longer.
	 * @param lifespan the connection's lifespan
	 * @return the reason, or {@code null} if it may be kept
	 */
	@Nullable CloseReason reasonToEnd(Lifespan lifespan) {
		if (lifespan.epoch != this.epoch.get()) {
			return CloseReason.EVICTED;
		}
		return (lifespan.expiry - System.nanoTime() <= 0) ? CloseReason.MAX_LIFETIME : null;
	}

	/**
	 * The lifespan of a connection.
	 *
	 * @param epoch how often all had been ended before it was opened
	 * @param expiry reading of {@link System#nanoTime()} at its maximum lifetime
	 */
	record Lifespan(int epoch, long expiry) {

	}

}
