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

import io.framedtcp.config.Ordering;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WrongReplyException;

/**
 * Delivers what has come on a shared connection: replies to their callers, the other
 * frames to user code. User code runs without the connection's lock.
 * <p>
 * Used by the thread that has the driver's role.
 */
final class ReplyDelivery {

	private final SharedConnection shared;

	private final FramedConnection connection;

	private final SharedConnections group;

	/**
	 * Creates what delivers the frames of a connection.
	 * @param shared the connection
	 * @param group the connections of the client
	 */
	ReplyDelivery(SharedConnection shared, SharedConnections group) {
		this.shared = shared;
		this.connection = shared.connection();
		this.group = group;
	}

	/**
	 * Completes the calls whose replies have come, and wakes their threads.
	 * @param frames what has come
	 * @return what is left to be done
	 */
	Settled settle(ArrivedFrames frames) {
		Settled settled = this.shared.calls().settle(frames);
		this.connection.frameEnded();
		if (!settled.isUnknown()) {
			this.connection.replied();
		}
		this.shared.wakeAll(settled.done(), null);
		this.shared.afterwards();
		return settled;
	}

	/**
	 * Tells user code of the frames that no call has got.
	 * @param settled what has come
	 * @throws IOException if the connection must end for them
	 */
	void tell(Settled settled) throws IOException {
		if (!settled.swallowed().isEmpty()) {
			settled.swallowed().forEach(this::swallowed);
		}
		if (!settled.unsolicited().isEmpty()) {
			settled.unsolicited().forEach(this::handle);
		}
		if (!settled.isUnknown()) {
			return;
		}
		String frame = "a frame of " + settled.unknown().get(0).length + " bytes ";
		if (settled.isAmbiguous()) {
			throw new WrongReplyException(frame + "answers more than one request, says the matcher", null);
		}
		if (this.group.settings().ordering() == Ordering.IN_ORDER) {
			throw new WrongReplyException(frame + "came while no request was unanswered", null);
		}
	}

	private void swallowed(SharedCall call) {
		this.group.swallowed(this.connection.info(), System.nanoTime() - call.orphanedAt());
	}

	private void handle(byte[] unsolicited) {
		EncodedFrame answer = this.connection.unsolicited(unsolicited);
		if (answer != null) {
			SharedCall call = this.group.factory().unawaited(answer);
			if (this.shared.calls().admission().placeAnswer(call, this.shared) && call.isWriter()) {
				this.shared.write(call);
			}
		}
	}

}
