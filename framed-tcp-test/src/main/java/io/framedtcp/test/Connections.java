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
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

/**
 * The connections of a server, each with its thread, and their counts. Safe for use by
 * many threads.
 */
final class Connections {

	private static final int MOST_REMEMBERED = 1000;

	private final ConnectionHandler handler;

	private final ServerFraming framing;

	private final Script script;

	private final ThreadFactory threads;

	private final Map<ServerConnection, Thread> live = new LinkedHashMap<>();

	private final Map<ServerConnection, Thread> hung = new LinkedHashMap<>();

	private final Deque<ConnectionLog> logs = new ArrayDeque<>();

	private int accepted;

	private int maxOpen;

	Connections(ConnectionHandler handler, ServerFraming framing, Script script) {
		this(handler, framing, script, Threads::daemon);
	}

	Connections(ConnectionHandler handler, ServerFraming framing, Script script, ThreadFactory threads) {
		this.handler = handler;
		this.framing = framing;
		this.script = script;
		this.threads = threads;
	}

	/**
	 * Begins to serve a connection.
	 * @param socket the connection, which stays the caller's to close if this fails
	 * @throws IOException if the client has gone already
	 */
	synchronized void accept(Socket socket) throws IOException {
		ConnectionLog log = new ConnectionLog(this.accepted + 1, socket.getPort());
		ServerConnection connection = new ServerConnection(new SocketIo(socket), this.framing, log);
		Thread thread = this.threads.newThread(() -> serve(connection));
		thread.setName("framed-tcp-server-" + socket.getLocalPort() + "-" + socket.getPort());
		thread.start();
		// Not before there is a thread that takes it out again, which waits for this
		// lock.
		this.live.put(connection, thread);
		this.accepted++;
		this.maxOpen = Math.max(this.maxOpen, this.live.size());
		this.logs.add(log);
		if (this.logs.size() > MOST_REMEMBERED) {
			this.logs.remove();
		}
	}

	/**
	 * Keeps what a connection failed of before it had a handler.
	 * @param failure the failure
	 */
	void failed(Throwable failure) {
		this.script.failed("accepting a connection failed", failure);
	}

	synchronized int accepted() {
		return this.accepted;
	}

	synchronized int open() {
		return this.live.size();
	}

	synchronized int maxOpen() {
		return this.maxOpen;
	}

	synchronized List<RecordedConnection> recorded() {
		return this.logs.stream().map(ConnectionLog::recorded).toList();
	}

	/**
	 * Closes all connections and begins to count anew. A client may open another
	 * meanwhile, which is closed as well, so that no two have one number.
	 */
	void clear() {
		Deadline deadline = Deadline.in(Threads.TIME_TO_END);
		do {
			closeAndAwait(deadline);
		}
		while (!clearIfNoneIsOpen() && !deadline.isOver());
	}

	private synchronized boolean clearIfNoneIsOpen() {
		if (!this.live.isEmpty()) {
			return false;
		}
		this.logs.clear();
		this.accepted = 0;
		this.maxOpen = 0;
		return true;
	}

	void close() {
		connections().forEach((connection) -> connection.end("closed by the server", connection::close));
	}

	void reset() {
		connections().forEach((connection) -> connection.end("reset by the server", connection::reset));
	}

	/**
	 * Closes all connections, interrupts their handlers and waits for them, within a
	 * bound.
	 */
	void closeAndAwait() {
		closeAndAwait(Deadline.in(Threads.TIME_TO_END));
	}

	/**
	 * Returns the handlers that have not ended though they were told and waited for.
	 * @return for each a failure with its message and where it is
	 */
	synchronized List<Throwable> hung() {
		List<Throwable> failures = new ArrayList<>();
		this.hung.forEach((connection, thread) -> {
			Throwable failure = new IllegalStateException(
					"connection " + connection.number() + ": its handler does not end");
			failure.setStackTrace(thread.getStackTrace());
			failures.add(failure);
		});
		return failures;
	}

	synchronized void forgetHung() {
		this.hung.clear();
	}

	private void closeAndAwait(Deadline deadline) {
		List<Thread> threads = others();
		close();
		threads.forEach(Thread::interrupt);
		Threads.join(threads, deadline);
		recordHung(threads);
	}

	private synchronized void recordHung(List<Thread> threads) {
		this.live.forEach((connection, thread) -> {
			if (threads.contains(thread)) {
				this.hung.put(connection, thread);
			}
		});
		this.live.keySet().removeAll(this.hung.keySet());
	}

	private synchronized List<ServerConnection> connections() {
		return new ArrayList<>(this.live.keySet());
	}

	private synchronized List<Thread> others() {
		return this.live.values().stream().filter((thread) -> thread != Thread.currentThread()).toList();
	}

	private synchronized void remove(ServerConnection connection) {
		this.live.remove(connection);
		this.hung.remove(connection);
	}

	private void serve(ServerConnection connection) {
		try {
			this.handler.serve(connection);
		}
		catch (ConnectionEndedException ex) {
			connection.log().ending(ex.reason());
		}
		catch (IOException | UncheckedIOException ex) {
			connection.log().ending(connection.io().isClosed() ? "closed by its handler" : "broken: " + ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			failed(connection, ex);
		}
		finally {
			connection.end("ended by its handler", connection::close);
			connection.lateFrames().awaitEnd();
			connection.presence().gone();
			connection.log().ended();
			remove(connection);
		}
	}

	private void failed(ServerConnection connection, Throwable failure) {
		// What a handler comes to whose connection was closed under it is not its fault.
		if (!connection.isEndedByServer()) {
			this.script.failed("a handler or a condition failed", failure);
		}
		connection.log().ending("ended by a failure: " + failure);
	}

}
