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
	 * Decide how the next request is treated.
	 * @return the behaviour; {@link Behaviour#GOOD} for most requests
	 */
	Behaviour next() {
		Behaviour now = this.behaviour;
		boolean everyRequest = now == Behaviour.GOOD || now == Behaviour.STALL;
		return (everyRequest || ThreadLocalRandom.current().nextInt(ONE_IN) == 0) ? now : Behaviour.GOOD;
	}

	/**
	 * Return by how much a reply is late.
	 * @param behaviour how its request is treated
	 * @return the time, zero if it is not late
	 */
	Duration lateness(Behaviour behaviour) {
		return (behaviour == Behaviour.LATE) ? this.lateness : Duration.ZERO;
	}

	/**
	 * Answer a request, or do what is done instead.
	 * @param behaviour how it is treated
	 * @param reply the frame that answers it
	 * @param out where it has to go
	 * @return whether the connection stays open
	 * @throws IOException if the client has gone
	 */
	boolean answer(Behaviour behaviour, byte[] reply, OutputStream out) throws IOException {
		return switch (behaviour) {
			case GOOD, LATE -> write(reply, out);
			case STALL -> true;
			case CLOSE -> {
				write(Arrays.copyOf(reply, reply.length / 2), out);
				yield false;
			}
			case GARBAGE -> write(garbage(), out);
		};
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
