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

package io.framedtcp.spi;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * The id by which the reply to a request is found: bytes, hashed once. Immutable.
 */
public final class CorrelationKey {

	private final byte[] bytes;

	private final int hash;

	/**
	 * Takes a key from a payload.
	 * @param payload the payload
	 * @param offset index of the key's first byte
	 * @param length how many bytes it has
	 */
	CorrelationKey(byte[] payload, int offset, int length) {
		this.bytes = Arrays.copyOfRange(payload, offset, offset + length);
		this.hash = Arrays.hashCode(this.bytes);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof CorrelationKey key && this.hash == key.hash && Arrays.equals(this.bytes, key.bytes);
	}

	@Override
	public int hashCode() {
		return this.hash;
	}

	/**
	 * Returns the bytes for people to read.
	 * @return pairs of hexadecimal digits
	 */
	@Override
	public String toString() {
		return HexFormat.ofDelimiter(" ").formatHex(this.bytes);
	}

}
