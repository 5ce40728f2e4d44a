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

package io.framedtcp.framing;

import java.util.Random;

/**
 * A framing with random settings, and random frames of that kind. The frames are made by
 * other means than those under test.
 */
interface RandomFraming {

	Framing framing();

	/**
	 * Make a frame as the framing writes it.
	 * @return its bytes
	 */
	byte[] frame();

	/**
	 * Make a frame as a peer may write it.
	 * @return its bytes
	 */
	default byte[] peersFrame() {
		return frame();
	}

	/**
	 * Tell what the frame that was made last carries.
	 * @param frame the frame
	 * @return its payload
	 */
	byte[] payload(byte[] frame);

	/**
	 * Make up the size of a payload.
	 * @param random where it comes from
	 * @return bytes; often around the limits of the copy, of the look-ahead buffer and of
	 * a single read
	 */
	static int size(Random random) {
		int[] sizes = { 0, 1, 63, 64, 65, 8191, 8192, 8193, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1 };
		return random.nextBoolean() ? sizes[random.nextInt(sizes.length)] : random.nextInt(20_000);
	}

	static byte[] bytes(Random random, int size) {
		byte[] bytes = new byte[size];
		random.nextBytes(bytes);
		return bytes;
	}

}
