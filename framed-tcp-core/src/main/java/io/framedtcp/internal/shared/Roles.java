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
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.CloseReason;

/**
 * The writer and the driver of a shared connection. Each role has at most one holder. A
 * caller that queues a frame while there is no writer becomes the writer. A caller that
 * waits for a reply while there is no driver becomes the driver. A leaving holder hands
 * its role to another waiting caller.
 * <p>
 * Changed under the lock of {@link ConnectionCalls}. It wakes no thread, but returns the
 * calls whose threads must be woken.
 */
final class Roles {

	private final ReentrantLock lock;

	private final Lifecycle lifecycle;

	private final OutstandingCalls calls;

	private final OutgoingFrames out;

	private boolean writing;

	private @Nullable SharedCall driver;

	/** Drives if no caller does; {@code null} without a listener. */
	private @Nullable SharedCall listener;

	/** Whether the writer has left a blocked write to the driver. */
	private volatile boolean blocked;

	/** The failure of a write; the driver ends the connection. */
	private volatile @Nullable IOException writeFailure;

	/**
	 * Creates the roles of a connection, without holders.
	 * @param lock the lock of the connection's calls
	 * @param lifecycle knows whether the connection has ended
	 * @param calls the calls that may get a role
	 * @param out the frames to write
	 */
	Roles(ReentrantLock lock, Lifecycle lifecycle, OutstandingCalls calls, OutgoingFrames out) {
		this.lock = lock;
		this.lifecycle = lifecycle;
		this.calls = calls;
		this.out = out;
	}

	/**
	 * Starts again with a new lease of the connection. Called under the lock.
	 */
	void begin() {
		this.blocked = false;
	}

	/**
	 * Takes all roles away, because the connection has ended. Called under the lock.
	 */
	void end() {
		this.driver = null;
		this.writing = false;
	}

	/**
	 * Returns whether a write is blocked, because the kernel has no room. Any thread may
	 * call this.
	 * @return whether the driver must continue it
	 */
	boolean isBlocked() {
		return this.blocked;
	}

	/**
	 * Returns the failure of a write. Any thread may call this.
	 * @return the failure, or {@code null} if there was none
	 */
	@Nullable IOException writeFailure() {
		return this.writeFailure;
	}

	/**
	 * Returns whether a caller is writing at present. Called under the lock.
	 * @return {@code false} if there is no writer, or the write is blocked
	 */
	boolean isWriting() {
		return this.writing && !this.blocked;
	}

	boolean isDriven() {
		return this.driver != null;
	}

	/**
	 * Gives a call the free roles that it can take. Called under the lock.
	 * @param call the call, which is outstanding
	 */
	void offer(SharedCall call) {
		if (!this.writing && isWorkForWriter()) {
			this.writing = true;
			call.writer(true);
		}
		boolean needed = call.isAnswered() || this.blocked || this.writeFailure != null;
		if (this.driver == null && call.isAwaited() && needed) {
			this.driver = call;
			call.driver(true);
		}
	}

	private boolean isWorkForWriter() {
		return this.calls.isQueued() || this.out.isPending();
	}

	/**
	 * Lets a call of a batch take roles, because its thread now waits for it.
	 * @param call the call
	 */
	void takeUp(SharedCall call) {
		this.lock.lock();
		try {
			call.standby(false);
			if (!call.isDone()) {
				offer(call);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the writer's role to another. Called under the lock.
	 * @param from the current holder
	 * @param to the next holder
	 */
	void passWriting(SharedCall from, SharedCall to) {
		from.writer(false);
		to.writer(true);
	}

	/**
	 * Takes the writer's role away, because nothing is left to write. Called under the
	 * lock.
	 * @param call the current holder
	 */
	void stopWriting(SharedCall call) {
		this.writing = false;
		call.writer(false);
	}

	/**
	 * Leaves the rest of the gathered frames to the driver, because the kernel has no
	 * room.
	 * @param call the call with the writer's role
	 * @return the driver, or {@code null} if no caller waits
	 */
	@Nullable SharedCall leaveToDriver(SharedCall call) {
		this.lock.lock();
		try {
			this.blocked = true;
			call.writer(false);
			return driverOrElected();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives the driver the writer's role, to continue the blocked write.
	 * @param call the call with the driver's role
	 * @return {@code false} if no write is blocked, or the connection has ended; its
	 * calls rely on nothing more being sent
	 */
	boolean writeOn(SharedCall call) {
		this.lock.lock();
		try {
			boolean due = !this.lifecycle.isEnded() && this.blocked;
			if (due) {
				this.blocked = false;
				call.writer(true);
			}
			return due;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that a write has failed. The driver reads the received bytes and ends the
	 * connection.
	 * @param call the call with the writer's role
	 * @param failure the failure
	 * @return the driver, or {@code null} if no caller waits
	 */
	@Nullable SharedCall writeFailed(SharedCall call, IOException failure) {
		this.lock.lock();
		try {
			this.writeFailure = failure;
			stopWriting(call);
			this.lifecycle.drain(CloseReason.BROKEN);
			return driverOrElected();
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable SharedCall driverOrElected() {
		if (this.driver == null) {
			elect();
		}
		return this.driver;
	}

	private void elect() {
		SharedCall oldest = this.calls.oldestAwaited();
		SharedCall elected = (oldest != null) ? oldest : this.listener;
		this.driver = elected;
		if (elected != null) {
			elected.promoted();
		}
	}

	/**
	 * Lets a listener drive whenever no caller does.
	 * @param role the call of the listener
	 */
	void listen(SharedCall role) {
		this.lock.lock();
		try {
			this.listener = role;
			driverOrElected();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Stops listening. Called under the lock.
	 * @param role the call of the listener
	 * @param woken collects the calls that get its roles
	 */
	void stopListening(SharedCall role, List<SharedCall> woken) {
		this.listener = null;
		pass(role, woken);
	}

	/**
	 * Gives a call the driver's role, if the role is free.
	 * @param call the call, which belongs to no caller
	 * @return whether the call got the role
	 */
	boolean takeDriver(SharedCall call) {
		this.lock.lock();
		try {
			boolean free = this.driver == null && !this.lifecycle.isEnded();
			if (free) {
				this.driver = call;
				call.driver(true);
			}
			return free;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the roles of a call to others.
	 * @param call the call
	 * @param woken collects the calls that get the roles
	 */
	void handOver(SharedCall call, List<SharedCall> woken) {
		this.lock.lock();
		try {
			pass(call, woken);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Hands the roles of a call to others. Called under the lock.
	 * @param call the call
	 * @param woken collects the calls that get the roles
	 */
	void pass(SharedCall call, List<SharedCall> woken) {
		if (this.driver == call) {
			call.driver(false);
			elect();
			if (this.driver != null) {
				woken.add(this.driver);
			}
		}
		if (call.isWriter()) {
			call.writer(false);
			SharedCall next = isWorkForWriter() ? nextWriter() : null;
			this.writing = next != null;
			if (next != null) {
				next.writer(true);
				woken.add(next);
			}
		}
	}

	private @Nullable SharedCall nextWriter() {
		SharedCall driver = this.driver;
		return (driver != null && driver.isAwaited()) ? driver : this.calls.firstQueuedAwaited();
	}

}
