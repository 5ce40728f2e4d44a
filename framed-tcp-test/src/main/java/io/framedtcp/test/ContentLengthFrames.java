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
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames with a head of lines, an empty line and a body, whose length a line of the head
 * states.
 */
final class ContentLengthFrames implements ServerFraming {

	private static final Charset CHARSET = StandardCharsets.ISO_8859_1;

	private static final String EMPTY_LINE = "\r\n\r\n";

	private static final Pattern LENGTH = Pattern.compile("(?im)^content-length[ \t]*:[ \t]*(\\d{1,15})[ \t]*$");

	// With the compact form of SIP.
	private static final Pattern SIP_LENGTH = Pattern
		.compile("(?im)^(?:content-length|l)[ \t]*:[ \t]*(\\d{1,15})[ \t]*$");

	private final boolean keepHead;

	/**
	 * Creates the framing.
	 * @param keepHead whether the head is part of the payload
	 */
	ContentLengthFrames(boolean keepHead) {
		this.keepHead = keepHead;
	}

	@Override
	public byte[] decode(FrameInput in) throws IOException, InterruptedException {
		String head = new String(in.readUntil(EMPTY_LINE.getBytes(CHARSET)), CHARSET);
		Matcher length = length(head);
		if (!length.find()) {
			throw new IOException("A head has a Content-Length, unlike \"" + head + "\"");
		}
		byte[] body = in.readPayload(Long.parseLong(length.group(1)));
		return this.keepHead ? Bytes.concat((head + EMPTY_LINE).getBytes(CHARSET), body) : body;
	}

	@Override
	public Frame encode(byte[] payload) {
		if (!this.keepHead) {
			return encode(payload, payload.length);
		}
		String whole = new String(payload, CHARSET);
		int body = beginOfBody(whole);
		return Frame.of(whole.substring(0, body).getBytes(CHARSET), whole.substring(body).getBytes(CHARSET));
	}

	@Override
	public Frame encode(byte[] payload, long length) {
		if (!this.keepHead) {
			return Frame.of(("Content-Length: " + length + EMPTY_LINE).getBytes(CHARSET), payload);
		}
		String whole = new String(payload, CHARSET);
		int body = beginOfBody(whole);
		String head = whole.substring(0, body);
		Matcher right = length(head);
		if (!right.find()) {
			throw new IllegalArgumentException("A payload with its head has a Content-Length, unlike \"" + head + "\"");
		}
		String wrong = head.substring(0, right.start(1)) + length + head.substring(right.end(1));
		return Frame.of(wrong.getBytes(CHARSET), whole.substring(body).getBytes(CHARSET));
	}

	private Matcher length(String head) {
		return (this.keepHead ? SIP_LENGTH : LENGTH).matcher(head);
	}

	private static int beginOfBody(String payload) {
		int end = payload.indexOf(EMPTY_LINE);
		if (end < 0) {
			throw new IllegalArgumentException("A payload with its head has an empty line, unlike \"" + payload + "\"");
		}
		return end + EMPTY_LINE.length();
	}

	@Override
	public boolean announcesLength() {
		return true;
	}

	@Override
	public boolean hasHeader() {
		return true;
	}

}
