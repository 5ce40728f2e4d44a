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

package io.framedtcp.fuzz;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.MalformedFrameException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Decodes a stream frame by frame, and compares each with the reference: the payload,
 * what was consumed, waited for and allocated, and the exception.
 */
final class DecodingCheck {

	/** What an exception with its stack may take, and no frame. */
	private static final int SMALL = 64 * 1024;

	private static final int LONGEST_EXCERPT = 32;

	/** Keeps an input of many tiny frames from taking long. */
	private static final int MAX_FRAMES = 64;

	private final Specimen specimen;

	private final int maxFrameSize;

	private final byte[] stream;

	private final ChunkedWire wire;

	private final FrameReader reader;

	private final List<byte[]> payloads = new ArrayList<>();

	private long excess;

	private int position;

	DecodingCheck(Specimen specimen, int maxFrameSize, byte[] stream, byte[] chunkSizes) {
		this.specimen = specimen;
		this.maxFrameSize = maxFrameSize;
		this.stream = stream;
		this.wire = new ChunkedWire(stream, chunkSizes);
		this.reader = new FrameReader(this.wire, maxFrameSize);
	}

	/**
	 * Decode until the stream ends or is malformed.
	 * @return the payloads of the frames before
	 * @throws IOException if the decoder throws what it should not
	 */
	List<byte[]> run() throws IOException {
		Verdict verdict;
		do {
			verdict = this.specimen.reference().decode(this.stream, this.position, this.maxFrameSize);
			this.wire.silentFrom(isEndNeededFor(verdict) ? Long.MAX_VALUE : (long) this.position + verdict.size());
			switch (verdict.outcome()) {
				case FRAME -> checkFrame(verdict);
				case MALFORMED -> checkMalformed(verdict);
				case END_OF_STREAM -> checkEndOfStream(verdict);
			}
		}
		while (verdict.outcome() == Verdict.Outcome.FRAME && this.payloads.size() < MAX_FRAMES);
		return this.payloads;
	}

	/**
	 * Return by how much more has been allocated for a frame than it may take.
	 * @return bytes; 0 or less if all was well
	 */
	long excess() {
		return this.excess;
	}

	private boolean isEndNeededFor(Verdict verdict) {
		return verdict.outcome() == Verdict.Outcome.FRAME && this.specimen.reference().isEndedByStream();
	}

	private void checkFrame(Verdict verdict) throws IOException {
		Allocation allocation = new Allocation();
		byte[] payload = this.reader.readFrame(this.specimen.framing());
		allowed(verdict, allocation);
		assertThat(payload).as("payload").isEqualTo(verdict.payload());
		this.position += verdict.size();
		assertThat(this.wire.given() - this.reader.buffered()).as("bytes consumed").isEqualTo(this.position);
		this.payloads.add(payload);
	}

	private void checkMalformed(Verdict verdict) throws IOException {
		Allocation allocation = new Allocation();
		try {
			throw unexpected(this.reader.readFrame(this.specimen.framing()));
		}
		catch (MalformedFrameException ex) {
			allowed(verdict, allocation);
			String excerpt = excerpt(verdict.header());
			assertThat(ex.getExcerpt()).as("the excerpt").isEqualTo(excerpt);
			assertThat(ex.getMessage()).startsWith("malformed frame: ")
				.endsWith(" [frame begins with " + excerpt + "]");
			int rule = ex.getMessage().length() - "malformed frame:  [frame begins with ]".length() - excerpt.length();
			assertThat(rule).as("how many letters the rule has: " + ex.getMessage()).isPositive();
		}
	}

	private String excerpt(int header) {
		int shown = Math.min(header, LONGEST_EXCERPT);
		String hex = HexFormat.ofDelimiter(" ").formatHex(this.stream, this.position, this.position + shown);
		return (this.wire.given() - this.position > shown) ? (hex + " …").strip() : hex;
	}

	private void checkEndOfStream(Verdict verdict) throws IOException {
		Allocation allocation = new Allocation();
		try {
			throw unexpected(this.reader.readFrame(this.specimen.framing()));
		}
		catch (EndOfStreamException ex) {
			allowed(verdict, allocation);
			assertThat(ex.isInsideFrame()).as("ended inside a frame").isEqualTo(this.position < this.stream.length);
		}
	}

	private void allowed(Verdict verdict, Allocation allocation) {
		this.excess = Math.max(this.excess, allocation.bytes() - verdict.memory() - SMALL);
	}

	private AssertionError unexpected(byte[] payload) {
		return new AssertionError(
				"The wire held no frame at byte " + this.position + ", but one of " + payload.length + " was returned");
	}

}
