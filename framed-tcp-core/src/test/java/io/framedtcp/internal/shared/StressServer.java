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

import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

/**
 * A server that answers each request as that wishes: later, twice, or not at all.
 */
final class StressServer implements AutoCloseable {

	private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();

	private final FramedTcpServer server = FramedTcpServer.builder().keepRequests(0).serving(this::serve);

	FramedTcpServer server() {
		return this.server;
	}

	void later(Runnable task, long micros) {
		this.later.schedule(task, micros, TimeUnit.MICROSECONDS);
	}

	@Override
	public void close() {
		this.server.close();
		this.later.shutdownNow();
	}

	private void serve(ServerConnection connection) throws IOException {
		boolean stalled = false;
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			Wish wish = Wish.of(request);
			byte[] reply = ServerConnection.frame(request);
			if (stalled && wish.isInOrder()) {
				continue;
			}
			switch (wish) {
				case AT_ONCE, IN_ORDER -> write(connection, reply);
				case TWICE -> write(connection, reply, reply);
				case LATER -> later(() -> write(connection, reply), request[4] & 0x7f);
				case IN_ORDER_LATER -> {
					LockSupport.parkNanos(request[4] * 10_000L);
					write(connection, reply);
				}
				case NEVER -> {
				}
				case IN_ORDER_NEVER -> {
					stalled = true;
				}
				case CLOSE -> connection.close();
				case RESET -> connection.reset();
			}
		}
	}

	private static void write(ServerConnection connection, byte[]... frames) {
		try {
			synchronized (connection) {
				for (byte[] frame : frames) {
					connection.writeBytes(frame);
				}
			}
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	/**
	 * What a request wants the server to do, as its sixth byte says.
	 */
	enum Wish {

		AT_ONCE, LATER, NEVER, TWICE, CLOSE, RESET, IN_ORDER, IN_ORDER_LATER, IN_ORDER_NEVER;

		static Wish of(byte[] request) {
			return (request.length > 5) ? values()[request[5]] : AT_ONCE;
		}

		boolean isInOrder() {
			return ordinal() >= IN_ORDER.ordinal();
		}

	}

}
