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
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;

/**
 * Writes frames of one kind and reads frames of another.
 *
 * @param requests the framing of frames that are written
 * @param replies the framing of frames that are read
 */
record RepliesFraming(Framing requests, Framing replies) implements Framing {

	RepliesFraming {
		Checks.check(!(replies instanceof RawFraming),
				"'replies' must tell where a reply ends, which raw frames do not");
	}

	@Override
	public void encode(byte[] payload, FrameWriter out) {
		this.requests.encode(payload, out);
	}

	@Override
	public byte[] decode(FrameReader in) throws IOException {
		return this.replies.decode(in);
	}

	@Override
	public boolean isEndedByClose() {
		return this.replies.isEndedByClose() || this.requests.isRequestEndedByHalfClose();
	}

	@Override
	public boolean isRequestEndedByHalfClose() {
		return this.requests.isRequestEndedByHalfClose();
	}

	@Override
	public boolean needsRequest() {
		return this.replies.needsRequest();
	}

	@Override
	public boolean isReplyOfSeveralFrames() {
		return this.replies.isReplyOfSeveralFrames();
	}

	@Override
	public @Nullable List<byte[]> split(byte[] reply) {
		return this.replies.split(reply);
	}

	@Override
	public String toString() {
		return "requests: " + this.requests + "; replies: " + this.replies;
	}

}
