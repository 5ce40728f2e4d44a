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
 * before a request while none is unanswered, and behind the last reply of a batch. It
 * never waits, and marks the connection if that must not be used again.
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
	 * Creates the check of a connection.
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
	 * Tests the connection between two exchanges, and drains what may be drained.
	 * @param deadline says by when user code must have seen what is drained, and by when
	 * answers must be written; asked only if there may be such
	 * @return whether it is silent and open, and nobody has marked it meanwhile
	 */
	boolean drainAndTest(Supplier<Deadline> deadline) {
		switch (this.unexpectedBytes.isDrained() ? drain(deadline) : test(deadline)) {
			case SILENT -> {
				// The deadline of an answer, a handler or another thread may have done
				// so.
				return this.retireMark.reason() == null;
			}
			case UNEXPECTED_BYTES -> this.retireMark.set(RetireReason.UNEXPECTED_BYTES);
			case PEER_CLOSED -> this.retireMark.set(RetireReason.PEER_CLOSED);
			case BROKEN -> this.retireMark.set(RetireReason.BROKEN);
		}
		return false;
	}

	/**
	 * Checks that nothing has come before a request is written while none is unanswered.
	 * It would be taken for the reply.
	 * @param drained whether whole frames may be drained, if the client drains any
	 * @param deadline by when user code must have seen what has come, and by when answers
	 * must be written
	 * @throws ExchangeFailedException if something has come that is not drained, or the
	 * connection has ended; it is of no use then
	 */
	void requireSilence(boolean drained, Deadline deadline) throws ExchangeFailedException {
		if (drained && this.unexpectedBytes.isDrained()) {
			requireDrained(deadline);
		}
		else {
			requireNothing(deadline);
		}
	}

	private void requireNothing(Deadline deadline) throws ExchangeFailedException {
		Finding finding = test(() -> deadline);
		int count = this.channel.bytesLeft() + this.channel.bytesFound();
		if (this.channel.hasBytesLeft()) {
			finding = Finding.UNEXPECTED_BYTES;
		}
		if (finding != Finding.SILENT) {
			throw this.guardedFrames.refuse(finding,
					((count > 0) ? count + (this.channel.isMoreFound() ? " or more" : "") + " bytes"
							: "a part of a TLS record") + " had come before it, and belong to no request");
		}
	}

	private void requireDrained(Deadline deadline) throws ExchangeFailedException {
		boolean written = this.channel.isMaybeWritten();
		boolean read = this.channel.isRead();
		long before = this.channel.bytesReceived() - this.channel.bytesLeft();
		Finding finding = drain(() -> deadline);
		this.channel.resumeLease(written, read);
		if (finding != Finding.SILENT) {
			throw this.guardedFrames.refuse(finding, (this.channel.bytesReceived() - before)
					+ " bytes had come before it, and are no whole frames or too many to be drained");
		}
	}

	/**
	 * Looks whether anything has come behind the last frame that was read. If the
	 * connection has ended instead, that frame is good all the same.
	 * @param deadline by when user code must have seen them
	 * @return whether there are bytes that belong to no frame read so far
	 */
	boolean isFollowed(Deadline deadline) {
		if (this.channel.hasBytesLeft()) {
			return true;
		}
		if (this.retireMark.reason() != null) {
			return false;
		}
		Finding finding = test(() -> deadline);
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
