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
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What the faults do that need more than a line.
 */
final class FaultActions {

	private FaultActions() {
	}

	static void fin(Exchange exchange, Point point) throws IOException {
		exchange.io().finish();
		throw new ConnectionEndedException("closed by the fault at " + point);
	}

	static void reset(Exchange exchange, Point point) throws IOException {
		exchange.io().flush();
		exchange.io().reset();
		throw new ConnectionEndedException("reset by the fault at " + point);
	}

	static FaultAction cutAt(int offset) {
		return (exchange, point) -> {
			exchange.io().write(exchange.reply().bytes(), 0, offset);
			fin(exchange, point);
		};
	}

	static FaultAction throttle(int bytesPerMilli) {
		return (exchange, point) -> {
			if (point.knowsRequest()) {
				exchange.reply().pace(Pace.throttle(bytesPerMilli));
			}
			else {
				exchange.readSlowly(bytesPerMilli);
			}
		};
	}

	static FaultAction lateReply(long delayNanos) {
		return (exchange, point) -> {
			exchange.reply().withhold();
			exchange.connection().lateFrames().send(exchange.reply().bytes(), delayNanos);
		};
	}

	static FaultAction hold(int count, HeldReplies.Order order) {
		return (exchange, point) -> {
			exchange.reply().withhold();
			exchange.connection().heldReplies().add(exchange.reply().bytes(), count, order);
		};
	}

	static void shuffle(List<byte[]> frames, int group, long seed) {
		// Seeds beside each other would give nearly the same order.
		Collections.shuffle(frames, new Random(seed + group * 0x9E3779B97F4A7C15L));
	}

	static FaultAction earlyRefusal(byte[] payload) {
		return (exchange, point) -> {
			exchange.replyEarly(payload);
			exchange.io().close();
			throw new ConnectionEndedException("closed by the fault at " + point);
		};
	}

	static void duplicateReply(Exchange exchange, Point point) throws IOException {
		byte[] last = exchange.connection().lastReply();
		if (last != null) {
			write(exchange, point, last);
		}
	}

	/**
	 * Writes bytes: together with the reply where they are beside or inside it, at once
	 * elsewhere.
	 * @param exchange the exchange
	 * @param point the point that it is at
	 * @param bytes the bytes
	 * @throws IOException if the connection breaks
	 */
	static void write(Exchange exchange, Point point, byte[] bytes) throws IOException {
		if (point.isAtReply()) {
			exchange.io().write(bytes);
		}
		else {
			exchange.io().writeNow(bytes);
		}
	}

	static FaultAction delay(long nanos) {
		return (exchange, point) -> {
			// Whoever waits for it may rely on what was to be sent before.
			exchange.io().flush();
			exchange.begun();
			exchange.io().pause(nanos);
		};
	}

}
