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

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.shared.Lifecycle.Phase;
import io.framedtcp.internal.shared.ReplyDelivery.Result;
import io.framedtcp.spi.CloseReason;

/**
 * The state of one shared connection: its calls, its {@link Lifecycle} and its
 * {@link Roles}. One lock guards them all, and is held only for moments. This class does
 * no I/O, wakes no thread and runs no user code. It returns the necessary actions to
 * {@link SharedConnection}.
 * <p>
 * Safe for use by many threads.
 */
final class ConnectionCalls implements Correlation.OpenCalls {

	/**
	 * The number of writes after which the writer hands over to a caller with a queued
	 * frame.
	 */
	private static final int WRITES_FOR_OTHERS = 4;

	private final ReentrantLock lock = new ReentrantLock();

	private final FramedConnection connection;

	private final Places places;

	private final OutstandingCalls calls = new OutstandingCalls();

	private final OutgoingFrames out;

	private final Lifecycle lifecycle;

	private final Roles roles;

	private final CallOutcomes outcomes;

	private final Admission admission;

	/**
	 * Creates the state of a new shared connection.
	 * @param connection the connection
	 * @param settings the settings of shared connections
	 * @param correlation finds the call that a frame answers
	 * @param out gathers the frames of calls
	 * @param drained receives the reason when the connection stops getting new calls;
	 * called under the lock
	 */
	ConnectionCalls(FramedConnection connection, SharedSettings settings, Correlation correlation, OutgoingFrames out,
			Consumer<CloseReason> drained) {
		this.connection = connection;
		this.out = out;
		this.places = new Places(settings);
		this.lifecycle = new Lifecycle(this.lock, connection, settings, drained);
		this.roles = new Roles(this.lock, this.lifecycle, this.calls, out);
		this.outcomes = new CallOutcomes(this.places, this.calls, correlation, out, this.lifecycle, this.roles,
				settings);
		this.admission = new Admission(this.lock, connection, correlation, this.places, this.calls, this.lifecycle,
				this.roles);
	}

	/**
	 * Starts again with a new lease of the connection.
	 */
	void begin() {
		this.lock.lock();
		try {
			this.out.reset();
			this.places.begin();
			this.roles.begin();
			this.lifecycle.begin();
		}
		finally {
			this.lock.unlock();
		}
	}

	Lifecycle lifecycle() {
		return this.lifecycle;
	}

	Roles roles() {
		return this.roles;
	}

	Places places() {
		return this.places;
	}

	Admission admission() {
		return this.admission;
	}

