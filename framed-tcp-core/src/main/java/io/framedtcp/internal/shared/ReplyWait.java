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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

/**
 * The wait of callers for their replies. Each caller waits in its own thread. If its call
 * has a role, the thread writes or drives meanwhile. Safe for use by many threads.
 */
final class ReplyWait {

	/** Looked up by reflection: JDK 17 has no virtual threads. */
	private static final @Nullable Method IS_VIRTUAL = methodIsVirtual();

	private final CallFactory factory;

	private final DeadlineWatch deadlines;

	/**
	 * Creates the wait of one client.
	 * @param factory checks replies
	 * @param deadlines wakes callers at their deadlines
	 */
	ReplyWait(CallFactory factory, DeadlineWatch deadlines) {
		this.factory = factory;
		this.deadlines = deadlines;
	}

	/**
	 * Waits for the reply to a call of this thread.
	 * @param call the call
	 * @param deadline bounds the wait
	 * @return the reply
	 * @throws ExchangeFailedException if no reply comes in time
	 */
	byte[] await(SharedCall call, Deadline deadline) throws ExchangeFailedException {
		SharedConnection connection = call.place();
		boolean first = true;
		while (!call.isDone()) {
			if (!workOrWait(call, connection, deadline, first) && connection.abandon(call)) {
				throw gaveUp(call, connection);
			}
			first = false;
		}
		byte[] reply = call.outcome();
		if (call.isAnswered()) {
			check(call, connection, reply, deadline);
		}
		return reply;
	}

	/**
	 * Does the work of the call's roles. Without a role it waits.
	 * @param call the call
	 * @param connection the connection
	 * @param deadline bounds the wait
	 * @param first whether the call has done nothing yet
	 * @return {@code false} if the caller must give up
	 */
	private boolean workOrWait(SharedCall call, SharedConnection connection, Deadline deadline, boolean first) {
		if (call.isWriter()) {
			connection.write(call, deadline);
			return true;
		}
		if (call.isDriver()) {
			return connection.driver().drive(call, deadline);
		}
		if (connection.isBusy() && !isVirtual(Thread.currentThread())) {
			// The reply often comes within the same time slice. If the thread is then
			// still awake, it saves two system calls, and the driver one.
			Thread.yield();
			if (call.isDone() || call.isWriter() || call.isDriver()) {
				return true;
			}
		}
		// The deadline was set a moment ago, so the first wait does not read the clock.
		// It ends at once if the deadline has passed.
		if ((!first && deadline.remainingNanos() <= 0) || Thread.currentThread().isInterrupted()) {
			return false;
		}
		this.deadlines.park(call, connection, deadline);
		return true;
	}

	private static @Nullable Method methodIsVirtual() {
		try {
			return Thread.class.getMethod("isVirtual");
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	private static boolean isVirtual(Thread thread) {
		try {
			return IS_VIRTUAL != null && (boolean) IS_VIRTUAL.invoke(thread);
		}
		catch (IllegalAccessException | InvocationTargetException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void check(SharedCall call, SharedConnection connection, byte[] reply, Deadline deadline)
			throws ExchangeFailedException {
		// The matcher checks a reply found by its order, and the caller's id is restored.
		if (this.factory.isMatcherAskedByCaller()) {
			match(call, connection, reply, deadline);
		}
		this.factory.restoreId(call, reply);
	}

	private void match(SharedCall call, SharedConnection connection, byte[] reply, Deadline deadline)
			throws ExchangeFailedException {
		UserCodeGuards guards = connection.userCode();
		Guard guard = guards.begin(deadline);
		WrongReplyException wrong = null;
		boolean inTime = false;
		try {
			this.factory.match(call, reply);
		}
		catch (WrongReplyException ex) {
			wrong = ex;
		}
		finally {
			inTime = guards.end(guard);
		}
		if (!inTime && (wrong != null || guard.isStuck())) {
			// It is unknown whether the replies are still in order.
			connection.drain(CloseReason.TIMED_OUT);
			throw new ExchangeFailedException(CloseReason.TIMED_OUT, false, true, false,
					"the whole reply had come, and the matcher was not done with it",
					new SocketTimeoutException("the deadline has passed"));
		}
		if (wrong != null) {
			// The other callers lose their connection.
			connection.fail(CloseReason.WRONG_REPLY, CloseReason.BROKEN, new IOException(
					"a frame came that is not the reply to an earlier request on the connection: " + wrong.getMessage(),
					wrong));
			throw new ExchangeFailedException(CloseReason.WRONG_REPLY, false, true, false, wrong);
		}
	}

	private static ExchangeFailedException gaveUp(SharedCall call, SharedConnection connection) {
		boolean maybeSent = call.isOrphaned();
		if (Thread.currentThread().isInterrupted()) {
			return new ExchangeFailedException(CloseReason.INTERRUPTED, !maybeSent, maybeSent, false,
					new ClosedByInterruptException());
		}
		boolean writing = !maybeSent || !call.isAnswered();
		return new ExchangeFailedException(CloseReason.TIMED_OUT, writing, maybeSent, false,
				writing ? null : connection.arrived().progress(call),
				new SocketTimeoutException("the deadline has passed"));
	}

}
