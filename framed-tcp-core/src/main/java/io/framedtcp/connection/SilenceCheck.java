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

package io.framedtcp.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.framedtcp.connection.DrainAndTest.Finding;
import io.framedtcp.framing.EncodedFrame;

/**
 * Checks that nothing comes on a connection where nothing is due: between two exchanges,
 * and behind the last reply of a batch. It never waits, and marks the connection if that
 * must not be used again.
 * <p>
 * Used by one thread at a time.
 */
final class SilenceCheck {

	private final FrameChannel channel;

	private final UnexpectedBytes unexpectedBytes;

	private final UnsolicitedFrames unsolicitedFrames;

	private final GuardedFrames guardedFrames;

	private final RetireMark retireMark;

	/**
	 * Create the check of a connection.
	 * @param channel its frames
	 * @param unexpectedBytes what becomes of bytes between two exchanges
	 * @param unsolicitedFrames what becomes of the frames that are drained
	 * @param guardedFrames writes the answers to these
	 * @param retireMark set if the connection must not be used again
	 */
	SilenceCheck(FrameChannel channel, UnexpectedBytes unexpectedBytes, UnsolicitedFrames unsolicitedFrames,
			GuardedFrames guardedFrames, RetireMark retireMark) {
		this.channel = channel;
		this.unexpectedBytes = unexpectedBytes;
		this.unsolicitedFrames = unsolicitedFrames;
		this.guardedFrames = guardedFrames;
		this.retireMark = retireMark;
	}

	/**
	 * Test the connection between two exchanges, and drain what may be drained.
	 * @param deadline says by when user code must have seen what is drained, and by when
	 * answers must be written; asked only if there may be such
	 * @return whether it is silent and open
	 */
	boolean drainAndTest(Supplier<Deadline> deadline) {
		switch (this.unexpectedBytes.isDrained() ? drain(deadline) : test(deadline)) {
			case SILENT -> {
				// Marked if the deadline has passed meanwhile.
				return this.retireMark.reason() == null;
			}
			case UNEXPECTED_BYTES -> this.retireMark.set(RetireReason.UNEXPECTED_BYTES);
			case PEER_CLOSED -> this.retireMark.set(RetireReason.PEER_CLOSED);
			case BROKEN -> this.retireMark.set(RetireReason.BROKEN);
		}
		return false;
	}

	/**
	 * Look whether anything has come behind the last frame that was read. If the
	 * connection has ended instead, that frame is good all the same.
	 * @return whether there are bytes that belong to no frame read so far
	 */
	boolean isFollowed() {
		if (this.channel.hasBytesLeft()) {
			return true;
		}
		if (this.retireMark.reason() != null) {
			return false;
		}
		Finding finding = this.channel.test();
		switch (finding) {
			case PEER_CLOSED -> this.retireMark.set(RetireReason.PEER_CLOSED);
			case BROKEN -> this.retireMark
				.set(Thread.currentThread().isInterrupted() ? RetireReason.INTERRUPTED : RetireReason.BROKEN);
			default -> {
			}
		}
		return finding == Finding.UNEXPECTED_BYTES;
	}

	private Finding test(Supplier<Deadline> deadline) {
		return this.channel.isRedacted() ? this.guardedFrames.within(deadline.get(), this.channel::test)
				: this.channel.test();
	}

	private Finding drain(Supplier<Deadline> deadline) {
		List<EncodedFrame> answers = new ArrayList<>();
		Finding finding = this.guardedFrames.within(deadline.get(), () -> {
			List<byte[]> frames = new ArrayList<>();
			Finding found = this.channel.drain(this.unexpectedBytes, frames);
			answers.addAll(this.unsolicitedFrames.handleAll(frames, this.channel));
			return found;
		});
		if (finding == Finding.SILENT && !answers.isEmpty() && this.retireMark.reason() == null) {
			finding = answer(answers, deadline.get());
		}
		// What has passed until here belongs to no request.
		this.channel.startLease();
		return finding;
	}

	private Finding answer(List<EncodedFrame> answers, Deadline deadline) {
		try {
			this.guardedFrames.writeAll(answers, deadline);
			return Finding.SILENT;
		}
		catch (ExchangeFailedException ex) {
			return Finding.BROKEN;
		}
	}

}
