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

package io.framedtcp.chaos;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

import io.framedtcp.support.Bytes;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

/**
 * Two equal servers that answer most requests, and do everything else to the others.
 */
final class ChaosServers implements AutoCloseable {

	/** One request in so many meets a fault. */
	private static final int RARITY = 100;

	private static final byte[] NOTHING = {};

	private final Ledger ledger;

	private final long seed;

	private final AtomicLong requests = new AtomicLong();

	private final List<FramedTcpServer> servers;

	/** Whether each request is answered, and no longer counted. */
	private volatile boolean calm;

	ChaosServers(Ledger ledger, long seed) {
		this.ledger = ledger;
		this.seed = seed;
		this.servers = List.of(start(), start());
	}

	private FramedTcpServer start() {
		return FramedTcpServer.builder().keepRequests(0).serving(this::serve);
	}

	List<FramedTcpServer> servers() {
		return this.servers;
	}

	/**
	 * Answer each request from now on.
	 */
	void calmDown() {
		this.calm = true;
	}

	int open() {
		return this.servers.stream().mapToInt(FramedTcpServer::open).sum();
	}

	@Override
	public void close() {
		this.servers.forEach(FramedTcpServer::close);
	}

	private void serve(ServerConnection connection) throws IOException {
		byte[] stray = NOTHING;
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			if (this.calm) {
				connection.writeFrame(request);
				continue;
			}
			this.ledger.executed(Message.id(request));
			connection.writeBytes(stray);
			stray = NOTHING;
			if (!Message.isAnswered(request)) {
				continue;
			}
			byte[] reply = ServerConnection.frame(request);
			Random random = new Random(this.seed + this.requests.incrementAndGet());
			if (random.nextInt(RARITY) == 0) {
				stray = misbehave(connection, reply, random);
			}
			else {
				connection.writeBytes(reply);
			}
		}
	}

	/**
	 * Do something else than answer.
	 * @param connection the connection
	 * @param reply what the answer would be
	 * @param random decides
	 * @return what to send before the answer to the next request
	 * @throws IOException if the connection breaks
	 */
	private byte[] misbehave(ServerConnection connection, byte[] reply, Random random) throws IOException {
		int cut = random.nextInt(reply.length);
		switch (random.nextInt(14)) {
			case 0 -> connection.close();
			case 1 -> connection.reset();
			case 2 -> {
				connection.writeBytes(Arrays.copyOf(reply, cut));
				connection.close();
			}
			case 3 -> {
				connection.writeBytes(Arrays.copyOf(reply, cut));
				connection.reset();
			}
			case 4 -> {
				connection.writeBytes(Arrays.copyOf(reply, cut));
				connection.writeBytes(Arrays.copyOfRange(reply, cut, reply.length));
			}
			case 5 -> connection.writeBytes((byte) -1, (byte) -1, (byte) -1, (byte) -1);
			case 6 -> {
				random.nextBytes(reply);
				connection.writeBytes(reply);
			}
			case 7 -> connection.writeBytes(Bytes.join(reply, reply));
			case 8 -> {
				connection.writeBytes(reply);
				return reply;
			}
			case 9 -> connection.writeFrame(Message.request(random.nextInt(Integer.MAX_VALUE)));
			case 10 -> {
				connection.writeFrame(Message.heartbeat());
				connection.writeBytes(reply);
			}
			case 11 -> {
				connection.writeBytes(reply);
				connection.close();
			}
			case 12 -> {
				connection.writeBytes(reply);
				connection.reset();
			}
			default -> answerTooLate(connection, reply, cut);
		}
		return NOTHING;
	}

	private static void answerTooLate(ServerConnection connection, byte[] reply, int cut) throws IOException {
		connection.writeBytes(Arrays.copyOf(reply, cut));
		connection.awaitClose();
		connection.writeBytes(Arrays.copyOfRange(reply, cut, reply.length));
	}

}
