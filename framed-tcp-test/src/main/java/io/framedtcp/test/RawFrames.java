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
 * Frames that are the payload alone. Nothing in them tells where they end.
 *
 * @param isHalfClosed whether the client closes its side behind a request
 */
record RawFrames(boolean isHalfClosed) implements ServerFraming {

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		return this.isHalfClosed ? in.readToEnd() : in.readUntilQuiet();
	}

	@Override
	public Frame encode(byte[] payload) {
		return Frame.of(Bytes.NONE, payload);
	}

}
