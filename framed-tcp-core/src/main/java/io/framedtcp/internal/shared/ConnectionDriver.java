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

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.MalformedFrameException;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CloseReason;

/**
 * The work of a shared connection's driver. It waits for the channel, reads from it, and
 * finishes a blocked write. It also detects the end of the connection.
 */
final class ConnectionDriver {

	/** The time for user code that runs while no caller waits. */
	private static final Duration USER_CODE_TIME = Duration.ofSeconds(1);

	private final SharedConnection shared;

	private final SharedChannel channel;

	private final ArrivedFrames arrived;

	private final ConnectionWriter writer;

	/**
	 * Creates the driver of a connection.
	 * @param shared the connection
	 * @param channel the channel to read
	 * @param arrived reads the frames
	 * @param writer continues a blocked write
	 */
	ConnectionDriver(SharedConnection shared, SharedChannel channel, ArrivedFrames arrived, ConnectionWriter writer) {
		this.shared = shared;
		this.channel = channel;
		this.arrived = arrived;
		this.writer = writer;
	}

	/**
	 * Reads for all callers, until the driver's own call is done.
	 * @param call the call with the role
	 * @param deadline the deadline of its caller
	 * @return {@code false} if the caller must give up; the call then still has the role
	 */
	boolean drive(SharedCall call, Deadline deadline) {
		return drive(call, deadline, null);
	}

	/**
	 * Reads for a listener, until a round ends. User code has a time of its own, from
	 * when its frames came.
	 * @param role the call of the listener
	 * @param round the end of the round
	 */
	void listen(SharedCall role, Deadline round) {
		drive(role, round, USER_CODE_TIME);
	}

	private boolean drive(SharedCall call, Deadline deadline, @Nullable Duration userCodeTime) {
		boolean readable = call.isPromoted();
		try {
			while (!call.isDone()) {
				if (call.isWriter()) {
					this.writer.write(call, userCodeBy(deadline, userCodeTime));
					// A frame without a reply is now completed; perhaps nothing more will
					// come.
					continue;
				}
				IOException broken = this.shared.calls().roles().writeFailure();
				if (broken != null) {
					readRest(deadline);
					this.shared.fail(reasonOf(broken), broken);
					break;
				}
				if (readable && this.arrived.read(userCodeBy(deadline, userCodeTime)) > 0) {
					// The selector does not know about bytes buffered by TLS, of which
					// there may
					// be ever more.
					readable = this.channel.mayHoldMore() && !isOver(deadline);
					continue;
				}
				if (isOver(deadline)) {
					return false;
				}
				boolean blocked = this.shared.calls().roles().isBlocked();
				int ready = this.channel.await(SelectionKey.OP_READ | (blocked ? SelectionKey.OP_WRITE : 0), deadline);
				if (blocked && (ready & SelectionKey.OP_WRITE) != 0) {
					this.writer.writeOn(call);
				}
				readable = (ready & SelectionKey.OP_READ) != 0;
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.shared.fail(reasonOf(ex), ex);
		}
		handOver(call);
		return true;
	}

	private static Deadline userCodeBy(Deadline deadline, @Nullable Duration userCodeTime) {
		return (userCodeTime != null) ? Deadline.after(userCodeTime) : deadline;
	}

	private static boolean isOver(Deadline deadline) {
		return deadline.remainingNanos() <= 0 || Thread.currentThread().isInterrupted();
	}

	private void readRest(Deadline deadline) {
		try {
			readAll(deadline);
		}
		catch (IOException ex) {
			// The end of the stream, after all bytes were read.
		}
	}

	private void readAll(Deadline deadline) throws IOException {
		boolean more = true;
		while (more) {
			more = this.arrived.read(deadline) > 0 && !isOver(deadline);
		}
	}

	/**
	 * Reads and writes as much as possible without waiting, while no caller drives. If
	 * bytes come without end, it ends after a second, or once a caller waits.
	 * @param role the call that has the driver's role until this returns
	 */
	void driveForNobody(SharedCall role) {
		Deadline deadline = Deadline.after(USER_CODE_TIME);
		try {
			boolean more = true;
			while (more) {
				more = this.arrived.read(deadline) > 0 && !isOver(deadline) && this.shared.inFlight() == 0;
				writeForNobody(role, deadline);
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			this.shared.fail(reasonOf(ex), ex);
		}
		handOver(role);
	}

	private void writeForNobody(SharedCall role, Deadline deadline) throws IOException {
		throwWriteFailure(deadline);
		if (this.shared.calls().roles().isBlocked()) {
			this.writer.writeOn(role);
		}
		if (role.isWriter()) {
			this.writer.write(role, deadline);
		}
		throwWriteFailure(deadline);
	}

	private void throwWriteFailure(Deadline deadline) throws IOException {
		IOException broken = this.shared.calls().roles().writeFailure();
		if (broken != null) {
			readAll(deadline);
			throw broken;
		}
	}

	private void handOver(SharedCall call) {
		List<SharedCall> woken = new ArrayList<>(1);
		this.shared.calls().roles().handOver(call, woken);
		this.shared.wakeAll(woken, call);
	}

	private CloseReason reasonOf(Throwable ex) {
		if (ex instanceof ClosedChannelException) {
			return this.shared.connection().socket().channel().isOpen() ? CloseReason.PEER_CLOSED
					: CloseReason.POOL_CLOSED;
		}
		if (ex instanceof WrongReplyException) {
			return CloseReason.WRONG_REPLY;
		}
		if (ex instanceof EndOfStreamException || ex instanceof EOFException) {
			return CloseReason.PEER_CLOSED;
		}
		boolean broken = ex instanceof IOException && !(ex instanceof MalformedFrameException);
		return broken ? CloseReason.BROKEN : CloseReason.MALFORMED_FRAME;
	}

}
