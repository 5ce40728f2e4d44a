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

package io.framedtcp.internal.connection;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.spi.CloseReason;

/**
 * The history of a client's replies. Before the first reply, a failure is probably caused
 * by the client's settings. So is a loss that repeats. Then the caller gets a hint.
 * <p>
 * Safe for use by many threads.
 */
public final class ReplyHistory {

	/** So many connections in a row are no accident. */
	private static final int REPEATEDLY = 2;

	private final ConnectionSettings settings;

	private final AtomicInteger closedAfterReply = new AtomicInteger();

	private volatile boolean answered;

	/**
	 * Whether the next reply changes the history. Each reply reads this field, which is
	 * cheaper than a call.
	 */
	volatile boolean watching = true;

	ReplyHistory(ConnectionSettings settings) {
		this.settings = settings;
	}

	/**
	 * Notes that a reply has come.
	 * @param exchanges how many requests its connection has carried
	 */
	void replied(long exchanges) {
		this.answered = true;
		if (exchanges > 1) {
			this.closedAfterReply.set(0);
		}
		this.watching = this.closedAfterReply.get() > 0;
	}

	/**
	 * Notes that the server has closed a connection after one reply.
	 */
	public void closedAfterReply() {
		this.closedAfterReply.incrementAndGet();
		this.watching = true;
	}

	/**
	 * Returns a hint about settings that may be wrong.
	 * @param connection the connection of an exchange that has failed
	 * @param ex the failure
	 * @return sentences, or {@code null} if no setting is suspected
	 */
	@Nullable String hint(FramedConnection connection, ExchangeFailedException ex) {
		if (ex.isMaybeClosedWhileIdle() && connection.end().isAtSecondRequest()) {
			closedAfterReply();
			int count = this.closedAfterReply.get();
			return (count < REPEATEDLY) ? null : count + " connections in a row ended after one reply: "
					+ "the server seems to close after each reply. Set framed-tcp.pool.max-uses: 1.";
		}
		if (ex.getReason() == CloseReason.UNEXPECTED_BYTES) {
			return unaskedBytes();
		}
		if (this.answered || ex.isWriting()) {
			return null;
		}
		return switch (ex.getReason()) {
			case TIMED_OUT, PEER_CLOSED, BROKEN, MALFORMED_FRAME ->
				haveFramesCome(connection) ? ofMatcher() : ofFraming(connection);
			case WRONG_REPLY -> ofMatcher();
			default -> null;
		};
	}

	private static boolean haveFramesCome(FramedConnection connection) {
		Sharing sharing = connection.sharing();
		return connection.exchange().unsolicitedBefore() > 0 || (sharing != null && sharing.hasUnknownFrames());
	}

	private @Nullable String ofMatcher() {
		return (this.settings.matcher() == null) ? null : "This client has never had a reply that its matcher accepts. "
				+ "Compare framed-tcp.matcher with where both sides put the id.";
	}

	private @Nullable String unaskedBytes() {
		if (!this.answered && this.settings.initializer() == null) {
			return "If the server greets each client, set framed-tcp.initializer.greeting: true.";
		}
		return this.settings.unexpectedBytes().isDrained() ? null
				: "If the server sends frames unasked, set framed-tcp.unexpected-bytes.policy: drain.";
	}

	private @Nullable String ofFraming(FramedConnection connection) {
		FrameRecord frame = connection.socket().frames().incomplete().recorded();
		if (frame == null && connection.sharing() == null) {
			// A whole frame had come.
			return null;
		}
		String advice = (frame != null) ? frame.advice(this.settings.framing()) : null;
		return "This client has never had a reply. " + ((advice != null) ? advice : usualFaults());
	}

	private String usualFaults() {
		return "Its framing: " + this.settings.framing() + "; " + ((this.settings.tls() != null) ? "with" : "without")
				+ " TLS. Often the server's length field has another size or byte order, or counts itself; "
				+ "or its frames end with a delimiter; or only one side speaks TLS. "
				+ "See framed-tcp.framing and framed-tcp.ssl.enabled.";
	}

}
