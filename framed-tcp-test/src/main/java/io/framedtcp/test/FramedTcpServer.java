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

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A server on the loopback interface that a test controls: it answers, or fails in any
 * way that a test asks for. It has real sockets and one thread for each connection.
 * <pre class="code">
 * try (FramedTcpServer server = FramedTcpServer.echo()) {
 *     server.inject(Fault.reset()).onExchange(2).at(Point.MID_PAYLOAD);
 *     client.connect(server.host(), server.port());
 * }
 * </pre> It records requests and connections. {@linkplain #close() Closing} it fails the
 * test if an injected fault or an enqueued reply was not used. Safe for use by many
 * threads.
 */
public final class FramedTcpServer implements AutoCloseable {

	private final Listener listener;

	private final Connections connections;

	private final Script script;

	private final Requests requests;

	private final Report report;

	private final AtomicBoolean closed = new AtomicBoolean();

	FramedTcpServer(Listener listener, Connections connections, Script script, Requests requests) {
		this.listener = listener;
		this.connections = connections;
		this.script = script;
		this.requests = requests;
		this.report = new Report(connections, requests, script);
		listener.open();
	}

	/**
	 * Sets up a server, with a port or a framing of your own.
	 * @return a builder
	 */
	public static FramedTcpServerBuilder builder() {
		return new FramedTcpServerBuilder();
	}

	/**
	 * Starts a server that sends each request back.
	 * @return the server
	 */
	public static FramedTcpServer echo() {
		return builder().echo();
	}

	/**
	 * Starts a server that answers by a function.
	 * @param reply makes the payload of a reply from that of its request; called on the
	 * server's threads
	 * @return the server
	 */
	public static FramedTcpServer answering(UnaryOperator<byte[]> reply) {
		return builder().answering(reply);
	}

	/**
	 * Starts a server that answers by enqueued replies only.
	 * @return the server
	 * @see #enqueue(byte[])
	 */
	public static FramedTcpServer scripted() {
		return builder().scripted();
	}

	/**
	 * Starts a server that leaves requests to a handler.
	 * @param handler what to do with each
	 * @return the server
	 */
	public static FramedTcpServer handling(RequestHandler handler) {
		return builder().handling(handler);
	}

	/**
	 * Starts a server that leaves requests to a handler.
	 * @param port the port to listen on, or 0 for any
	 * @param handler what to do with each
	 * @return the server
	 */
	public static FramedTcpServer handling(int port, RequestHandler handler) {
		return builder().port(port).handling(handler);
	}

	/**
	 * Starts a server that leaves all to a handler, reading and writing.
	 * @param handler what to do with each connection
	 * @return the server
	 */
	public static FramedTcpServer serving(ConnectionHandler handler) {
		return builder().serving(handler);
	}

	/**
	 * Returns where the server listens.
	 * @return an IP address of the loopback interface
	 */
	public String host() {
		return this.listener.address().getHostAddress();
	}

	/**
	 * Returns where the server listens. It stays the same over {@link #stop()} and
	 * {@link #start()}.
	 * @return the TCP port
	 */
	public int port() {
		return this.listener.port();
	}

	/**
	 * Enqueues the reply to a coming request, in place of the server's usual reply.
	 * Enqueued replies are used in order, one for each request on any connection.
	 * @param payload the payload of the reply
	 */
	public void enqueue(byte[] payload) {
		byte[] reply = payload.clone();
		enqueue("reply of " + Bytes.describe(reply), (request, connection) -> connection.writeFrame(reply));
	}

	/**
	 * Answers a coming request by a text.
	 * @param text what the reply is to carry, in UTF-8
	 * @see #enqueue(byte[])
	 */
	public void enqueue(String text) {
		enqueue(FramedTcpServerBuilder.utf8(text));
	}

	/**
	 * Leaves a coming request to a handler.
	 * @param handler what to do with it
	 * @see #enqueue(byte[])
	 */
	public void enqueue(RequestHandler handler) {
		enqueue("handler", handler);
	}

	/**
	 * Does not answer a coming request.
	 * @see #enqueue(byte[])
	 */
	public void enqueueNoReply() {
		enqueue("absence of a reply", (request, connection) -> {
		});
	}

	private void enqueue(String description, RequestHandler handler) {
		if (!this.script.points().contains(Point.BEFORE_REPLY)) {
			throw new IllegalStateException("This server leaves whole connections to its handler: nobody would reply");
		}
		this.script.enqueue(new Script.EnqueuedReply(description, handler));
	}

	/**
	 * Inject a fault, the first step: say when, and at last {@link FaultInjection#at
	 * where}.
	 * @param fault what to do wrong
	 * @return for conditions and the point
	 */
	public FaultInjection inject(Fault fault) {
		return this.script.inject(fault);
	}

	/**
	 * Returns the requests that have come, in the order in which they were read whole.
	 * @return the last 10,000, or as many as were set
	 */
	public List<ReceivedRequest> requests() {
		return this.requests.list();
	}

	/**
	 * Returns how many requests have come.
	 * @return the number since the server was started or {@linkplain #reset() reset}
	 */
	public long requestCount() {
		return this.requests.count();
	}

	/**
	 * Returns how often a request has come, of those that are kept.
	 * @param payload what it carried
	 * @return the number of requests with just this payload
	 */
	public int executions(byte[] payload) {
		return this.requests.executions(payload);
	}

	/**
	 * Returns how often each request has come, of those that are kept.
	 * @param key tells by a payload which request it is, as by an id in it
	 * @param <K> the type of the key
	 * @return the number of requests for each key
	 */
	public <K> Map<K, Integer> executionsBy(Function<byte[], K> key) {
		return this.requests.executionsBy(key);
	}

	/**
	 * Takes the first request that has not been taken, and waits for it if need be.
	 * @param timeout the bound on the wait
	 * @return the request
	 * @throws AssertionError if none comes in time
	 * @throws InterruptedException if the thread is interrupted
	 */
	public ReceivedRequest takeRequest(Duration timeout) throws InterruptedException {
		ReceivedRequest request = this.requests.take(timeout);
		if (request == null) {
			throw new AssertionError("No request came within " + timeout + "." + this.report.saw());
		}
		return request;
	}

	/**
	 * Returns what is known of each connection.
	 * @return the last 1,000, in the order of accepting
	 */
	public List<RecordedConnection> connections() {
		return this.connections.recorded();
	}

	/**
	 * Returns how many connections the server has accepted.
	 * @return the number since the server was started or {@linkplain #reset() reset}
	 */
	public int accepted() {
		return this.connections.accepted();
	}

	/**
	 * Returns how many connections are open, as far as the server knows.
	 * @return the number of connections
	 */
	public int open() {
		return this.connections.open();
	}

	/**
	 * Returns how many connections were open at a time.
	 * @return the highest number since the server was started or {@linkplain #reset()
	 * reset}
	 */
	public int maxOpen() {
		return this.connections.maxOpen();
	}

	/**
	 * Closes all connections in order (FIN), and goes on listening.
	 */
	public void closeConnections() {
		this.connections.close();
	}

	/**
	 * Aborts all connections (RST), and goes on listening.
	 */
	public void resetConnections() {
		this.connections.reset();
	}

	/**
	 * Closes the port and goes on serving the open connections. New connections are
	 * refused until {@link #start()}.
	 */
	public void refuseConnections() {
		this.listener.close();
	}

	/**
	 * Keeps the port open but accepts no connection, with a full backlog, so connecting
	 * takes until the client's time-out. Open connections are still served.
	 * {@link #start()} ends this, and a client that is still connecting may get in. Not
	 * every system can do this. If it cannot, the port is closed until {@link #start()}.
	 * @throws IllegalStateException if the system does not limit the backlog, or the
	 * server is closed
	 * @throws UncheckedIOException if the system refuses connections beyond the backlog,
	 * as Windows does
	 */
	public void fillBacklog() {
		requireNotClosed();
		this.listener.jam();
	}

	/**
	 * Stops as a server that shuts down: closes the port and all connections. Records and
	 * injected faults stay. Handlers are interrupted; {@link #verify()} reports handlers
	 * that do not end within 5 seconds.
	 */
	public void stop() {
		this.listener.close();
		this.connections.closeAndAwait();
	}

	/**
	 * Listens again, on the same port. Does nothing if the server listens already.
	 */
	public void start() {
		requireNotClosed();
		this.listener.open();
	}

	/**
	 * Stops the server and starts it again on the same port.
	 */
	public void restart() {
		stop();
		start();
	}

	/**
	 * Resets the server between two tests that share it: closes all connections, drops
	 * enqueued replies, faults and records, and counts from zero.
	 * @throws AssertionError if a handler does not end within 5 seconds; everything is
	 * reset nevertheless, and the handler is not reported again
	 */
	public void reset() {
		this.script.clear();
		this.connections.clear();
		this.script.clear();
		this.requests.clear();
		try {
			this.report.verifyEnded(port());
		}
		finally {
			this.connections.forgetHung();
		}
	}

	/**
	 * Fails if something did not happen as the test has asked:
	 * <ul>
	 * <li>a fault fired too rarely. A fault that found the connection broken does not
	 * count, nor does a swap without a partner
	 * <li>an enqueued reply was not used
	 * <li>a handler or a condition threw something other than an {@code IOException}
	 * <li>a handler did not end within 5 seconds after its connection was closed and it
	 * was interrupted
	 * </ul>
	 * @throws AssertionError with all of these, and with what the server saw instead
	 */
	public void verify() {
		this.report.verify(port());
	}

	/**
	 * Stops listening, closes all connections, interrupts their handlers, waits for all
	 * threads to end, and then calls {@link #verify()}. Handlers that do not end are
	 * waited for 5 seconds in all, and are left behind. Does nothing if the server is
	 * closed already.
	 * @throws AssertionError as {@link #verify()} does
	 */
	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			this.listener.close();
			this.connections.closeAndAwait();
			verify();
		}
	}

	private void requireNotClosed() {
		if (this.closed.get()) {
			throw new IllegalStateException("The server is closed");
		}
	}

}
