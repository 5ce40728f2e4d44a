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

import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.AssignedIds;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.Ordering;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.framing.FrameAssembler;
import io.framedtcp.framing.UntilCloseFraming;
import io.framedtcp.internal.PropertyNames;
import io.framedtcp.internal.connection.FrameEncoder;
import io.framedtcp.internal.exchange.Matching;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;

/**
 * Creates the calls of a client. It decides how their replies are found: by the matcher's
 * key of the request, by an id that the client assigns, or by order. Safe for use by many
 * threads.
 */
final class CallFactory {

	private final SharedConnections connections;

	private final SharedSettings settings;

	private final ConnectionSettings connectionSettings;

	private final @Nullable ExchangeMatcher matcher;

	private final @Nullable KeyedMatcher keyed;

	private final Matching matching;

	private final @Nullable AssignedIds assignedIds;

	private final AtomicLong nextId;

	/**
	 * Creates the factory of a client.
	 * @param connections the connections of the client
	 * @param settings the settings of shared connections
	 * @param connectionSettings the settings of the connections
	 * @param firstId the first id that the client assigns
	 */
	CallFactory(SharedConnections connections, SharedSettings settings, ConnectionSettings connectionSettings,
			long firstId) {
		this.connections = connections;
		this.settings = settings;
		this.connectionSettings = connectionSettings;
		this.matcher = connectionSettings.matcher();
		this.assignedIds = settings.assignedIds();
		this.keyed = (this.assignedIds != null) ? keyedBy(this.assignedIds) : KeyedMatcher.in(this.matcher);
		this.matching = new Matching(this.matcher);
		this.nextId = new AtomicLong(firstId);
	}

	private static KeyedMatcher keyedBy(AssignedIds ids) {
		return (KeyedMatcher) ExchangeMatcher.equalBytes(ids.offset(), ids.offset(), ids.length());
	}

	Correlation correlation() {
		if (this.settings.ordering() == Ordering.IN_ORDER) {
			return new Correlation.ByOrder(this.matcher);
		}
		if (this.keyed != null) {
			return new Correlation.ByKey(this.matcher, this.keyed);
		}
		return new Correlation.Pairwise(Objects.requireNonNull(this.matcher));
	}

	FrameAssembler assembler() {
		return new FrameAssembler(this.connectionSettings.framing(), this.connectionSettings.maxFrameSize(),
				this.connectionSettings.propertyPrefix());
	}

	/**
	 * Returns whether user code examines whole frames in the driver's thread.
	 * @return whether there is user code to bound
	 */
	boolean isUserCodeAsked() {
		return this.matcher != null || this.connectionSettings.unsolicitedFrameHandler() != null
				|| this.connectionSettings.payloadRedactor() != null;
	}

	/**
	 * Creates a call that sends nothing and only takes a role.
	 * @param thread its own thread, or {@code null}
	 * @return the call
	 */
	SharedCall role(@Nullable Thread thread) {
		return new SharedCall(this.connections, thread, EncodedFrame.of(new byte[0], UntilCloseFraming.untilClose(), 0),
				false, null, null);
	}

	/**
	 * Creates a call without a waiting caller.
	 * @param frame the frame, which expects no reply
	 * @return the call
	 */
	SharedCall unawaited(EncodedFrame frame) {
		return new SharedCall(this.connections, null, frame, false, null, null);
	}

	/**
	 * Creates a call of this thread.
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @return the call
	 * @throws IllegalArgumentException if the payload has no room for an id
	 */
	SharedCall call(EncodedFrame frame, boolean answered) {
		return call(frame, answered, Thread.currentThread());
	}

	/**
	 * Creates a call.
	 * @param frame the frame
	 * @param answered whether a reply is expected
	 * @param thread the thread of the caller
	 * @return the call
	 * @throws IllegalArgumentException if the payload has no room for an id
	 */
	SharedCall call(EncodedFrame frame, boolean answered, @Nullable Thread thread) {
		AssignedIds ids = this.assignedIds;
		if (ids != null && answered) {
			return withOwnId(frame, ids, thread);
		}
		CorrelationKey key = (this.keyed != null && answered && this.settings.ordering() == Ordering.MATCHED)
				? this.keyed.requestKey(frame.payload()) : null;
		return new SharedCall(this.connections, thread, frame, answered, key, null);
	}

	private SharedCall withOwnId(EncodedFrame frame, AssignedIds ids, @Nullable Thread thread) {
		byte[] payload = frame.payload().clone();
		if (payload.length - ids.length() < ids.offset()) {
			String reason = "A payload of " + payload.length + " bytes has no id of " + ids.length()
					+ " bytes at offset " + ids.offset()
					+ " where the client could write its own (framed-tcp.shared.assign-ids)";
			throw new IllegalArgumentException(PropertyNames.of(reason, this.connectionSettings.propertyPrefix()));
		}
		byte[] ownId = Arrays.copyOfRange(payload, ids.offset(), ids.offset() + ids.length());
		long id = this.nextId.getAndIncrement();
		for (int i = ids.offset() + ids.length() - 1; i >= ids.offset(); i--) {
			payload[i] = (byte) id;
			id >>>= Byte.SIZE;
		}
		return new SharedCall(this.connections, thread, encode(payload), true,
				CorrelationKey.of(payload, ids.offset(), ids.length()), ownId);
	}

	/**
	 * Encodes a payload of the client itself.
	 * @param payload the payload
	 * @return its frame
	 */
	EncodedFrame encode(byte[] payload) {
		return new FrameEncoder(this.connectionSettings.framing(), this.connectionSettings.maxFrameSize(),
				this.connectionSettings.propertyPrefix())
			.encode(payload);
	}

	/**
	 * Returns the maximum number of assigned ids to skip until one is free.
	 * @param connections the number of connections
	 * @return the number; 0 if the client assigns none
	 */
	long idsToSkip(int connections) {
		return (this.assignedIds != null)
				? ((long) this.settings.maxInFlight() + this.settings.maxOrphans() + 1) * connections : 0;
	}

	/**
	 * Returns whether each caller asks the matcher about its own reply, because the reply
	 * is found by its order.
	 * @return {@code false} if the driver asks it, or there is no matcher
	 */
	boolean isMatcherAskedByCaller() {
		return this.settings.ordering() == Ordering.IN_ORDER && this.matcher != null;
	}

	/**
	 * Asks the matcher about a reply that was found by its order.
	 * @param call the call
	 * @param reply the payload of its reply
	 * @throws WrongReplyException if the matcher does not accept it as the reply
	 */
	void match(SharedCall call, byte[] reply) throws WrongReplyException {
		if (!this.matching.isReply(call.request(), reply)) {
			throw new WrongReplyException("a frame of " + reply.length + " bytes is no reply, says the matcher", null);
		}
	}

	/**
	 * Restores the caller's id in a reply.
	 * @param call the call
	 * @param reply the payload of its reply
	 */
	void restoreId(SharedCall call, byte[] reply) {
		AssignedIds ids = this.assignedIds;
		byte[] ownId = call.ownId();
		if (ids != null && ownId != null) {
			System.arraycopy(ownId, 0, reply, ids.offset(), ownId.length);
		}
	}

}
