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

import java.util.ArrayList;
import java.util.List;

import io.framedtcp.support.Bytes;

/**
 * Random frames of a peer, one behind another.
 *
 * @param frames the frames
 * @param payloads the payload of each frame
 */
record FrameSequence(List<byte[]> frames, List<byte[]> payloads) {

	/**
	 * Makes frames as a peer may write them.
	 * @param settings make each frame
	 * @param count number of frames
	 * @return the frames and their payloads
	 */
	static FrameSequence of(RandomFraming settings, int count) {
		List<byte[]> frames = new ArrayList<>();
		List<byte[]> payloads = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			byte[] frame = settings.peersFrame();
			frames.add(frame);
			payloads.add(settings.payload(frame));
		}
		return new FrameSequence(frames, payloads);
	}

	byte[] bytes() {
		return Bytes.join(this.frames);
	}

}
