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

/**
 * Elements in the Basic Encoding Rules of ASN.1 (ITU-T X.690), as LDAP, SNMP over TCP and
 * many protocols of telecommunication have them. DER and CER are subsets.
 * <p>
 * An element has a tag, a length and its contents. The payload is the whole element, as
 * any BER library makes and reads it. An unbind of LDAP goes over the wire as
 * {@code 30 05 02 01 01 42 00}.
 * <ul>
 * <li>A tag may have up to five bytes. A length has one byte, or a byte that states how
 * many follow, up to eight.</li>
 * <li>The length may be indefinite. Then the contents are elements up to an end of
 * contents, {@code 00 00}. Such elements may be nested 32 deep.</li>
 * </ul>
 * Reading fails with a {@link MalformedFrameException} if a tag or length breaks these
 * rules, or if the element exceeds the maximum frame size. The contents of an element
 * with a definite length are not checked. Writing fails with an
 * {@link IllegalArgumentException} if the payload is not exactly one element.
 * <p>
 * Immutable and safe for use by many threads.
 */
public final class BerFraming implements Framing {

	private static final int CONSTRUCTED = 0x20;

	/** The tag continues in the next bytes. */
	private static final int LONG_TAG = 0x1f;

	private static final int MORE = 0x80;

	private static final int MAX_TAG_SIZE = 5;

	private static final int INDEFINITE = 0x80;

	private static final int MAX_DEPTH = 32;

	private BerFraming() {
	}

	/**
	 * Creates a framing whose payloads are elements.
	 * @return the framing
	 */
	public static BerFraming elements() {
		return new BerFraming();
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		FrameCopy.requireOne(payload, "one BER element", BerFraming::pass);
		out.writeBytes(payload);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		return FrameCopy.read(in, BerFraming::pass);
	}

	private static void pass(FrameReader in, FrameCopy copy) throws IOException {
		int open = 0;
		do {
			int tagSize = tagSize(in);
			if (in.peek(0) == 0) {
				passEndOfContents(in, copy, open);
				open--;
			}
			else if (isIndefinite(in, tagSize)) {
				if (open == MAX_DEPTH) {
					throw in.malformed("its elements of indefinite length are nested more than " + MAX_DEPTH + " deep");
				}
				copy.pass(in, tagSize + 1);
				open++;
			}
			else {
				passDefinite(in, copy, tagSize);
			}
		}
		while (open > 0);
	}

	private static int tagSize(FrameReader in) throws IOException {
		in.require(1);
		if ((in.peek(0) & LONG_TAG) != LONG_TAG) {
			return 1;
		}
		for (int size = 2; size <= MAX_TAG_SIZE; size++) {
			in.require(size);
			int last = in.peek(size - 1);
			if (size == 2 && last == MORE) {
				throw in.malformed("the number of its tag begins with a zero");
			}
			if (last < MORE) {
				return size;
			}
		}
		throw in.malformed("its tag does not end within " + MAX_TAG_SIZE + " bytes");
	}

	private static void passEndOfContents(FrameReader in, FrameCopy copy, int open) throws IOException {
		if (open == 0) {
			throw in.malformed("the tag 00 is none of an element");
		}
		in.require(2);
		if (in.peek(1) != 0) {
			throw in.malformed("its end of contents has a length");
		}
		copy.pass(in, 2);
	}

	private static boolean isIndefinite(FrameReader in, int tagSize) throws IOException {
		in.require(tagSize + 1);
		if (in.peek(tagSize) != INDEFINITE) {
			return false;
		}
		if ((in.peek(0) & CONSTRUCTED) == 0) {
			throw in.malformed("its length is indefinite, which needs the tag of a constructed element");
		}
		return true;
	}

	private static void passDefinite(FrameReader in, FrameCopy copy, int tagSize) throws IOException {
		int headerSize = tagSize + 1;
		long length = in.peek(tagSize);
		if (length > INDEFINITE) {
			int width = (int) length - INDEFINITE;
			if (width > Long.BYTES) {
				throw in.malformed("its length takes " + width + " bytes, which is more than " + Long.BYTES);
			}
			in.require(headerSize + width);
			length = in.peekUnsigned(headerSize, width, ByteOrder.BIG_ENDIAN);
			headerSize += width;
		}
		// It may be negative, or near the largest number there is.
		in.checkRoom(length);
		copy.pass(in, headerSize + length);
	}

	@Override
	public String toString() {
		return "BER elements";
	}

}
