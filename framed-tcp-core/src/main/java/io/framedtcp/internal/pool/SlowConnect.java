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

package io.framedtcp.internal.pool;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.ConnectCancellation;

/**
 * A caller that opens a connection. If the connect is slow, the caller takes a connection
 * that is returned meanwhile. A server may serve one connection at a time and let further
 * ones wait.
 */
final class SlowConnect {

	private static final Offer ENDED = new Offer(null, 0);

	/** How long a cancelled connect may take to end. */
	private static final long PATIENCE_NANOS = 20_000_000;

	private final AtomicReference<@Nullable Offer> offer = new AtomicReference<>();

	private final ExclusiveLease lease;

	private final ConnectCancellation cancellation = new ConnectCancellation();

	private final long start = System.nanoTime();

	/**
	 * Begins to connect.
	 * @param lease the lease that receives the connection
	 */
	SlowConnect(ExclusiveLease lease) {
		this.lease = lease;
	}

	ConnectCancellation cancellation() {
		return this.cancellation;
	}

	/**
	 * Returns whether the connect is slow and the caller has no offer yet. A caller whose
	 * lease has ended needs no offer.
	 * @param delayNanos after how many nanoseconds a connect counts as slow
	 * @return whether to offer it a slot
	 */
	boolean isSlow(long delayNanos) {
		return !this.lease.isEnded() && this.offer.get() == null && System.nanoTime() - this.start >= delayNanos;
	}

	/**
	 * Offers an idle slot and cancels the connect.
	 * @param slot the slot
	 * @return {@code false} if the caller needs no slot
	 */
	boolean offer(Slot slot) {
		boolean taken = this.offer.compareAndSet(null, new Offer(slot, System.nanoTime()));
		if (taken) {
			this.cancellation.cancel();
		}
		return taken;
	}

	/**
	 * Takes back an offered slot that the caller has not collected, because it is stuck
	 * in user code.
	 * @return the slot, or {@code null} if there is none
	 */
	@Nullable Slot withdraw() {
		Offer offer = this.offer.get();
		if (offer == null || offer == ENDED || System.nanoTime() - offer.nanoTime < PATIENCE_NANOS) {
			return null;
		}
		return this.offer.compareAndSet(offer, ENDED) ? offer.slot : null;
	}

	/**
	 * Ends the wait for an offer. Only the first call returns the offered slot.
	 * @return the offered slot, or {@code null} if there is none
	 */
	@Nullable Slot end() {
		Offer offer = this.offer.getAndSet(ENDED);
		return (offer != null) ? offer.slot : null;
	}

	/**
	 * An idle slot for the caller.
	 *
	 * @param slot the slot; {@code null} once the wait has ended
	 * @param nanoTime when it was offered
	 */
	private record Offer(@Nullable Slot slot, long nanoTime) {

	}

}
