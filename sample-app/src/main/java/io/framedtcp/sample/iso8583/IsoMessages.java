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

import java.io.UnsupportedEncodingException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.impl.SimpleTraceGenerator;
import com.solab.iso8583.parse.FieldParseInfo;

/**
 * The messages that a terminal and its switch exchange.
 */
class IsoMessages {

	static final int PURCHASE = 0x200;

	static final int REVERSAL = 0x420;

	static final int NETWORK = 0x800;

	static final int PROCESSING_CODE = 3;

	static final int AMOUNT = 4;

	static final int TIME = 7;

	static final int TRACE_NUMBER = 11;

	static final int RESPONSE_CODE = 39;

	static final int TERMINAL = 41;

	static final int NETWORK_CODE = 70;

	static final int ORIGINAL = 90;

	/** What a request type and the type of its answer differ in. */
	static final int ANSWER = 0x10;

	private static final String ENCODING = "ISO-8859-1";

	private final MessageFactory<IsoMessage> factory = new MessageFactory<>();

	IsoMessages() {
		this.factory.setCharacterEncoding(ENCODING);
		this.factory.setAssignDate(true);
		this.factory.setTraceNumberGenerator(new SimpleTraceGenerator(1));
		Map<Integer, FieldParseInfo> fields = new HashMap<>();
		fields.put(PROCESSING_CODE, field(IsoType.NUMERIC, 6));
		fields.put(AMOUNT, field(IsoType.AMOUNT, 12));
		fields.put(TIME, field(IsoType.DATE10, 10));
		fields.put(TRACE_NUMBER, field(IsoType.NUMERIC, 6));
		fields.put(RESPONSE_CODE, field(IsoType.ALPHA, 2));
		fields.put(TERMINAL, field(IsoType.ALPHA, 8));
		fields.put(NETWORK_CODE, field(IsoType.NUMERIC, 3));
		fields.put(ORIGINAL, field(IsoType.NUMERIC, 42));
		for (int type : new int[] { PURCHASE, REVERSAL, NETWORK }) {
			this.factory.setParseMap(type, fields);
			this.factory.setParseMap(type + ANSWER, fields);
		}
	}

	private static FieldParseInfo field(IsoType type, int length) {
		return FieldParseInfo.getInstance(type, length, ENCODING, false);
	}

	/**
	 * Create a message with the time and the next trace number.
	 * @param type its type
	 * @return the message
	 */
	IsoMessage create(int type) {
		return this.factory.newMessage(type);
	}

	/**
	 * Create a message about the network, such as a sign-on or an echo test.
	 * @param code what it is about
	 * @return the bytes of the message
	 */
	byte[] network(String code) {
		return create(NETWORK).setValue(NETWORK_CODE, code, IsoType.NUMERIC, 3).writeData();
	}

	IsoMessage answer(IsoMessage request, String responseCode) {
		return this.factory.createResponse(request).setValue(RESPONSE_CODE, responseCode, IsoType.ALPHA, 2);
	}

	IsoMessage parse(byte[] bytes) {
		try {
			return this.factory.parseMessage(bytes, 0);
		}
		catch (ParseException | UnsupportedEncodingException ex) {
			// Without the cause: its message may show a card number.
			throw new IllegalArgumentException("These " + bytes.length + " bytes are no message of the parse map");
		}
	}

	static String text(IsoMessage message, int field) {
		return message.hasField(field) ? message.getField(field).toString() : "";
	}

}
