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

package io.framedtcp.test;

/**
 * A frame as it goes over the wire. Immutable.
 */
public final class Frame {

	private final byte[] bytes;

	private final int headerLength;

	private final int trailerLength;

	private final long announcedLength;

	private Frame(byte[] bytes, int headerLength, int trailerLength, long announcedLength) {
		this.bytes = bytes;
		this.headerLength = headerLength;
		this.trailerLength = trailerLength;
		this.announcedLength = announcedLength;
	}

	/**
	 * Makes a frame of its parts.
	 * @param header what comes before the body; may be empty
	 * @param body the payload, or what of it is behind the header
	 * @param trailer what comes behind the body
	 * @return the frame
	 */
	public static Frame of(byte[] header, byte[] body, byte... trailer) {
		return announcing(body.length, header, body, trailer);
	}

	/**
	 * Makes a frame whose body has other bytes in it than those that are counted.
	 * @param length the length that is the right one to announce
	 * @param header what comes before the body
	 * @param body what is behind the header
	 * @param trailer what comes behind the body
	 * @return the frame
	 */
	static Frame announcing(long length, byte[] header, byte[] body, byte... trailer) {
		byte[] bytes = Bytes.concat(Bytes.concat(header, body), trailer);
		return new Frame(bytes, header.length, trailer.length, length);
	}

	/**
	 * Returns the whole frame.
	 * @return a copy of its bytes
	 */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	int headerLength() {
		return this.headerLength;
	}

	int bodyLength() {
		return this.bytes.length - this.headerLength - this.trailerLength;
	}

	long announcedLength() {
		return this.announcedLength;
	}

}
