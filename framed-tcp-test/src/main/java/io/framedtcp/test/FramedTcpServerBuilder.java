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

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Settings of a {@link FramedTcpServer}. The last call says what it answers, and starts
 * it. Used by one thread.
 */
public final class FramedTcpServerBuilder {

	private int port;

	private ServerFraming framing = LengthField.DEFAULT;

	private int keptRequests = 10_000;

	private int concurrency = 1;

	FramedTcpServerBuilder() {
	}

	/**
	 * Listens on a certain port. By default, the system gives out a free one.
	 * @param port the TCP port, 0 for any
	 * @return this
	 */
	public FramedTcpServerBuilder port(int port) {
		this.port = port;
		return this;
	}

	/**
	 * Speak another format than a 32-bit big-endian length.
	 * @param format how frames are told apart
	 * @return this
	 */
	public FramedTcpServerBuilder format(FrameFormat format) {
		if (format.headerLength() < 1) {
			throw new IllegalArgumentException("A header has at least 1 byte, not " + format.headerLength());
		}
		return framing(format);
	}

	/**
	 * Speak another framing than a 32-bit big-endian length.
	 * @param framing how frames are told apart
	 * @return this
	 */
	public FramedTcpServerBuilder framing(ServerFraming framing) {
		this.framing = framing;
		return this;
	}

	/**
	 * Keeps more or fewer requests than the last 10,000. Older ones are only counted.
	 * @param requests the most that are kept, at least 0
	 * @return this
	 */
	public FramedTcpServerBuilder keepRequests(int requests) {
		if (requests < 0) {
			throw new IllegalArgumentException("At least 0 requests are kept, not " + requests);
		}
		this.keptRequests = requests;
		return this;
	}

	/**
	 * Handles several requests of one connection at a time, each in its own thread, so a
	 * slow one does not delay the others. By default requests are handled one by one, in
	 * order. Requests are still read and numbered in order. A fault at a later point
	 * affects one request: a delay delays no other, unless it is inside the reply.
	 * @param requests the most requests that are handled at a time, at least 1; beyond
	 * them the server does not read
	 * @return this
	 */
	public FramedTcpServerBuilder concurrency(int requests) {
		if (requests < 1) {
			throw new IllegalArgumentException("At least 1 request is handled at a time, not " + requests);
		}
		this.concurrency = requests;
		return this;
	}

	/**
	 * Starts a server that sends each request back.
	 * @return the server
	 */
	public FramedTcpServer echo() {
		return answering(UnaryOperator.identity());
	}

	/**
	 * Starts a server that answers by a function.
	 * @param reply makes the payload of a reply from that of its request; called on the
	 * server's threads
	 * @return the server
	 */
	public FramedTcpServer answering(UnaryOperator<byte[]> reply) {
		return handling((request, connection) -> connection.writeFrame(reply.apply(request)));
	}

	/**
	 * Starts a server that answers by {@linkplain FramedTcpServer#enqueue(byte[])
	 * enqueued} replies only. A request beyond them is an error when the server is
	 * closed.
	 * @return the server
	 */
	public FramedTcpServer scripted() {
		return handling((request, connection) -> {
			throw new IllegalStateException("No reply was enqueued for a request of " + Bytes.describe(request));
		});
	}

	/**
	 * Starts a server that leaves requests to a handler.
	 * @param handler what to do with each; called on the server's threads
	 * @return the server
	 */
	public FramedTcpServer handling(RequestHandler handler) {
		Set<Point> points = EnumSet.allOf(Point.class);
		if (!this.framing.hasHeader()) {
			points.remove(Point.MID_HEADER);
		}
		Script script = new Script(Collections.unmodifiableSet(points), this.framing.announcesLength());
		Requests requests = new Requests(this.keptRequests);
		return start(new Exchanges(handler, script, requests, this.concurrency), script, requests);
	}

	/**
	 * Starts a server that leaves all to a handler, reading and writing. It records
	 * connections but no requests, and comes to no other point than
	 * {@link Point#ON_ACCEPT}.
	 * @param handler what to do with each connection; called in a thread of its own
	 * @return the server
	 */
	public FramedTcpServer serving(ConnectionHandler handler) {
		Script script = new Script(Collections.unmodifiableSet(EnumSet.of(Point.ON_ACCEPT)), false);
		Requests requests = new Requests(this.keptRequests);
		Exchanges none = new Exchanges((request, connection) -> connection.close(), script, requests, 1);
		return start((connection) -> {
			new Exchange(none, connection, 0).pass(Point.ON_ACCEPT);
			connection.io().flush();
			handler.serve(connection);
		}, script, requests);
	}

	private FramedTcpServer start(ConnectionHandler handler, Script script, Requests requests) {
		Connections connections = new Connections(handler, this.framing, script);
		return new FramedTcpServer(new Listener(this.port, connections), connections, script, requests);
	}

	static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
