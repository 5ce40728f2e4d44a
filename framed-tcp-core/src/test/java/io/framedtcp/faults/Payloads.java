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

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.framedtcp.spi.ExchangeMatcher;

import static io.framedtcp.support.Bytes.bytes;

/**
 * The payloads of the requests. Each begins with an id, which is in the first half so
 * that what becomes of the second half is not seen by a matcher.
 */
final class Payloads {

	static final byte[] WARM_UP = bytes("warm 0123456789");

	static final byte[] CALL = bytes("call 0123456789");

	/** More than the buffers of the kernel take, and the server takes in ahead. */
	static final byte[] LARGE_CALL = Arrays.copyOf(CALL, 16 * 1024 * 1024);

	/** The reply of a server that does not read the call. */
	static final byte[] REFUSAL = bytes("call refused");

	/** Of the second request of a call that makes two. */
	static final byte[] MORE = bytes("more 0123456789");

	static final byte[] NEXT = bytes("next 0123456789");

	static final byte[] LAST = bytes("last 0123456789");

	static final int ID_LENGTH = 4;

	/** Of those that are numbered. */
	static final int NUMBERED_LENGTH = 8;

	private Payloads() {
	}

	static ExchangeMatcher matcher() {
		return ExchangeMatcher.equalBytes(0, 0, ID_LENGTH);
	}

	/**
	 * Return whether a reply is the right one.
	 * @param request the payload of the request
	 * @param reply that of the reply, which repeats it or refuses the call
	 * @return whether it is
	 */
	static boolean isReply(byte[] request, byte[] reply) {
		return Arrays.equals(request, reply) || (Arrays.equals(reply, REFUSAL) && hasSameId(request, reply));
	}

	/**
	 * Return the payload of one of several requests in flight. The number is in the
	 * second half, so that ids can be alike.
	 * @param id what the first half is
	 * @param number its number
	 * @return the payload
	 */
	static byte[] numbered(String id, int number) {
		return bytes(String.format("%4s%04d", id, number));
	}

	/**
	 * Return which of several requests in flight a payload is of.
	 * @param payload of a request or a reply
	 * @return its number
	 */
	static int number(byte[] payload) {
		return Integer.parseInt(new String(payload, ID_LENGTH, NUMBERED_LENGTH - ID_LENGTH, StandardCharsets.US_ASCII));
	}

	static boolean hasSameId(byte[] request, byte[] reply) {
		return reply.length >= ID_LENGTH && Arrays.equals(request, 0, ID_LENGTH, reply, 0, ID_LENGTH);
	}

}
