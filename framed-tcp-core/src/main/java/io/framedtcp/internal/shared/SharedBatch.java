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

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.Batch;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;

/**
 * The batch of one caller on shared connections. As many requests are in flight as find a
 * place at once. So a caller never waits for a place that it holds itself.
 */
final class SharedBatch {

	private final SharedConnections connections;

	private final SharedCall first;

	private final Batch batch;

	private final Deque<SharedCall> unanswered = new ArrayDeque<>();

	private int begun = 1;

	/**
	 * Creates the exchange of a batch.
	 * @param connections the connections of the client
	 * @param first the call of the first request, closed by its caller
	 * @param batch the requests
	 */
	SharedBatch(SharedConnections connections, SharedCall first, Batch batch) {
		this.connections = connections;
		this.first = first;
		this.batch = batch;
	}

	/**
	 * Exchanges all requests.
	 * @param deadline the deadline of the first reply
	 * @param following supplies, after each reply, the deadline of the next
	 * @return the replies, in the order of the requests
	 * @throws ExchangeFailedException if a reply does not come
	 */
	List<byte[]> exchange(Deadline deadline, Supplier<Deadline> following) throws ExchangeFailedException {
		this.batch.begin();
		this.unanswered.add(this.first);
		try {
			Deadline next = deadline;
			while (!this.unanswered.isEmpty()) {
				placeMore(next);
				takeOldest(next);
				next = following.get();
				if (this.unanswered.isEmpty() && isMoreToBegin()) {
					// Its connection may be draining, and have the only place in the
					// pool.
					this.first.close();
					this.unanswered.add(awaitPlace(next));
					this.begun++;
				}
			}
			return this.batch.replies();
		}
		catch (ExchangeFailedException ex) {
			throw failure(ex);
		}
		finally {
			this.unanswered.forEach(SharedCall::close);
		}
	}

	private boolean isMoreToBegin() {
		return this.begun < this.batch.requests().size();
	}

	private void placeMore(Deadline deadline) {
		boolean placed = true;
		while (placed && isMoreToBegin() && this.unanswered.size() < this.batch.window()) {
			SharedCall next = this.connections.queue().tryPlace(this.batch.requests().get(this.begun));
			placed = next != null;
			if (next != null) {
				this.unanswered.add(next);
				this.begun++;
			}
		}
		this.unanswered.forEach((call) -> call.writeIfAsked(deadline));
	}

	private void takeOldest(Deadline deadline) throws ExchangeFailedException {
		SharedCall oldest = this.unanswered.getFirst();
		if (oldest.isStandby()) {
			oldest.place().calls().roles().takeUp(oldest);
		}
		this.batch.answered(this.begun - this.unanswered.size(), oldest.exchange(oldest.frame(), deadline));
		this.unanswered.removeFirst();
		if (oldest != this.first) {
			oldest.close();
		}
	}

	private SharedCall awaitPlace(Deadline deadline) throws ExchangeFailedException {
		EncodedFrame request = this.batch.requests().get(this.begun);
		try {
			return this.connections.queue().acquire(request, true, deadline);
		}
		catch (IOException ex) {
			throw new ExchangeFailedException(CloseReason.TIMED_OUT, true, true, false, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new ExchangeFailedException(CloseReason.INTERRUPTED, true, true, false, ex);
		}
	}

	private ExchangeFailedException failure(ExchangeFailedException ex) {
		this.unanswered.forEach(SharedCall::close);
		boolean otherMaybeSent = this.begun > this.unanswered.size()
				|| this.unanswered.stream().anyMatch(SharedCall::isMaybeSent);
		return (ex.isMaybeSent() || !otherMaybeSent) ? ex : new ExchangeFailedException(ex.getReason(), ex.isWriting(),
				true, ex.isMaybeClosedWhileIdle(), ex.getProgress(), Objects.requireNonNull(ex.getCause()));
	}

}
