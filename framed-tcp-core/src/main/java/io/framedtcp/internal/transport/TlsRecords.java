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

package io.framedtcp.internal.transport;

import java.nio.ByteBuffer;

/**
 * Follows the records that arrive, to know whether TLS can hold undelivered bytes. A
 * record begins with five unencrypted bytes, and the last two of them are its length (RFC
 * 8446, 5.1; the same in all versions over TCP).
 * <p>
 * Used by one thread at a time.
 */
final class TlsRecords {

	private static final int HEADER_SIZE = 5;

	/** How many records have begun to arrive and may be undelivered. */
	private int unread;

	private int headerBytes;

	private int length;

	/** How many bytes of a record are still missing after its header. */
	private int missing;

	/**
	 * Follows bytes that have come.
	 * @param bytes a buffer with these bytes before its position
	 * @param from index of the first of them
	 */
	void arrived(ByteBuffer bytes, int from) {
		int index = from;
		while (index < bytes.position()) {
			if (this.missing > 0) {
				int count = Math.min(this.missing, bytes.position() - index);
				this.missing -= count;
				index += count;
			}
			else {
				if (this.headerBytes == 0) {
					this.unread++;
				}
				// Only the last two bytes remain.
				this.length = (this.length << Byte.SIZE | bytes.get(index++) & 0xff) & 0xffff;
				this.headerBytes = (this.headerBytes + 1) % HEADER_SIZE;
				this.missing = (this.headerBytes == 0) ? this.length : 0;
			}
		}
	}

	/**
	 * Returns whether a part of a record has come, but not all of it.
	 * @return whether the rest is missing
	 */
	boolean isInside() {
		return this.headerBytes > 0 || this.missing > 0;
	}

	/**
	 * Notes that TLS has delivered all complete records.
	 */
	void wholeOnesRead() {
		if (!isInside()) {
			this.unread = 0;
		}
	}

	/**
	 * Notes that TLS has delivered a whole record.
	 */
	void oneRead() {
		if (this.unread == 1) {
			wholeOnesRead();
		}
	}

	/**
	 * Returns whether TLS has delivered all bytes that have come.
	 * @return {@code true} only if certain
	 */
	boolean areAllRead() {
		return this.unread == 0;
	}

}
