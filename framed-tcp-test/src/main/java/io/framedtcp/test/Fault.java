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

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * A fault of the server, to be injected at a {@link Point} of an exchange:
 * <pre class="code">
 * server.inject(Fault.reset()).at(Point.MID_HEADER);
 * </pre> {@link #points()} returns the points at which a fault makes sense. Immutable.
 */
public final class Fault {

	private final FaultDefinition definition;

	private Fault(FaultDefinition definition) {
		this.definition = definition;
	}

	private Fault(String name, Set<Point> points, FaultAction action) {
		this(new FaultDefinition(name, points, action));
	}

	/**
	 * The server closes the connection in order (FIN). It reads what has come before, to
	 * avoid a reset, which still follows if the client goes on sending.
	 * @return the fault
	 */
	public static Fault fin() {
		return new Fault("fin", FaultDefinition.ANYWHERE, FaultActions::fin);
	}

	/**
	 * The server aborts the connection (RST).
	 * @return the fault
	 */
	public static Fault reset() {
		return new Fault("reset", FaultDefinition.ANYWHERE, FaultActions::reset);
	}

	/**
	 * The server shuts its output down (FIN), goes on reading and recording requests, and
	 * answers none of them.
	 * @return the fault
	 */
	public static Fault halfClose() {
		return new Fault("halfClose", FaultDefinition.ANYWHERE, (exchange, point) -> exchange.io().shutdownOutput());
	}

	/**
	 * The server does nothing more on this connection. It takes in what the client sends,
	 * without recording it, and so notices that the client closes the connection, which
	 * ends the stall.
	 * @return the fault
	 */
	public static Fault stall() {
		return lasting("stall", FaultDefinition.ANYWHERE, (exchange, point) -> exchange.io().stall(exchange::begun));
	}

	/**
	 * The server waits before it goes on. A client that closes its side meanwhile ends
	 * the connection.
	 * @param duration how long, more than zero
	 * @return the fault
	 */
	public static Fault delay(Duration duration) {
		return lasting("delay(" + duration + ")", FaultDefinition.ANYWHERE,
				FaultActions.delay(FaultArguments.positive(duration)));
	}

	/**
	 * The server reads no more than a few kilobytes from this connection, and has a small
	 * receive buffer. A client blocks if it sends more than its own send buffer takes.
	 * The server notices that the client closes the connection only if the client has
	 * sent 4 kilobytes or less.
	 * @return the fault
	 */
	public static Fault refuseToRead() {
		return lasting("refuseToRead", EnumSet.of(Point.ON_ACCEPT, Point.BEFORE_REQUEST, Point.MID_REQUEST,
				Point.AFTER_REPLY, Point.WHILE_IDLE), (exchange, point) -> exchange.io().refuseToRead(exchange::begun));
	}

	/**
	 * The rest of the request is read, or the rest of the reply written, at so many bytes
	 * a millisecond.
	 * @param bytesPerMilli the number of bytes, at least 1
	 * @return the fault
	 */
	public static Fault throttle(int bytesPerMilli) {
		return new Fault("throttle(" + FaultArguments.pace(bytesPerMilli) + ")", FaultDefinition.IN_FRAME,
				FaultActions.throttle(bytesPerMilli));
	}

	/**
	 * The rest of the reply is written in segments of one byte, a millisecond apart.
	 * @return the fault
	 */
	public static Fault split() {
		return new Fault("split", FaultDefinition.IN_REPLY,
				(exchange, point) -> exchange.reply().pace(Pace.throttle(1)));
	}

	/**
	 * The reply is written in segments, a millisecond apart.
	 * @param offsets how many bytes of the frame, its header included, are before each
	 * break; fires only on a reply that has such a place
	 * @return the fault
	 */
	public static Fault splitAt(int... offsets) {
		return new Fault(ReplyFaults.splitAt(offsets));
	}

	/**
	 * The server writes the beginning of the reply, and closes the connection in order
	 * (FIN).
	 * @param offset how many bytes of the frame, its header included, are before the end,
	 * at least 1; fires only on a longer reply
	 * @return the fault
	 */
	public static Fault cutAt(int offset) {
		return new Fault(ReplyFaults.cutAt(offset));
	}

	/**
	 * The server writes some bytes that nobody asked for, and goes on.
	 * @param bytes the bytes, at least 1
	 * @return the fault
	 */
	public static Fault extraBytes(byte... bytes) {
		byte[] extra = FaultArguments.some(bytes);
		return new Fault("extraBytes" + FaultArguments.hex(extra), FaultDefinition.ANYWHERE,
				(exchange, point) -> FaultActions.write(exchange, point, extra));
	}

	/**
	 * The server writes a frame that nobody asked for, and goes on.
	 * @param payload the payload of the frame
	 * @return the fault
	 */
	public static Fault unsolicitedFrame(byte[] payload) {
		byte[] unsolicited = payload.clone();
		return new Fault("unsolicitedFrame" + FaultArguments.payload(unsolicited), FaultDefinition.BETWEEN_FRAMES,
				(exchange, point) -> FaultActions.write(exchange, point,
						exchange.connection().framing().encode(unsolicited).bytes()));
	}

	/**
	 * The server writes a reply before it has read the request. It reads the request
	 * then, and sends no other reply to it.
	 * @param payload the payload of the reply
	 * @return the fault
	 */
	public static Fault earlyReply(byte[] payload) {
		byte[] early = payload.clone();
		return new Fault("earlyReply" + FaultArguments.payload(early), FaultDefinition.IN_REQUEST,
				(exchange, point) -> exchange.replyEarly(early));
	}

	/**
	 * The server writes a reply before it has read the request, and closes the connection
	 * in order (FIN). It reads no further. So the system aborts the connection (RST) if
	 * more of the request arrives.
	 * @param payload the payload of the reply
	 * @return the fault
	 */
	public static Fault earlyRefusal(byte[] payload) {
		return new Fault("earlyRefusal" + FaultArguments.payload(payload), FaultDefinition.IN_REQUEST,
				FaultActions.earlyRefusal(payload.clone()));
	}

	/**
	 * The server repeats the last reply that it has written on this connection. Before
	 * the reply, that is the reply of the previous exchange; after it, the reply of this
	 * exchange. Fires only if there is such a reply.
	 * @return the fault
	 */
	public static Fault duplicateReply() {
		return new Fault(ReplyFaults.duplicate());
	}

	/**
	 * The reply is sent late. Meanwhile the server serves this connection as if the reply
	 * had been sent. The next reply may overtake it.
	 * @param delay how long, more than zero
	 * @return the fault
	 */
	public static Fault lateReply(Duration delay) {
		return new Fault(ReplyFaults.late("lateReply(" + delay + ")", FaultArguments.positive(delay)));
	}

	/**
	 * The reply is held back until the reply to another request is ready, on any
	 * connection of this server. Then each is sent in place of the other; on the same
	 * connection, the second is sent first. If the client closes the connection before
	 * that, the other request gets its own reply, and nothing is swapped.
	 * @return the fault
	 */
	public static Fault swapReplies() {
		return new Fault(ReplyFaults.swapped());
	}

	/**
	 * The reply is held back until the reply to another request is ready, as by
	 * {@link #swapReplies()}. Then both are sent, each to its own request, but each with
	 * the id of the other.
	 * @param offset where the id begins in the payload of a reply, from 0
	 * @param length how many bytes it has, at least 1; a reply that is too short for it
	 * is neither held back nor the other one
	 * @return the fault
	 */
	public static Fault swapIds(int offset, int length) {
		return new Fault(ReplyFaults.swappedIds(offset, length));
	}

	/**
	 * The reply has an id that no request has: all bits of its own are inverted.
	 * @param offset where the id begins in the payload, from 0
	 * @param length how many bytes it has, at least 1; fires only on a reply that has so
	 * many
	 * @return the fault
	 */
	public static Fault unknownId(int offset, int length) {
		return new Fault(ReplyFaults.unknownId(offset, length));
	}

	/**
	 * The reply is not sent, and the server goes on as if it had been.
	 * @return the fault
	 */
	public static Fault lostReply() {
		return new Fault(ReplyFaults.lost("lostReply"));
	}

	/**
	 * Of each group of requests on a connection, only the last gets its reply. To be
	 * injected {@linkplain FaultInjection#always() always}.
	 * @param requests the size of the group, at least 2
	 * @return the fault
	 */
	public static Fault oneReplyPer(int requests) {
		return new Fault(ReplyFaults.lost("oneReplyPer(" + FaultArguments.several(requests) + ")")
			.when((exchange) -> exchange.number() % requests != 0));
	}

	/**
	 * The reply is held back until there is a number of them on the connection, or for 50
	 * ms. Then they are sent, the last first. To be injected
	 * {@linkplain FaultInjection#always() always}.
	 * @param replies how many replies change places, at least 2
	 * @return the fault
	 */
	public static Fault reverseReplies(int replies) {
		return new Fault(ReplyFaults.reversed(replies));
	}

	/**
	 * The reply is held back until there is a number of them on the connection, or for 50
	 * ms. Then they are sent in a random order. To be injected
	 * {@linkplain FaultInjection#always() always}.
	 * @param replies how many replies change places, at least 2
	 * @param seed seed of the random order; the same seed gives the same order
	 * @return the fault
	 */
	public static Fault shuffleReplies(int replies, long seed) {
		return new Fault(ReplyFaults.shuffled(replies, seed));
	}

	/**
	 * The server writes random bytes in place of the rest of the reply, as many as that
	 * has.
	 * @param seed seed of the random bytes; the same seed gives the same bytes
	 * @return the fault
	 */
	public static Fault garbage(long seed) {
		return new Fault("garbage(" + seed + ")", FaultDefinition.IN_REPLY,
				(exchange, point) -> exchange.reply().scramble(seed));
	}

	/**
	 * The reply's header announces another length. The payload does not change.
	 * @param announced the length to announce; a header takes its lowest bits. Fires only
	 * on a reply of another length
	 * @return the fault
	 */
	public static Fault wrongLength(long announced) {
		return new Fault(ReplyFaults.announcing("wrongLength(" + announced + ")", announced));
	}

	/**
	 * The reply's header announces a length of -1: all bits set.
	 * @return the fault
	 */
	public static Fault negativeLength() {
		return new Fault(ReplyFaults.announcing("negativeLength", -1));
	}

	/**
	 * The reply's header announces a length of 0. Fires only on a reply that has a
	 * payload.
	 * @return the fault
	 */
	public static Fault zeroLength() {
		return new Fault(ReplyFaults.announcing("zeroLength", 0));
	}

	/**
	 * The reply's header announces 2 GB less a byte, or its largest length if that is
	 * less.
	 * @return the fault
	 */
	public static Fault oversizedLength() {
		return new Fault(ReplyFaults.announcing("oversizedLength", Integer.MAX_VALUE));
	}

	/**
	 * The reply's header announces fewer bytes than follow. Fires only on a reply that
	 * has so many.
	 * @param count how many fewer, at least 1
	 * @return the fault
	 */
	public static Fault shortLength(int count) {
		return new Fault(ReplyFaults.announcingFewer(count));
	}

	/**
	 * The reply's header announces more bytes than follow.
	 * @param count how many more, at least 1
	 * @return the fault
	 */
	public static Fault longLength(int count) {
		return new Fault(ReplyFaults.announcingMore(count));
	}

	private static Fault lasting(String name, Set<Point> points, FaultAction action) {
		return new Fault(new FaultDefinition(name, points, action).lasting());
	}

	/**
	 * Returns where this fault can be injected.
	 * @return the points, in the order of an exchange
	 */
	public Set<Point> points() {
		return this.definition.points();
	}

	/**
	 * Returns whether this fault can be injected somewhere.
	 * @param point the point
	 * @return whether it is one of {@link #points()}
	 */
	public boolean supports(Point point) {
		return points().contains(point);
	}

	/**
	 * Returns the fault as text. @return the name and the arguments
	 */
	@Override
	public String toString() {
		return this.definition.name();
	}

	FaultDefinition definition() {
		return this.definition;
	}

}
