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
 * How the bytes of a reply are dealt out. What is written last is left for the next
 * flush.
 */
@FunctionalInterface
interface Pace {

	/**
	 * All at once.
	 */
	Pace FULL = SocketIo::write;

	/**
	 * Writes a part of a reply.
	 * @param io the connection
	 * @param bytes the whole reply
	 * @param from where the part begins
	 * @param to where it ends
	 * @throws IOException if the connection breaks
	 * @throws InterruptedException if the server is closed
	 */
	void write(SocketIo io, byte[] bytes, int from, int to) throws IOException, InterruptedException;

	/**
	 * So many bytes each millisecond.
	 * @param bytesPerMilli how many
	 * @return the pace
	 */
	static Pace throttle(int bytesPerMilli) {
		return (io, bytes, from, to) -> {
			for (int at = from; at < to; at += Math.min(bytesPerMilli, to - at)) {
				io.breakSegment();
				io.write(bytes, at, at + Math.min(bytesPerMilli, to - at));
			}
		};
	}

	/**
	 * In segments that end behind some of the bytes.
	 * @param offsets how many bytes of the reply are before each break
	 * @return the pace
	 */
	static Pace breakAt(int... offsets) {
		return (io, bytes, from, to) -> {
			for (int at = from; at < to; at++) {
				for (int offset : offsets) {
					if (offset == at) {
						io.breakSegment();
					}
				}
				io.write(bytes, at, at + 1);
			}
		};
	}

}
