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

import java.io.IOException;

/**
 * Requests of one framing, and replies of another.
 *
 * @param requests the framing of what is read
 * @param replies the framing of what is written
 */
record SeparateReplies(ServerFraming requests, ServerFraming replies) implements ServerFraming {

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		return this.requests.decode(in);
	}

	@Override
	public Frame encode(byte[] payload) {
		return this.replies.encode(payload);
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		return this.replies.encode(payload, length);
	}

	@Override
	public boolean announcesLength() {
		return this.replies.announcesLength();
	}

	@Override
	public boolean hasHeader() {
		return this.replies.hasHeader();
	}

	@Override
	public boolean isEndedByClose() {
		return this.replies.isEndedByClose();
	}

}
