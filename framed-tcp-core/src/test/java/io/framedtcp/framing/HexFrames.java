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
import java.nio.ByteBuffer;
import java.util.HexFormat;

import io.framedtcp.internal.framing.EncodedFrame;

/**
 * Frames as they are on the wire, in hexadecimal, so that a test shows them.
 */
public final class HexFrames {

	public static final int MAX_FRAME_SIZE = 1024 * 1024;

	private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

	private HexFrames() {
	}

	public static byte[] bytes(String hex) {
		return hex.isEmpty() ? new byte[0] : HEX.parseHex(hex);
	}

	public static String hex(byte[] bytes) {
		return HEX.formatHex(bytes);
	}

	/**
	 * Bytes that differ from their neighbours, and from those that an off-by-some copy
	 * would take.
	 */
	public static byte[] payload(int size) {
		byte[] payload = new byte[size];
		for (int i = 0; i < size; i++) {
			payload[i] = (byte) (7 + 31 * i + (i >> 8));
		}
		return payload;
	}

	public static byte[] encode(Framing framing, byte[] payload) {
		return copyOf(EncodedFrame.of(payload, framing, MAX_FRAME_SIZE));
	}

	public static String encode(Framing framing, String payload) {
		return hex(encode(framing, bytes(payload)));
	}

	public static byte[] decode(Framing framing, byte[] stream) throws IOException {
		return new FrameReader(ChunkSource.of(stream), MAX_FRAME_SIZE).readFrame(framing);
	}

	public static String decode(Framing framing, String stream) throws IOException {
		return hex(decode(framing, bytes(stream)));
	}

	public static byte[] copyOf(EncodedFrame frame) {
		ByteBuffer copy = ByteBuffer.allocate(frame.size());
		frame.copyTo(copy);
		return copy.array();
	}

}