	/**
	 * Gathers the next frames for the writer.
	 * @param call the call with the role
	 * @param writes the number of writes it has made
	 * @param woken collects the completed calls, and the next writer
	 * @param taken collects the calls of the begun frames, if the log needs them
	 * @return the number of begun frames; -1 if the call no longer has the role
	 */
	int gather(SharedCall call, int writes, List<SharedCall> woken, @Nullable List<SharedCall> taken) {
		this.lock.lock();
		try {
			this.outcomes.written(woken);
			SharedCall next = (writes >= WRITES_FOR_OTHERS) ? this.calls.queue().peek() : null;
			if (next != null && next != call && next.isAwaited()) {
				this.roles.passWriting(call, next);
				woken.add(next);
				return -1;
			}
			if (taken != null) {
				taken.addAll(this.calls.queue());
			}
			boolean over = this.lifecycle.isEnded() || this.roles.writeFailure() != null;
			int begun = over ? 0 : this.out.fill(this.calls.queue(), this.calls.unwritten());
			if (over || (begun == 0 && !this.out.buffer().hasRemaining())) {
				this.roles.stopWriting(call);
				return -1;
			}
			this.connection.requestsBegun(begun);
			this.places.begun(begun);
			return begun;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Completes the calls that the frames answer.
	 * @param arrived the frames
	 * @return the outcome of each frame
	 */
	Result complete(ArrivedFrames arrived) {
		Result result = new Result(arrived.size());
		this.lock.lock();
		try {
			this.lifecycle.framesCame();
			for (int i = 0; i < arrived.size(); i++) {
				this.outcomes.arrived(arrived.frame(i), arrived.key(i), result);
			}
			if (result.isUnknown()) {
				this.lifecycle.drain(CloseReason.WRONG_REPLY);
			}
			return result;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Abandons a call whose caller cannot wait any longer.
	 * @param call the call
	 * @param woken collects the calls that fail with it or get its roles
	 * @return {@code false} if the call is already completed; its outcome then counts
	 */
	boolean abandon(SharedCall call, List<SharedCall> woken) {
		this.lock.lock();
		try {
			boolean abandoned = !call.isDone();
			if (abandoned) {
				this.outcomes.givenUp(call, woken);
			}
			return abandoned;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Ends a completed call without a role.
	 * @return whether it was the last one; the caller must then end the lease
	 */
	boolean leaveQuietly() {
		return this.places.leave() && endIfUnused();
	}

	/**
	 * Ends a call in any state.
	 * @param call the call
	 * @param woken collects the calls that fail with it or get its roles
	 * @return whether it was the last one; the caller must then end the lease
	 */
	boolean leave(SharedCall call, List<SharedCall> woken) {
		this.lock.lock();
		try {
			this.outcomes.givenUp(call, woken);
			this.places.leave();
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Stops listening.
	 * @param role the call of the listener
	 * @param woken collects the calls that get its roles
	 * @return whether no caller is left; the caller of this method must then end the
	 * lease
	 */
	boolean stopListening(SharedCall role, List<SharedCall> woken) {
		this.lock.lock();
		try {
			this.roles.stopListening(role, woken);
			this.places.leave();
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drains the connection, which then gets no new calls.
	 * @param reason the close reason; {@code null} to keep it idle
	 * @return whether no caller is left; the caller of this method must then end the
	 * lease
	 */
	boolean drain(@Nullable CloseReason reason) {
		this.lock.lock();
		try {
			this.lifecycle.drain(reason);
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drains the connection if it is past its lifetime, was evicted, or has waited for a
	 * late reply for too long.
	 * @return whether no caller is left; the caller of this method must then end the
	 * lease
	 */
	boolean endIfOutdated() {
		this.lock.lock();
		try {
			this.lifecycle.drainIfOutdated(this.places.oldestOrphan(this.calls));
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean endIfUnused() {
		this.lock.lock();
		try {
			return endIfIdle();
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean endIfIdle() {
		// The lease ends when no caller is present and nothing is outstanding.
		if (this.places.present() > 0 || this.lifecycle.isEnded() || this.roles.isDriven() || this.calls.isQueued()) {
			return false;
		}
		if (isCutOff()) {
			// No caller is left to write the rest of a frame.
			this.lifecycle.drain(CloseReason.TIMED_OUT);
		}
		else if (this.roles.isWriting()) {
			return false;
		}
		if (this.places.orphans() > 0 && this.lifecycle.phase() != Phase.FINISHING) {
			return false;
		}
		this.lifecycle.end();
		return true;
	}

	/**
	 * Returns whether a frame may be only partly written.
	 * @return whether nothing else may be written
	 */
	boolean isCutOff() {
		return this.roles.isBlocked() || this.out.isPending();
	}

	/**
	 * Returns whether the order of replies is lost, and no earlier call is left to
	 * complete.
	 * @return whether the connection must end
	 */
	boolean isOutOfOrder() {
		this.lock.lock();
		try {
			return this.lifecycle.isOutOfOrder() && this.calls.inFlight().isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Fails all calls.
	 * @param reason the close reason
	 * @param cause the failure
	 * @param unfinished the unfinished frame
	 * @param failed collects the calls
	 * @return {@code false} if the connection has already ended
	 */
	boolean fail(CloseReason reason, Throwable cause, UnfinishedFrame unfinished, List<SharedCall> failed) {
		this.lock.lock();
		try {
			if (this.lifecycle.isEnded()) {
				return false;
			}
			this.lifecycle.end();
			this.outcomes.failed(reason, cause, unfinished, failed);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Returns the number of outstanding requests of a thread.
	 * @param thread the thread
	 * @return the number
	 */
	int countOf(Thread thread) {
		AtomicInteger count = new AtomicInteger();
		forEach((call) -> {
			if (call.isAnswered() && call.thread() == thread) {
				count.incrementAndGet();
			}
		});
		return count.get();
	}

	@Override
	public void forEach(Consumer<? super SharedCall> action) {
		this.lock.lock();
		try {
			this.calls.forEach(action);
		}
		finally {
			this.lock.unlock();
		}
	}

}
