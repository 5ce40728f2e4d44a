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

package io.framedtcp.config;

import io.framedtcp.internal.Checks;

/**
 * The position of ids that the client writes into requests, so callers need no ids. The
 * client restores the caller's bytes in the reply. The server must echo the id and do
 * nothing else with it. Do not assign ids if a checksum or a MAC covers the id.
 *
 * @param offset the offset of the id in the payloads of request and reply, 0 or more
 * @param length the length of the id in bytes, 1 to 8
 */
public record AssignedIds(int offset, int length) {

	/**
	 * Creates the position.
	 */
	public AssignedIds {
		Checks.check(offset >= 0, "'offset' must not be negative");
		Checks.check(length >= 1 && length <= Long.BYTES, "'length' must be 1 to 8");
	}

	/**
	 * Returns whether there are enough ids.
	 * @param count the number of ids needed at the same time
	 * @return whether the length allows that many ids
	 */
	public boolean isEnoughFor(long count) {
		return this.length >= Integer.BYTES + 1 || count <= 1L << (Byte.SIZE * this.length);
	}

}
