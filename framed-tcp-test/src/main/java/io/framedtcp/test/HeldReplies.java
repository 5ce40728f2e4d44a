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

package io.framedtcp.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The replies of a connection that are held back until there are enough of them to be
 * sent in another order, or a short time has passed. Safe for use by many threads.
 */
final class HeldReplies {

	/** Long enough for requests that a client sends together. */
	static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private final LateFrames lateFrames;

	private List<byte[]> held = new ArrayList<>();

	private int groups;

	HeldReplies(LateFrames lateFrames) {
		this.lateFrames = lateFrames;
	}

	/**
	 * Holds a reply back, or sends all that are held if there are enough.
	 * @param frame the bytes of the reply
	 * @param count how many are enough
	 * @param order in which to send them
	 */
	void add(byte[] frame, int count, Order order) {
		int group;
		boolean enough;
		synchronized (this) {
			this.held.add(frame);
			group = this.groups;
			enough = this.held.size() >= count;
			if (this.held.size() == 1 && !enough) {
				this.lateFrames.schedule(() -> send(group, order), MOST_NANOS);
			}
		}
		if (enough) {
			send(group, order);
		}
	}

	private void send(int group, Order order) {
		List<byte[]> frames;
		synchronized (this) {
			if (group != this.groups) {
				// They were sent when there were enough.
				return;
			}
			frames = this.held;
			this.held = new ArrayList<>();
			this.groups++;
		}
		order.arrange(frames, group);
		frames.forEach(this.lateFrames::write);
	}

	/**
	 * In which order to send replies.
	 */
	@FunctionalInterface
	interface Order {

		/**
		 * Arrange replies.
		 * @param frames the replies, in the order in which they were ready
		 * @param group how many groups of replies the connection has had before
		 */
		void arrange(List<byte[]> frames, int group);

	}

}
