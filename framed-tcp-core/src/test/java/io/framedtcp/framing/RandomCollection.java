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

import io.framedtcp.support.Bytes;

/**
 * Replies of several frames with a varint, the last of which begins with a zero.
 */
final class RandomCollection implements RandomFraming {

	private final Random random;

	private byte[] payload = {};

	RandomCollection(Random random) {
		this.random = random;
	}

	@Override
	public Framing framing() {
		return VarintFraming.protobuf().withReplies(CollectingFraming.until(VarintFraming.protobuf(), 0, (byte) 0));
	}

	@Override
	public byte[] frame() {
		this.payload = RandomFraming.bytes(this.random, RandomFraming.size(this.random));
		return Bytes.join(RandomPrefix.varint(this.payload.length), this.payload);
	}

	@Override
	public byte[] peersFrame() {
		byte[] reply = {};
		for (int i = this.random.nextInt(4); i > 0; i--) {
			reply = Bytes.join(reply, each(1));
		}
		this.payload = Bytes.join(reply, each(0));
		return this.payload;
	}

	@Override
	public byte[] payload(byte[] frame) {
		return this.payload;
	}

	private byte[] each(int first) {
		byte[] bytes = RandomFraming.bytes(this.random, 1 + RandomFraming.size(this.random) / 8);
		bytes[0] = (byte) first;
		return Bytes.join(RandomPrefix.varint(bytes.length), bytes);
	}

}
