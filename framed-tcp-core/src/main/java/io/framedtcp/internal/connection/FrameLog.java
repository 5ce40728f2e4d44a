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
 * Logs the frames of one channel: whole ones, parts, and bytes left behind the last one.
 * It lets the reader keep as much of a frame as that takes.
 * <p>
 * Used by the thread that uses the channel.
 */
final class FrameLog {

	/** Enough to recognize what another protocol sends. */
	static final int RECOGNIZED_BY = 64;

	private final FrameReader reader;

	private @Nullable WireLog wireLog;

	/** Whether a frame has come, behind which nothing unread has been logged. */
	private boolean received;

	FrameLog(FrameReader reader) {
		this.reader = reader;
		reader.recordUpTo(RECOGNIZED_BY);
	}

	/**
	 * Logs from now on.
	 * @param wireLog where to
	 */
	void begin(WireLog wireLog) {
		this.wireLog = wireLog;
		if (wireLog.isEnabled()) {
			this.reader.recordUpTo(WireLog.MAX_BYTES);
		}
	}

	/**
	 * Returns whether user code sees what is logged.
	 * @return whether it is logged now, and redacted
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
	 * Logs the frame that the reader has read last, and lets it keep as much of the next
	 * one as that takes. Called for the first frame, and while frames are logged.
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
	 * Logs what a test has found.
	 * @param bytes a buffer that has it before its position
	 */
	void unexpected(ByteBuffer bytes) {
		WireLog wireLog = enabled();
		if (wireLog != null) {
			wireLog.receivedUnexpected(bytes);
		}
	}

	/**
	 * Logs what has come of a frame that could not be read to its end.
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
	 * Logs the bytes that have come behind the last frame, which nobody reads any more.
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
