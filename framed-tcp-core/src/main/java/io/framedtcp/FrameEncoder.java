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

package io.framedtcp;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.Framing;
import io.framedtcp.spi.ExchangeMatcher;

/**
 * Makes the frames of a client, before a connection is acquired for them.
 */
final class FrameEncoder {

	private final Framing framing;

	private final int maxFrameSize;

	private final @Nullable ExchangeMatcher matcher;

	FrameEncoder(ConnectionSettings settings) {
		this.framing = settings.framing();
		this.maxFrameSize = settings.maxFrameSize();
		this.matcher = settings.matcher();
	}

	/**
	 * Makes a frame that has no reply.
	 * @param payload what it is to carry
	 * @return the frame
	 */
	EncodedFrame encode(byte[] payload) {
		Assert.notNull(payload, "'payload' must not be null");
		return EncodedFrame.of(payload, this.framing, this.maxFrameSize);
	}

	/**
	 * Makes the frame of a request.
	 * @param payload what it is to carry
	 * @return the frame
	 */
	EncodedFrame encodeRequest(byte[] payload) {
		EncodedFrame frame = encode(payload);
		if (this.matcher != null) {
			this.matcher.checkRequest(payload);
		}
		return frame;
	}

	/**
	 * Returns what compares replies with their requests.
	 * @return the matcher, or {@code null} if the client has none
	 */
	@Nullable ExchangeMatcher matcher() {
		return this.matcher;
	}

	/**
	 * Returns whether a connection has one reply only.
	 * @return whether the framing says that its close ends the reply
	 */
	boolean isEndedByClose() {
		return this.framing.isEndedByClose();
	}

}
