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
 * The beginning of a frame that is not complete, for errors. Like the errors of other
 * connections, these show the header and not the payload.
 * <p>
 * Changed by the thread that has the driver's role; read by any.
 */
final class UnfinishedFrame {

	/** As many bytes of a header as other errors show. */
	private static final int MAX_HEADER = 32;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	/** Held for moments. Guards what follows. */
	private final ReentrantLock lock = new ReentrantLock();

	private final byte[] header = new byte[MAX_HEADER];

	private int headerSize;

	private long announced;

	private String awaited = "";

	/** How many frames of a reply of several have come whole. */
	private int wholeFrames;

	private volatile int size;

	/**
	 * Returns how many bytes have come.
	 * @return the number of bytes; 0 if the stream is between two frames
	 */
	int size() {
		return this.size;
	}

	/**
	 * Notes the present bytes. Allocates nothing.
	 * @param assembler has the bytes
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
	 * Describes how far the reply to a call had come.
	 * @param addressee to whom the frame belongs, as far as the call can tell
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
	 * To whom an unfinished frame belongs, as far as one call can tell.
	 */
	enum Addressee {

		/** To the call: no other is unanswered, or replies come in order. */
		THIS_CALL,

		/** To an earlier call, as replies come in order. */
		EARLIER_CALL,

		/** To any of the unanswered calls. */
		ANY_CALL

	}

}
