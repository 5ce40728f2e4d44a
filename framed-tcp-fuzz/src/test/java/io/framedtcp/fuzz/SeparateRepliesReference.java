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

package io.framedtcp.fuzz;

import java.util.Optional;

import io.framedtcp.framing.NetstringFraming;
import io.framedtcp.framing.VarintFraming;

/**
 * Netstrings that are answered by frames with a varint.
 *
 * @param requests says what is written
 * @param replies says what is read
 */
record SeparateRepliesReference(Reference requests, Reference replies) implements Reference {

	static Specimen specimen(FuzzInput input) {
		return new Specimen(NetstringFraming.netstrings().withReplies(VarintFraming.protobuf()),
				new SeparateRepliesReference(new NetstringReference(), new VarintReference()));
	}

	@Override
	public Verdict decode(byte[] wire, int from, int maxFrameSize) {
		return this.replies.decode(wire, from, maxFrameSize);
	}

	@Override
	public Optional<byte[]> encode(byte[] payload, int maxFrameSize) {
		return this.requests.encode(payload, maxFrameSize);
	}

	@Override
	public byte[] received(byte[] payload, byte[] frame) {
		return payload;
	}

	@Override
	public boolean isReadBack() {
		return false;
	}

}
