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
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.connection.SharedChannel;
import io.framedtcp.internal.transport.Guard;
import io.framedtcp.spi.CloseReason;

/**
 * The work of a shared connection's writer. It writes the queued frames of all callers
 * and never waits. If the kernel has no room, it leaves the rest to the driver.
 */
final class ConnectionWriter {

	private final SharedConnection shared;

	private final FramedConnection connection;

	private final SharedChannel channel;

	private final OutgoingFrames out;

	private final SharingCounters counters;

	/**
	 * Creates the writer of a connection.
	 * @param shared the connection
	 * @param channel the channel to write to
	 * @param out gathers the frames
	 * @param counters counts frames and writes
	 */
	ConnectionWriter(SharedConnection shared, SharedChannel channel, OutgoingFrames out, SharingCounters counters) {
		this.shared = shared;
		this.connection = shared.connection();
		this.channel = channel;
		this.out = out;
		this.counters = counters;
	}

	/**
	 * Writes the queued frames of all callers.
	 * @param call the call with the writer's role
	 * @param deadline bounds the user code
	 */
	void write(SharedCall call, Deadline deadline) {
		if (this.shared.isBusy()) {
			// Other callers queue their frames meanwhile, and one write sends them all.
			Thread.yield();
		}
		try {
			int writes = 0;
			while (gather(call, writes, deadline)) {
				if (!writeGathered()) {
					leaveToDriver(call);
					return;
				}
				writes++;
			}
		}
		catch (IOException ex) {
			failed(call, ex);
		}
		catch (RuntimeException | Error ex) {
			this.shared.fail(CloseReason.BROKEN, ex);
		}
	}

	/**
	 * Continues a blocked write.
	 * @param call the call with the driver's role; it then also has the writer's role,
	 * unless the write blocks again
	 */
	void writeOn(SharedCall call) {
		if (!roles().writeOn(call)) {
			return;
		}
		try {
			if (!writeGathered()) {
				leaveToDriver(call);
			}
		}
		catch (IOException ex) {
			failed(call, ex);
		}
	}

	private boolean gather(SharedCall call, int writes, Deadline deadline) {
		List<SharedCall> woken = new ArrayList<>(0);
		List<SharedCall> taken = this.channel.isLogged() ? new ArrayList<>() : null;
		int begun = this.shared.calls().gather(call, writes, woken, taken);
		this.shared.wakeAll(woken, call);
		if (begun > 0) {
			this.counters.written(begun);
			if (taken != null) {
				log(taken.subList(0, begun), deadline);
			}
		}
		return begun >= 0;
	}

	private void log(List<SharedCall> begun, Deadline deadline) {
		if (!this.channel.isRedacted()) {
			begun.forEach((call) -> this.channel.sent(call.frame()));
			return;
		}
		Guard guard = this.shared.userCode().begin(deadline);
		try {
			for (int i = 0; i < begun.size() && !guard.isExpired(); i++) {
				this.channel.sent(begun.get(i).frame());
			}
		}
		finally {
			this.shared.userCode().end(guard);
		}
	}

	private boolean writeGathered() throws IOException {
		ByteBuffer buffer = this.out.buffer();
		int before = buffer.remaining();
		boolean failed = true;
		try {
			boolean all = this.channel.write(buffer);
			failed = false;
			this.connection.frameEnded();
			return all;
		}
		finally {
			boolean maybeSent = failed && this.channel.isFailedWriteMaybeSent();
			this.out.written(maybeSent ? before : before - buffer.remaining());
		}
	}

	private void leaveToDriver(SharedCall call) {
		wakeOther(roles().leaveToDriver(call), call);
	}

	private void failed(SharedCall call, IOException failure) {
		// Replies may have come before the failure, so the driver reads them first.
		wakeOther(roles().writeFailed(call, failure), call);
	}

	private void wakeOther(@Nullable SharedCall driver, SharedCall own) {
		if (driver != null && driver != own) {
			this.shared.wake(driver);
		}
	}

	private Roles roles() {
		return this.shared.calls().roles();
	}

}
