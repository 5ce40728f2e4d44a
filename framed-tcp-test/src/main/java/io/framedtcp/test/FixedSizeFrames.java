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
 * Frames that all have the same size.
 */
final class FixedSizeFrames implements ServerFraming {

	private final int size;

	FixedSizeFrames(int size) {
		if (size < 1) {
			throw new IllegalArgumentException("A frame has at least 1 byte, not " + size);
		}
		this.size = size;
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		return in.readPayload(this.size);
	}

	@Override
	public Frame encode(byte[] payload) {
		if (payload.length != this.size) {
			throw new IllegalArgumentException(
					"Each frame has " + this.size + " bytes, and not " + Bytes.describe(payload));
		}
		return Frame.of(Bytes.NONE, payload);
	}

}
