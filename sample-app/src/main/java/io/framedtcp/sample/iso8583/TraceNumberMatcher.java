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

package io.framedtcp.sample.iso8583;

import java.nio.charset.StandardCharsets;

import com.solab.iso8583.IsoMessage;
import org.jspecify.annotations.Nullable;

import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.KeyedMatcher;

/**
 * Finds the request of a reply by its type, its trace number and its terminal.
 *
 * @param messages parses requests and replies
 */
record TraceNumberMatcher(IsoMessages messages) implements KeyedMatcher {

	/** Neither the origin nor whether it is an answer. */
	private static final int CLASS_AND_FUNCTION = 0xffe0;

	@Override
	public @Nullable CorrelationKey requestKey(byte[] request) {
		return replyKey(request);
	}

	@Override
	public @Nullable CorrelationKey replyKey(byte[] frame) {
		IsoMessage message = this.messages.parse(frame);
		String key = "%04x".formatted(message.getType() & CLASS_AND_FUNCTION)
				+ IsoMessages.text(message, IsoMessages.TRACE_NUMBER) + IsoMessages.text(message, IsoMessages.TERMINAL);
		return message.hasField(IsoMessages.TRACE_NUMBER) ? CorrelationKey.of(key.getBytes(StandardCharsets.ISO_8859_1))
				: null;
	}

	@Override
	public void checkRequest(byte[] request) {
		if (requestKey(request) == null) {
			throw new IllegalArgumentException("The request has no trace number");
		}
	}

}
