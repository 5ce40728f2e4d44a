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

import java.io.IOException;
import java.io.InterruptedIOException;

import org.jspecify.annotations.Nullable;

/**
 * The server's side of a connection: whole frames, in the server's {@link ServerFraming},
 * or single bytes. Read by one thread at a time; written and closed by any.
 */
public final class ServerConnection {

	private final SocketIo io;

	private final ServerFraming framing;

	private final ConnectionLog log;

	private final Presence presence = new Presence();

	private final LateFrames lateFrames;

	private volatile byte @Nullable [] lastReply;

	/** Of each thread that handles a request. */
	private final ThreadLocal<Exchange> exchange = new ThreadLocal<>();

	private final HeldReplies heldReplies;

	private volatile boolean endedByServer;

	ServerConnection(SocketIo io, ServerFraming framing, ConnectionLog log) {
		this.io = io;
		this.framing = framing;
		this.log = log;
		this.lateFrames = new LateFrames(io, this::repliedLate);
		this.heldReplies = new HeldReplies(this.lateFrames);
	}

	/**
	 * Reads a frame.
	 * @return what it carried, or {@code null} if the client has closed the connection
	 * @throws IOException if the connection breaks, or ends inside a frame
	 */
	public byte @Nullable [] readFrame() throws IOException {
		this.io.awaitInput(0);
		if (this.io.isAtEnd()) {
			return null;
		}
		try {
			return this.framing.decode(new FrameInput(this.io, () -> {
			}));
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Reads bytes.
	 * @param count how many
	 * @return just those bytes
	 * @throws IOException if the connection breaks or ends before
	 */
	public byte[] readBytes(int count) throws IOException {
		try {
			return this.io.read(count, 0);
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Writes a frame, in one segment if it is not large. The first that a
	 * {@link RequestHandler} writes while it handles a request is the reply to that,
	 * which injected faults have their effect on.
	 * @param payload what it is to carry
	 * @throws IOException if the connection breaks, or a fault ends it
	 */
	public void writeFrame(byte[] payload) throws IOException {
		Exchange current = this.exchange.get();
		if (current == null || current.hasReply()) {
			this.io.writeNow(this.framing.encode(payload).bytes());
			endReply();
			return;
		}
		try {
			current.reply(payload);
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Writes bytes as they are, whatever faults are injected.
	 * @param bytes the bytes
	 * @throws IOException if the connection breaks
	 */
	public void writeBytes(byte... bytes) throws IOException {
		this.io.writeNow(bytes);
	}

	/**
	 * Waits until the client closes the connection, ignoring what it sends.
	 * @throws IOException if the connection breaks
	 */
	public void awaitClose() throws IOException {
		try {
			this.io.stall(SocketIo.NOTHING);
		}
		catch (ConnectionEndedException ex) {
			this.log.ending(ex.reason());
		}
		catch (InterruptedException ex) {
			throw interrupted();
		}
	}

	/**
	 * Closes the connection in order (FIN).
	 * @throws IOException if that fails
	 */
	public void close() throws IOException {
		this.io.close();
	}

	/**
	 * Aborts the connection (RST).
	 * @throws IOException if that fails
	 */
	public void reset() throws IOException {
		this.io.reset();
	}

	/**
	 * Returns the connection's number.
	 * @return its number in the order of accepting, from 1
	 */
	public int number() {
		return this.log.number();
	}

	/**
	 * Returns the client's port, which tells connections apart.
	 * @return the port
	 */
	public int clientPort() {
		return this.io.clientPort();
	}

	/**
	 * Makes a frame in the default format.
	 * @param payload what it is to carry
	 * @return its bytes: a 32-bit big-endian length, then the payload
	 */
	public static byte[] frame(byte[] payload) {
		return LengthField.DEFAULT.frame(payload);
	}

	SocketIo io() {
		return this.io;
	}

	ServerFraming framing() {
		return this.framing;
	}

	ConnectionLog log() {
		return this.log;
	}

	Presence presence() {
		return this.presence;
	}

	LateFrames lateFrames() {
		return this.lateFrames;
	}

	HeldReplies heldReplies() {
		return this.heldReplies;
	}

	byte @Nullable [] lastReply() {
		return this.lastReply;
	}

	void replied(byte[] frame) {
		this.lastReply = frame;
	}

	/**
	 * Sends the end of the connection, if that is the end of a reply.
	 * @throws IOException if that fails
	 */
	void endReply() throws IOException {
		if (this.framing.isEndedByClose()) {
			this.io.shutdownOutput();
		}
	}

	private void repliedLate(byte[] frame) throws IOException {
		replied(frame);
		endReply();
	}

	boolean isEndedByServer() {
		return this.endedByServer;
	}

	/**
	 * Lets frames that this thread writes be the reply of an exchange from now on.
	 * @param current the exchange, or {@code null} if it is over
	 */
	void begin(@Nullable Exchange current) {
		if (current != null) {
			this.exchange.set(current);
		}
		else {
			this.exchange.remove();
		}
	}

	/**
	 * Ends the connection, whatever its handler does.
	 * @param reason why
	 * @param ending how
	 */
	void end(String reason, Ending ending) {
		this.endedByServer = true;
		this.log.ending(reason);
		try {
			ending.end();
		}
		catch (IOException ex) {
			// Its descriptor is released all the same.
		}
		this.lateFrames.end();
	}

	private static InterruptedIOException interrupted() {
		Thread.currentThread().interrupt();
		return new InterruptedIOException("The server is being closed");
	}

	/**
	 * How a connection is ended.
	 */
	@FunctionalInterface
	interface Ending {

		void end() throws IOException;

	}

}
