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
 * A {@link FixedSizeFraming} of a random size.
 */
final class RandomFixedSize implements RandomFraming {

	private final Random random;

	private final int size;

	RandomFixedSize(Random random) {
		this.random = random;
		this.size = Math.max(1, RandomFraming.size(random));
	}

	@Override
	public Framing framing() {
		return FixedSizeFraming.of(this.size);
	}

	@Override
	public byte[] frame() {
		return RandomFraming.bytes(this.random, this.size);
	}

	@Override
	public byte[] payload(byte[] frame) {
		return frame;
	}

}
