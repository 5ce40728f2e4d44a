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

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * What is exchanged: an id, a kind, and a filler that follows from the id, so that not
 * only the id of a reply shows whose it is.
 */
final class Message {

	/** Where a client that assigns ids writes them. */
	private static final int ASSIGNED_SIZE = Integer.BYTES;

	private static final int KIND_OFFSET = ASSIGNED_SIZE + Long.BYTES;

	private static final int HEADER_SIZE = KIND_OFFSET + 1;

	private static final int MAX_FILLER = 600;

	private static final long NO_ID = -1;

	private static final byte ANSWERED = 0;

	private static final byte UNANSWERED = 1;

	private Message() {
	}

	static ExchangeMatcher matcher() {
		return ExchangeMatcher.equalBytes(ASSIGNED_SIZE, ASSIGNED_SIZE, Long.BYTES)
			.orUnsolicited((frame) -> frame.length >= KIND_OFFSET && id(frame) == NO_ID);
	}

	static void assignIds(SharedSettings.Builder settings) {
		settings.assignIds(0, ASSIGNED_SIZE);
	}

	static byte[] request(int id) {
		return message(id, ANSWERED);
	}

	static byte[] unanswered(int id) {
		return message(id, UNANSWERED);
	}

	static byte[] heartbeat() {
		return message(NO_ID, ANSWERED);
	}

	static long id(byte[] message) {
		return ByteBuffer.wrap(message).getLong(ASSIGNED_SIZE);
	}

	static boolean isAnswered(byte[] message) {
		return message[KIND_OFFSET] == ANSWERED;
	}

	static boolean isReplyTo(byte[] request, byte[] reply) {
		return Arrays.equals(request, reply);
	}

	private static byte[] message(long id, byte kind) {
		Random random = new Random(id);
		byte[] filler = new byte[random.nextInt(MAX_FILLER)];
		random.nextBytes(filler);
		// No client assigns a negative id, so that of a foreign message is nobody's.
		return ByteBuffer.allocate(HEADER_SIZE + filler.length)
			.putInt(Integer.MIN_VALUE | (int) id)
			.putLong(id)
			.put(kind)
			.put(filler)
			.array();
	}

}
