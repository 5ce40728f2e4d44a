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

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameRecord;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.internal.transport.WireLog;

/**
 * Logs the frames of one channel: whole ones, parts, and unread bytes after the last one.
 * For this it sets how much of each frame the reader keeps.
 * <p>
 * Used by the thread that uses the channel.
 */
final class FrameLog {

	/** How many bytes are enough to recognize another protocol. */
	static final int RECOGNIZED_BY = 64;

	private final FrameReader reader;

	private @Nullable WireLog wireLog;

	/** Whether a frame has come since unread bytes were last logged. */
	private boolean received;

	FrameLog(FrameReader reader) {
		this.reader = reader;
		reader.recordUpTo(RECOGNIZED_BY);
	}

	/**
	 * Starts logging.
	 * @param wireLog the log
	 */
	void begin(WireLog wireLog) {
		this.wireLog = wireLog;
		if (wireLog.isEnabled()) {
			this.reader.recordUpTo(WireLog.MAX_BYTES);
		}
	}

	/**
	 * Returns whether user code sees the logged bytes.
	 * @return whether frames are logged now, and redacted
	 */
	boolean isRedacted() {
		return this.wireLog != null && this.wireLog.isRedacted();
	}

	void sent(EncodedFrame... frames) {
		if (this.wireLog != null) {
			for (EncodedFrame frame : frames) {
				this.wireLog.sent(frame);
			}
		}
	}

	/**
	 * Logs the frame read last, and sets how much of the next one the reader keeps.
	 * Called for the first frame, and while frames are logged.
	 * @param payload its payload
	 * @param enabled whether frames are logged
	 */
	void received(byte[] payload, boolean enabled) {
		this.received = true;
		if (this.wireLog != null && enabled) {
			this.wireLog.received(this.reader::recorded, payload);
		}
		this.reader.recordUpTo(enabled ? WireLog.MAX_BYTES : 0);
	}

	/**
	 * Logs the bytes that a test has found.
	 * @param bytes a buffer with these bytes before its position
	 */
	void unexpected(ByteBuffer bytes) {
		WireLog wireLog = enabled();
		if (wireLog != null) {
			wireLog.receivedUnexpected(bytes);
		}
	}

	/**
	 * Logs the part of an incomplete frame that has come.
	 */
	void part() {
		WireLog wireLog = enabled();
		if (wireLog != null && this.reader.progress() != null) {
			FrameRecord part = this.reader.recorded();
			if (part.size() > 0) {
				wireLog.receivedPart(part);
			}
		}
	}

	/**
	 * Logs the bytes that have come after the last frame. Nobody will read them.
	 */
	void left() {
		WireLog wireLog = enabled();
		if (wireLog != null && this.received && this.reader.buffered() > 0) {
			wireLog.left(this.reader.unread());
			this.received = false;
		}
	}

	private @Nullable WireLog enabled() {
		return (this.wireLog != null && this.wireLog.isEnabled()) ? this.wireLog : null;
	}

}
