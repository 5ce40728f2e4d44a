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

package io.framedtcp.sample;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes the price server's replies as well or as badly as it has been told to. It can be
 * told anew at any time, by any thread.
 */
class FaultInjector {

	private static final int ONE_IN = 10;

	private static final int GARBAGE_LENGTH = 64;

	private final Duration lateness;

	private volatile Behaviour behaviour = Behaviour.GOOD;

	/**
	 * Create what is well-behaved at first.
	 * @param lateness by how much a late reply is late
	 */
	FaultInjector(Duration lateness) {
		this.lateness = lateness;
	}

	Behaviour behaviour() {
		return this.behaviour;
	}

	void behave(Behaviour behaviour) {
		this.behaviour = behaviour;
	}

	/**
	 * Answer a request, or do what is done instead.
	 * @param reply the frame that answers it
	 * @param out where it has to go
	 * @return whether the connection stays open
	 * @throws IOException if the client has gone
	 */
	boolean answer(byte[] reply, OutputStream out) throws IOException {
		return switch (turnsOutAs()) {
			case GOOD -> write(reply, out);
			case STALL -> true;
			case LATE -> {
				pause(this.lateness);
				yield write(reply, out);
			}
			case CLOSE -> {
				write(Arrays.copyOf(reply, reply.length / 2), out);
				yield false;
			}
			case GARBAGE -> write(garbage(), out);
		};
	}

	static void pause(Duration duration) throws InterruptedIOException {
		try {
			Thread.sleep(duration.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("The price server has been interrupted");
		}
	}

	private Behaviour turnsOutAs() {
		Behaviour now = this.behaviour;
		boolean everyRequest = now == Behaviour.GOOD || now == Behaviour.STALL;
		return (everyRequest || ThreadLocalRandom.current().nextInt(ONE_IN) == 0) ? now : Behaviour.GOOD;
	}

	private boolean write(byte[] bytes, OutputStream out) throws IOException {
		out.write(bytes);
		return true;
	}

	/**
	 * Make up bytes that are no frame.
	 * @return random bytes; the first makes a length, were it one, that no frame has
	 */
	private byte[] garbage() {
		byte[] bytes = new byte[GARBAGE_LENGTH];
		ThreadLocalRandom.current().nextBytes(bytes);
		bytes[0] = (byte) (bytes[0] | 0x40);
		return bytes;
	}

}
