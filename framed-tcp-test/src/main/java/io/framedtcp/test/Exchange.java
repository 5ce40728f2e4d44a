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

import java.io.EOFException;
import java.io.IOException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * An exchange on its way through its points, and what faults have made of it. Used by the
 * connection's thread. The exchange number 0 stands for a connection before its first
 * request.
 */
final class Exchange {

	private final Exchanges exchanges;

	private final ServerConnection connection;

	private final int number;

	private final SocketIo io;

	private final FrameInput input;

	private final Set<Point> passed = EnumSet.noneOf(Point.class);

	private final Set<InjectedFault> fired = new HashSet<>();

	private byte @Nullable [] request;

	private @Nullable Reply reply;

	private @Nullable InjectedFault current;

	private byte @Nullable [] followUp;

	private boolean swapped;

	private boolean repliedEarly;

	Exchange(Exchanges exchanges, ServerConnection connection, int number) {
		this.exchanges = exchanges;
		this.connection = connection;
		this.number = number;
		this.io = connection.io();
		this.input = new FrameInput(this.io, this::passMidRequest);
	}

	ServerConnection connection() {
		return this.connection;
	}

	SocketIo io() {
		return this.io;
	}

	Exchanges exchanges() {
		return this.exchanges;
	}

	int number() {
		return this.number;
	}

	byte @Nullable [] request() {
		return this.request;
	}

	Reply reply() {
		if (this.reply == null) {
			throw new IllegalStateException("There is no reply yet");
		}
		return this.reply;
	}

	boolean hasReply() {
		return this.reply != null;
	}

	boolean isSwapped() {
		return this.swapped;
	}

	void pass(Point point) throws IOException, InterruptedException {
		this.exchanges.script().pass(point, this);
	}

	/**
	 * Notes that this exchange is at a point.
	 * @param point the point
	 * @return {@code false} if it has been there before, as one that goes on being idle
	 */
	boolean isFirstAt(Point point) {
		return this.passed.add(point);
	}

	/**
	 * Notes that a fault fires.
	 * @param fault the fault
	 * @return {@code false} if it has fired in this exchange before
	 */
	boolean isFirst(InjectedFault fault) {
		return this.fired.add(fault);
	}

	/**
	 * Notes that a fault is performed from now on.
	 * @param fault the fault
	 */
	void begin(InjectedFault fault) {
		this.current = fault;
	}

	/**
	 * Notes that a fault that lasts has begun.
	 */
	void begun() {
		Objects.requireNonNull(this.current, "Only a fault lasts").begun();
	}

	/**
	 * Holds the reply back for another, or exchanges it for one that is held back.
	 * @param swap what to exchange
	 */
	void swap(Swaps.Swap swap) {
		InjectedFault fault = Objects.requireNonNull(this.current, "Only a fault swaps replies");
		// First, since another thread may take it at once.
		fault.held();
		Swaps.Held partner = this.exchanges.swaps().hold(new Swaps.Held(this.connection, reply().copy(), fault, swap));
		if (partner == null) {
			reply().withhold();
		}
		else {
			fault.swapped();
			swapWith(partner);
		}
	}

	/**
	 * Sends a reply at once, and none when the request has been read.
	 * @param payload what the reply is to carry
	 * @throws IOException if the connection breaks
	 */
	void replyEarly(byte[] payload) throws IOException {
		this.repliedEarly = true;
		byte[] frame = this.connection.framing().encode(payload).bytes();
		this.io.writeNow(frame);
		this.connection.replied(frame);
		this.connection.endReply();
	}

	/**
	 * Takes a few bytes of the request each millisecond from now on.
	 * @param bytesPerMilli how many
	 */
	void readSlowly(int bytesPerMilli) {
		this.input.slowDown(bytesPerMilli);
	}

	byte[] readRequest() throws IOException, InterruptedException {
		try {
			byte[] payload = readFrame();
			this.request = payload;
			return payload;
		}
		catch (EOFException ex) {
			throw new ConnectionEndedException("closed by the client inside a request");
		}
	}

	private byte[] readFrame() throws IOException, InterruptedException {
		pass(Point.BEFORE_REQUEST);
		this.io.flush();
		return this.connection.framing().decode(this.input);
	}

	private void passMidRequest() throws IOException, InterruptedException {
		pass(Point.MID_REQUEST);
		this.io.flush();
	}

	/**
	 * Sends the reply, or what faults make of it.
	 * @param payload what the reply is to carry
	 * @throws IOException if the connection ends
	 * @throws InterruptedException if the server is closed
	 */
	void reply(byte[] payload) throws IOException, InterruptedException {
		Reply outgoing = new Reply(this.connection.framing(), payload);
		this.reply = outgoing;
		if (this.repliedEarly) {
			outgoing.withhold();
		}
		Swaps.Held partner = this.exchanges.swaps().take(outgoing);
		if (partner != null && isThere(partner.connection())) {
			swapWith(partner);
		}
		pass(Point.BEFORE_REPLY);
		if (!outgoing.isWithheld()) {
			this.io.lock();
			try {
				write(outgoing);
			}
			finally {
				this.io.unlock();
			}
		}
		if (this.followUp != null) {
			this.io.writeNow(this.followUp);
		}
	}

	/**
	 * Exchanges this reply for the one that another exchange has held back.
	 * @param partner the other
	 */
	private void swapWith(Swaps.Held partner) {
		this.swapped = true;
		partner.fault().swapped();
		Reply own = reply().copy();
		Reply forPartner = partner.swap().apply(partner.reply(), own);
		if (partner.connection() != this.connection) {
			partner.connection().lateFrames().send(forPartner.bytes(), 0);
			reply().replace(partner.swap().apply(own, partner.reply()));
		}
		else if (partner.swap() == Swaps.Swap.WHOLE) {
			// Each is in the place of the other.
			this.followUp = partner.reply().bytes();
		}
		else {
			reply().replace(partner.swap().apply(own, partner.reply()));
			this.followUp = forPartner.bytes();
		}
	}

	/**
	 * The reply of a client that has given up is not swapped: whoever sends the next
	 * request afterwards can rely on that.
	 * @param other the connection of the other reply
	 * @return whether it is still open
	 * @throws InterruptedException if the server is closed
	 */
	private boolean isThere(ServerConnection other) throws InterruptedException {
		return other == this.connection || other.presence().isConfirmed(other.io());
	}

	private void write(Reply outgoing) throws IOException, InterruptedException {
		if (outgoing.hasMiddleOfHeader()) {
			outgoing.writeTo(this.io, outgoing.middleOfHeader());
			pass(Point.MID_HEADER);
		}
		if (outgoing.hasMiddleOfPayload()) {
			outgoing.writeTo(this.io, outgoing.middleOfPayload());
			pass(Point.MID_PAYLOAD);
		}
		outgoing.writeTo(this.io, outgoing.length());
		this.connection.replied(outgoing.bytes());
		// Before the flush: whoever has the reply may rely on what comes with it.
		pass(Point.AFTER_REPLY);
		this.io.flush();
		this.connection.endReply();
	}

}
