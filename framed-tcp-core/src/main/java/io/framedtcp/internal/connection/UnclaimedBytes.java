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

package io.framedtcp.internal.connection;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameRecord;

/**
 * Bytes that have come on a connection and belong to nobody. They are a part of a frame,
 * or bytes that came with the last frame or that a test has read.
 *
 * @param reader the reader of the frames
 * @param tested a buffer with the bytes of the last test before its position
 */
record UnclaimedBytes(FrameReader reader, ByteBuffer tested) {

	/**
	 * Describes how many bytes came with the last frame or were found by the last test.
	 * @return their number, or a part of a TLS record
	 */
	String describe() {
		int count = this.reader.buffered() + this.tested.position();
		return (count > 0) ? count + (this.tested.hasRemaining() ? "" : " or more") + " bytes"
				: "a part of a TLS record";
	}

	FrameRecord recorded() {
		if (this.reader.progress() != null) {
			return this.reader.recorded();
		}
		byte[] unread = this.reader.unread();
		byte[] all = Arrays.copyOf(unread, unread.length + this.tested.position());
		System.arraycopy(this.tested.array(), 0, all, unread.length, this.tested.position());
		return new FrameRecord(all, all.length, 0);
	}

}
