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

package io.framedtcp.framing;

import java.io.IOException;
import java.nio.ByteOrder;

import io.framedtcp.internal.Checks;

/**
 * Records of one or more fragments, as in ONC RPC (RFC 5531, section 11).
 * <p>
 * Each fragment begins with four bytes, big-endian. The top bit marks the last fragment
 * of the record, and the other bits are the length of the fragment. The payload is the
 * joined content of all fragments. {@code Hi} goes over the wire as
 * {@code 80 00 00 02 48 69}. In fragments of one byte it is
 * {@code 00 00 00 01 48 80 00 00 01 69}.
 * <p>
 * The maximum frame size applies to the whole record, headers included. Reading fails
 * with a {@link MalformedFrameException} if a record is larger or has too many fragments.
 * Empty fragments are legal and count. A record of several fragments takes up to twice
 * its size in memory while it is read.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class RecordMarkingFraming implements Framing {

	private static final int LAST = 0x8000_0000;

	private final int fragmentSize;

	private final int maxFragments;

	private RecordMarkingFraming(Builder builder) {
		this.fragmentSize = builder.fragmentSize;
		this.maxFragments = builder.maxFragments;
	}

	/**
	 * Creates a builder. By default, a record is written in one fragment, and may have at
	 * most 1024 when it is read.
	 * @return a builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		int position = 0;
		while (payload.length - position > this.fragmentSize) {
			out.writeUnsigned(this.fragmentSize, Integer.BYTES, ByteOrder.BIG_ENDIAN);
			out.writeBytes(payload, position, this.fragmentSize);
			position += this.fragmentSize;
		}
		int rest = payload.length - position;
		out.writeUnsigned(Integer.toUnsignedLong(LAST | rest), Integer.BYTES, ByteOrder.BIG_ENDIAN);
		out.writeBytes(payload, position, rest);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		ByteAccumulator record = new ByteAccumulator();
		for (int i = 0; i < this.maxFragments; i++) {
			int header = (int) in.readUnsigned(Integer.BYTES, ByteOrder.BIG_ENDIAN);
			record.add(in.readBytes(header & ~LAST));
			if ((header & LAST) != 0) {
				return record.join();
			}
		}
		throw in.malformed("its record has more than " + this.maxFragments + " fragments");
	}

	@Override
	public String toString() {
		return "record marking, at most " + this.maxFragments + " fragments read, written "
				+ ((this.fragmentSize < Integer.MAX_VALUE) ? "in fragments of at most " + this.fragmentSize + " bytes"
						: "in one fragment");
	}

	/**
	 * Builder for {@link RecordMarkingFraming}.
	 */
	public static final class Builder {

		private int fragmentSize = Integer.MAX_VALUE;

		private int maxFragments = 1024;

		private Builder() {
		}

		/**
		 * Sets the largest size of the fragments that are written. All fragments of a
		 * record are sent at once.
		 * @param fragmentSize most bytes of payload in one fragment, at least 1;
		 * unlimited by default, which makes one fragment
		 * @return this builder
		 */
		public Builder fragmentSize(int fragmentSize) {
			check("fragmentSize", fragmentSize);
			this.fragmentSize = fragmentSize;
			return this;
		}

		/**
		 * Sets how many fragments a record may have when it is read.
		 * @param maxFragments most fragments, empty ones included, at least 1; 1024 by
		 * default
		 * @return this builder
		 */
		public Builder maxFragments(int maxFragments) {
			check("maxFragments", maxFragments);
			this.maxFragments = maxFragments;
			return this;
		}

		/**
		 * Builds the framing.
		 * @return the framing
		 */
		public RecordMarkingFraming build() {
			return new RecordMarkingFraming(this);
		}

		private static void check(String name, int value) {
			Checks.check(value >= 1, "'" + name + "' must be at least 1, but is " + value);
		}

	}

}
