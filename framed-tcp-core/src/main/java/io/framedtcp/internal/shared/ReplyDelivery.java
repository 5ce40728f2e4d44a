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
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.Ordering;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.connection.FramedConnection;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CorrelationKey;

/**
 * Delivers the frames of a shared connection: replies to their callers, other frames to
 * user code. User code runs without the connection's lock.
 * <p>
 * Used by the thread with the driver's role.
 */
final class ReplyDelivery {

	private final SharedConnection shared;

	private final FramedConnection connection;

	private final SharedConnections group;

	/**
	 * Creates the delivery of a connection.
	 * @param shared the connection
	 * @param group the connections of the client
	 */
	ReplyDelivery(SharedConnection shared, SharedConnections group) {
		this.shared = shared;
		this.connection = shared.connection();
		this.group = group;
	}

	/**
	 * Completes the calls that the frames answer, and wakes their threads.
	 * @param frames the frames
	 * @return the outcome of each frame
	 */
	Result complete(ArrivedFrames frames) {
		Result result = this.shared.calls().complete(frames);
		this.connection.frameEnded();
		if (result.isAnswered()) {
			this.connection.replied();
			this.group.replied();
		}
		this.shared.wakeAll(result.done(), null);
		this.shared.afterwards();
		return result;
	}

	/**
	 * Passes the frames that are no replies to user code.
	 * @param result the outcome of each frame
	 * @param deadline bounds the user code
	 * @throws IOException if the connection must end because of them
	 */
	void handleOthers(Result result, Deadline deadline) throws IOException {
		if (!result.swallowed().isEmpty()) {
			result.swallowed().forEach(this::swallowed);
		}
		if (!result.unsolicited().isEmpty()) {
			result.unsolicited().forEach((frame) -> handle(frame, deadline));
		}
		if (result.unknownFrames() > 0) {
			this.shared.arrived().noteUnknown(result);
		}
		if (!result.isUnknown()) {
			return;
		}
		if (this.group.settings().ordering() == Ordering.MATCHED) {
			this.group.unknownReply(this.connection);
		}
		String frame = "a frame of " + result.unknown().get(0).length + " bytes ";
		if (result.isAmbiguous()) {
			throw new WrongReplyException(frame + "answers more than one request, says the matcher", null);
		}
		if (this.group.settings().ordering() == Ordering.IN_ORDER) {
			throw new WrongReplyException(frame + "came while no request was unanswered", null);
		}
	}

	private void swallowed(SharedCall call) {
		this.group.swallowed(this.connection.info(), System.nanoTime() - call.orphanedAt());
	}

	private void handle(byte[] unsolicited, Deadline deadline) {
		EncodedFrame answer = this.connection.unsolicited(unsolicited);
		if (answer != null) {
			SharedCall call = this.group.factory().unawaited(answer);
			if (this.shared.calls().admission().placeAnswer(call, this.shared) && call.isWriter()) {
				this.shared.write(call, deadline);
			}
		}
	}

	/**
	 * The outcome of the frames of one read.
	 */
	static final class Result {

		private final int frames;

		/** Completed calls whose threads must be woken. */
		private List<SharedCall> done = List.of();

		private List<SharedCall> swallowed = List.of();

		private List<byte[]> unsolicited = List.of();

		private List<byte[]> unknown = List.of();

		private boolean answered;

		private boolean ambiguous;

		private int unknownFrames;

		private int unknownSize;

		private @Nullable Object unknownKey;

		Result(int frames) {
			this.frames = frames;
		}

		void addDone(SharedCall call) {
			this.answered = true;
			if (!call.isDriver()) {
				if (this.done.isEmpty()) {
					this.done = new ArrayList<>(this.frames);
				}
				this.done.add(call);
			}
		}

		void addSwallowed(SharedCall call) {
			this.answered = true;
			this.swallowed = added(this.swallowed, call);
		}

		void addUnsolicited(byte[] frame) {
			this.unsolicited = added(this.unsolicited, frame);
		}

		/**
		 * Adds a frame that answers no request.
		 * @param frame its payload
		 * @param key its key
		 * @param ignored whether the connection stays in use
		 */
		void addUnknown(byte[] frame, Object key, boolean ignored) {
			this.ambiguous |= key == Correlation.AMBIGUOUS;
			this.unknownFrames++;
			this.unknownSize = frame.length;
			this.unknownKey = key;
			if (ignored) {
				addUnsolicited(frame);
			}
			else {
				this.unknown = added(this.unknown, frame);
			}
		}

		/**
		 * Returns whether any frame is a reply.
		 * @return whether a frame has found its call
		 */
		boolean isAnswered() {
			return this.answered;
		}

		List<SharedCall> done() {
			return this.done;
		}

		/**
		 * Returns the orphans whose late replies have come.
		 * @return the calls
		 */
		List<SharedCall> swallowed() {
			return this.swallowed;
		}

		/**
		 * Returns the frames that are no replies.
		 * @return their payloads
		 */
		List<byte[]> unsolicited() {
			return this.unsolicited;
		}

		/**
		 * Returns the frames that answer no request.
		 * @return their payloads
		 */
		List<byte[]> unknown() {
			return this.unknown;
		}

		boolean isUnknown() {
			return !this.unknown.isEmpty();
		}

		/**
		 * Returns the number of frames that answer no request, including ignored ones.
		 * @return the number
		 */
		int unknownFrames() {
			return this.unknownFrames;
		}

		/**
		 * Describes the last frame that answers no request.
		 * @return its size, or its id if it has one
		 */
		String describeUnknown() {
			return (this.unknownKey instanceof CorrelationKey id) ? "the id " + id : this.unknownSize + " bytes";
		}

		/**
		 * Returns whether any frame answers more than one request.
		 * @return whether a frame is ambiguous
		 */
		boolean isAmbiguous() {
			return this.ambiguous;
		}

		private static <T> List<T> added(List<T> list, T element) {
			List<T> target = list.isEmpty() ? new ArrayList<>() : list;
			target.add(element);
			return target;
		}

	}

}
