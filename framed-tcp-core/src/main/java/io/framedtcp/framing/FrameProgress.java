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

/**
 * Describes how far a frame has come. Created only if the frame cannot be read to its
 * end. Shows the header, but not the payload, which may be confidential.
 *
 * @param header the first bytes of the header, as far as they have come
 * @param arrived number of bytes of the frame that have come; may include bytes after it
 * @param announced number of bytes that the header announces; 0 if unknown or if all of
 * them have come
 * @param awaited a clause that says what the frame waits for; empty if that is a number
 * of bytes
 * @param wholeFrames number of frames read of an unfinished reply
 */
record FrameProgress(byte[] header, long arrived, long announced, String awaited, int wholeFrames) {

	EndOfStreamException endOfStream() {
		if (this.arrived == 0) {
			return new EndOfStreamException(false, "the peer closed the connection where a frame was expected");
		}
		return new EndOfStreamException(true, "the peer closed the connection inside a frame" + announcement()
				+ ", after " + this.arrived + " bytes" + beginning());
	}

	MalformedFrameException malformed(String rule) {
		return new MalformedFrameException(rule, excerpt());
	}

	/**
	 * Describes how much has come.
	 * @return the description
	 */
	String describe() {
		if (this.arrived == 0) {
			return "nothing had come";
		}
		String bytes = this.arrived + ((this.arrived == 1) ? " byte" : " bytes") + " had come";
		String what = (this.wholeFrames > 0) ? ", with " + this.wholeFrames
				+ ((this.wholeFrames == 1) ? " whole frame" : " whole frames") + " of a reply that has more"
				: " of a frame" + announcement() + this.awaited;
		return bytes + what + beginning();
	}

	private String announcement() {
		return (this.announced > 0) ? " whose header announces " + this.announced + " bytes" : "";
	}

	private String beginning() {
		return " [frame begins with " + excerpt() + "]";
	}

	private String excerpt() {
		String hex = ByteSequences.hex(this.header);
		if (this.arrived <= this.header.length) {
			return hex;
		}
		return hex.isEmpty() ? "…" : hex + " …";
	}

}
