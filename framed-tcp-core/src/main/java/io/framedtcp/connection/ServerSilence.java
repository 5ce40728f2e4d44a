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

package io.framedtcp.connection;

import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Tells from what has come on a connection, or has not, whether its server is at fault.
 * <p>
 * Used by the thread that has the connection.
 */
final class ServerSilence {

	/** A connection that ends earlier was not closed for being idle. */
	private static final long YOUNG_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final FrameChannel channel;

	private final ConnectionUsage usage;

	private final long receivedAtOpening;

	private long receivedAtRequest;

	ServerSilence(FrameChannel channel, ConnectionUsage usage) {
		this.channel = channel;
		this.usage = usage;
		this.receivedAtOpening = channel.bytesReceived();
	}

	void requestBegun() {
		this.receivedAtRequest = this.channel.bytesReceived();
	}

	/**
	 * Returns whether the server has ended the connection soon after it was opened, or
	 * instead of the answer to its first request. A proxy does so whose server is down. A
	 * connection that was idle for a while and is then closed is not meant.
	 * @param reason why the connection was retired
	 * @return whether it was of no use from its beginning
	 */
	boolean isStillborn(@Nullable RetireReason reason) {
		boolean firstRequestLost = !this.usage.isReused() && this.usage.exchanges() == 1;
		return isEndedByPeer(reason) && this.channel.bytesReceived() == this.receivedAtOpening
				&& (this.usage.ageNanos() < YOUNG_NANOS || firstRequestLost);
	}

	/**
	 * Returns whether the last request ran out of time before a single byte came back.
	 * @param reason why the connection was retired
	 * @return whether the server said nothing
	 */
	boolean isRequestUnanswered(@Nullable RetireReason reason) {
		return reason == RetireReason.TIMED_OUT && this.usage.exchanges() > 0
				&& this.channel.bytesReceived() == this.receivedAtRequest;
	}

	static boolean isEndedByPeer(@Nullable RetireReason reason) {
		return reason == RetireReason.PEER_CLOSED || reason == RetireReason.BROKEN;
	}

}
