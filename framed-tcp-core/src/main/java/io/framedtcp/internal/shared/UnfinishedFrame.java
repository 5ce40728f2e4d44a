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

package io.framedtcp.internal.shared;

import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;

import io.framedtcp.framing.FrameAssembler;

/**
 * The beginning of an incomplete frame, for errors. As on exclusive connections, errors
 * show its header and not its payload.
 * <p>
 * Changed by the thread with the driver's role; any thread may read it.
 */
final class UnfinishedFrame {

	/** The number of header bytes shown, as in other errors. */
	private static final int MAX_HEADER = 32;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	/** Held for moments. Guards the fields below. */
	private final ReentrantLock lock = new ReentrantLock();

	private final byte[] header = new byte[MAX_HEADER];

	private int headerSize;

	private long announced;

	private String awaited = "";

	/** The number of whole frames received of a reply with several frames. */
	private int wholeFrames;

	private volatile int size;

	/**
	 * Returns the number of received bytes.
	 * @return the number; 0 if the stream is between two frames
	 */
	int size() {
		return this.size;
	}

	/**
	 * Notes the current bytes. Allocates nothing.
	 * @param assembler holds the bytes
	 */
	void update(FrameAssembler assembler) {
		this.lock.lock();
		try {
			this.headerSize = assembler.copyHeader(this.header);
			this.announced = assembler.announced();
			this.awaited = assembler.awaited();
			this.wholeFrames = assembler.wholeFrames();
			this.size = assembler.pending();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Describes the progress of the reply to a call.
	 * @param addressee the possible recipient of the frame
	 * @return a clause
	 */
	String progress(Addressee addressee) {
		this.lock.lock();
		try {
			int size = this.size;
			if (size == 0) {
				return "nothing had come for it";
			}
			String bytes = size + ((size == 1) ? " byte" : " bytes") + " had come of ";
			return switch (addressee) {
				case THIS_CALL -> bytes + describe();
				case EARLIER_CALL -> "nothing had come for it, but " + bytes + "the reply to an earlier request";
				case ANY_CALL -> bytes + describe() + ", which may be the reply to another request";
			};
		}
		finally {
			this.lock.unlock();
		}
	}

	private String describe() {
		if (this.wholeFrames > 0) {
			return "a reply that has more than its "
					+ ((this.wholeFrames == 1) ? "one whole frame" : this.wholeFrames + " whole frames");
		}
		String announcement = (this.announced > 0) ? " whose header announces " + this.announced + " bytes" : "";
		String shown = HEX.formatHex(this.header, 0, this.headerSize);
		String more = (this.headerSize > 0) ? " …" : "…";
		return "a frame" + announcement + this.awaited + " [frame begins with " + shown
				+ ((this.size > this.headerSize) ? more : "") + "]";
	}

	/**
	 * The possible recipient of an unfinished frame, from the view of one call.
	 */
	enum Addressee {

		/** The call itself: no other is unanswered, or replies come in order. */
		THIS_CALL,

		/** An earlier call, because replies come in order. */
		EARLIER_CALL,

		/** Any of the unanswered calls. */
		ANY_CALL

	}

}
