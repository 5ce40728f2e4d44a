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

package io.framedtcp.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import javax.net.ssl.SSLSocket;

import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.InjectedFault;
import io.framedtcp.test.ServerConnection;

/**
 * The server of a cell of the matrix of shared connections. It answers each caller once
 * its gate is open, and lets the fault strike the victim.
 */
final class SharedCellServer {

	/** The number of the first of the calls that come behind the fault. */
	static final int NEXT = 100;

	/** The number of a ping. */
	static final int PING = 999;

	static final int BIG_REPLY = 8 * 1024 * 1024;

	private static final int RECEIVE_BUFFER_SIZE = 256 * 1024;

	private final SharedCell cell;

	private final List<CountDownLatch> gates = Stream.generate(() -> new CountDownLatch(1))
		.limit(SharedCell.CALLERS)
		.toList();

	private final Set<Integer> handled = ConcurrentHashMap.newKeySet();

	private final CountDownLatch struck = new CountDownLatch(1);

	private final FramedTcpServer server;

	SharedCellServer(SharedCell cell) {
		this.cell = cell;
		this.server = FramedTcpServer.builder()
			.concurrency(cell.isConcurrent() ? 2 * SharedCell.CALLERS : 1)
			.handling(this::handle);
	}

	FramedTcpServer server() {
		return this.server;
	}

	void open(int caller) {
		this.gates.get(caller).countDown();
	}

	void openAll() {
		this.gates.forEach(CountDownLatch::countDown);
	}

	boolean hasHandled(int caller) {
		return this.handled.contains(caller);
	}

	void awaitStruck() throws InterruptedException {
		this.struck.await();
	}

	/**
	 * Keep the kernel from buffering all of a large request, which it does once the
	 * terminator has read for a while: a receive buffer grows up to 32 MiB by itself.
	 * @param socket that of the client's connection
	 */
	static void boundBuffer(SSLSocket socket) {
		try {
			socket.setReceiveBufferSize(RECEIVE_BUFFER_SIZE);
		}
		catch (SocketException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	InjectedFault inject() {
		if (this.cell.fault().fault() == null) {
			return null;
		}
		if (this.cell.fault().isReordering()) {
			return this.server.inject(this.cell.fault().fault()).always().at(this.cell.fault().point());
		}
		return this.server.inject(this.cell.fault().fault())
			.onExchange(1 + this.cell.victim())
			.at(this.cell.fault().point());
	}

	private void handle(byte[] request, ServerConnection connection) throws IOException, InterruptedException {
		int number = Payloads.number(request);
		if (number >= NEXT) {
			connection.writeFrame(request);
			return;
		}
		try {
			this.gates.get(number).await();
			if (number == this.cell.victim()) {
				answerVictim(request, connection);
			}
			else {
				connection.writeFrame(request);
			}
		}
		finally {
			this.handled.add(number);
		}
	}

	private void answerVictim(byte[] request, ServerConnection connection) throws IOException {
		if (this.cell.fault().isAtEachByte()) {
			strike(Arrays.copyOf(ServerConnection.frame(request), this.cell.at()), connection);
		}
		else {
			connection
				.writeFrame((this.cell.fault() == SharedFault.BIG_REPLY) ? Arrays.copyOf(request, BIG_REPLY) : request);
		}
	}

	private void strike(byte[] part, ServerConnection connection) throws IOException {
		connection.writeBytes(part);
		if (this.cell.fault() == SharedFault.FIN) {
			connection.close();
		}
		else if (this.cell.fault() == SharedFault.RESET) {
			connection.reset();
		}
		this.struck.countDown();
		if (this.cell.fault() == SharedFault.STALL) {
			connection.awaitClose();
		}
	}

}
