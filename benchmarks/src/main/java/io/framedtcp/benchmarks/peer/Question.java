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

package io.framedtcp.benchmarks.peer;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The request of one caller, each time with another number in it, and the check that a
 * reply is its own. Used by one thread.
 */
public final class Question {

	/** Where the number is, by which replies are told apart. */
	public static final int ID_OFFSET = Integer.BYTES;

	/** The length of the reply and the number. */
	private static final int HEAD = ID_OFFSET + Long.BYTES;

	/** To compare all bytes each time would be a part of what is measured. */
	private static final int WHOLE_CHECK_INTERVAL = 64;

	private static final AtomicLong CALLERS = new AtomicLong();

	private final byte[] payload;

	private final ByteBuffer view;

	private long number = CALLERS.getAndIncrement() << 40;

	/**
	 * Create the request of a caller.
	 * @param size bytes of the request and of its reply, at least 12
	 */
	public Question(int size) {
		this.payload = new byte[size];
		this.view = ByteBuffer.wrap(this.payload);
		for (int i = 0; i < size; i++) {
			this.payload[i] = (byte) i;
		}
		this.view.putInt(0, size);
	}

	/**
	 * Return the number in a request or reply.
	 * @param payload what it carries
	 * @return the number, which no two requests share
	 */
	static long id(byte[] payload) {
		return ByteBuffer.wrap(payload).getLong(ID_OFFSET);
	}

	/**
	 * Ask anew.
	 * @return the request, the same array each time
	 */
	public byte[] next() {
		this.number++;
		this.view.putLong(ID_OFFSET, this.number);
		if (hasTail()) {
			this.view.putLong(this.payload.length - Long.BYTES, this.number);
		}
		return this.payload;
	}

	/**
	 * Check the reply to the last request.
	 * @param reply what came
	 * @return the reply
	 * @throws IllegalStateException if it belongs to another request or is damaged
	 */
	public byte[] check(byte[] reply) {
		if (!isMine(reply)) {
			throw new IllegalStateException("A wrong reply, of " + reply.length + " bytes");
		}
		return reply;
	}

	private boolean isMine(byte[] reply) {
		if (reply.length != this.payload.length || !isEqual(reply, 0, HEAD)) {
			return false;
		}
		if (this.number % WHOLE_CHECK_INTERVAL == 0) {
			return Arrays.equals(reply, this.payload);
		}
		return !hasTail() || isEqual(reply, reply.length - Long.BYTES, reply.length);
	}

	private boolean isEqual(byte[] reply, int from, int to) {
		return Arrays.equals(reply, from, to, this.payload, from, to);
	}

	private boolean hasTail() {
		return this.payload.length >= HEAD + Long.BYTES;
	}

}
