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

/**
 * Serves a connection exchange by exchange, and lets each pass its points.
 */
final class Exchanges implements ConnectionHandler {

	// What "idle" means; and how often a client that says nothing is looked at.
	private static final int IDLE_MILLIS = 20;

	private final RequestHandler handler;

	private final Script script;

	private final Requests requests;

	private final int concurrency;

	private final Swaps swaps = new Swaps();

	/**
	 * Creates what serves the connections of a server.
	 * @param handler what to do with each request
	 * @param script what to do otherwise
	 * @param requests where to keep requests
	 * @param concurrency how many requests of a connection to handle at a time
	 */
	Exchanges(RequestHandler handler, Script script, Requests requests, int concurrency) {
		this.handler = handler;
		this.script = script;
		this.requests = requests;
		this.concurrency = concurrency;
	}

	Script script() {
		return this.script;
	}

	Swaps swaps() {
		return this.swaps;
	}

	@Override
	public void serve(ServerConnection connection) throws IOException, InterruptedException {
		Workers workers = new Workers(connection.io(), this.concurrency);
		try {
			serve(connection, workers);
			workers.requireSuccess();
			connection.log().ending("closed by the client");
		}
		catch (ConnectionEndedException ex) {
			throw ex;
		}
		catch (IOException ex) {
			workers.end();
			workers.requireSuccess();
			throw ex;
		}
		finally {
			workers.end();
		}
	}

	private void serve(ServerConnection connection, Workers workers) throws IOException, InterruptedException {
		Exchange exchange = new Exchange(this, connection, 0);
		exchange.pass(Point.ON_ACCEPT);
		connection.io().flush();
		while (awaitNext(exchange, workers)) {
			exchange = new Exchange(this, connection, exchange.number() + 1);
			answer(exchange, workers);
		}
		workers.awaitIdle();
		if (connection.io().isEndOfRequest()) {
			connection.lateFrames().awaitSent();
		}
	}

	private boolean awaitNext(Exchange last, Workers workers) throws IOException, InterruptedException {
		SocketIo io = last.io();
		io.meetDemand();
		while (!io.awaitInput(IDLE_MILLIS)) {
			io.meetDemand();
			last.connection().presence().seen();
			if (workers.areIdle()) {
				last.pass(Point.WHILE_IDLE);
			}
		}
		return !io.isAtEnd();
	}

	private void answer(Exchange exchange, Workers workers) throws IOException, InterruptedException {
		byte[] request = exchange.readRequest();
		ServerConnection connection = exchange.connection();
		connection.log().countRequest();
		this.requests.add(new ReceivedRequest(request.clone(), connection.number(), exchange.number()));
		RequestHandler scripted = this.script.nextReply();
		workers.run(() -> answer(exchange, request, (scripted != null) ? scripted : this.handler));
	}

	private static void answer(Exchange exchange, byte[] request, RequestHandler handler)
			throws IOException, InterruptedException {
		ServerConnection connection = exchange.connection();
		connection.begin(exchange);
		try {
			handler.handle(request, connection);
		}
		finally {
			connection.begin(null);
		}
	}

}
