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

package io.framedtcp.interop;

import java.io.UnsupportedEncodingException;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import com.solab.iso8583.MessageFactory;
import com.solab.iso8583.parse.FieldParseInfo;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages of a terminal and of a switch, by j8583.
 */
final class Iso8583Messages {

	static final int CARD = 2;

	static final int AMOUNT = 4;

	static final int TRACE_NUMBER = 11;

	static final int RESPONSE_CODE = 39;

	static final int TERMINAL = 41;

	static final int MORE = 48;

	static final int NETWORK_CODE = 70;

	/** An amount that takes the switch long. */
	static final int SLOW = 0;

	private static final MessageFactory<IsoMessage> FACTORY = factory();

	private Iso8583Messages() {
	}

	private static MessageFactory<IsoMessage> factory() {
		Map<Integer, FieldParseInfo> fields = new HashMap<>();
		fields.put(CARD, FieldParseInfo.getInstance(IsoType.LLVAR, 0, "ISO-8859-1", false));
		fields.put(3, numeric(6));
		fields.put(AMOUNT, numeric(12));
		fields.put(7, numeric(10));
		fields.put(TRACE_NUMBER, numeric(6));
		fields.put(RESPONSE_CODE, FieldParseInfo.getInstance(IsoType.ALPHA, 2, "ISO-8859-1", false));
		fields.put(TERMINAL, FieldParseInfo.getInstance(IsoType.ALPHA, 8, "ISO-8859-1", false));
		fields.put(MORE, FieldParseInfo.getInstance(IsoType.LLLVAR, 0, "ISO-8859-1", false));
		fields.put(NETWORK_CODE, numeric(3));
		MessageFactory<IsoMessage> factory = new MessageFactory<>();
		factory.setCharacterEncoding("ISO-8859-1");
		for (int type : new int[] { 0x200, 0x210, 0x800, 0x810 }) {
			factory.setParseMap(type, fields);
		}
		return factory;
	}

	private static FieldParseInfo numeric(int length) {
		return FieldParseInfo.getInstance(IsoType.NUMERIC, length, "ISO-8859-1", false);
	}

	static IsoMessage parse(byte[] message, int header) {
		try {
			return FACTORY.parseMessage(message, header, true);
		}
		catch (ParseException | UnsupportedEncodingException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	static String text(IsoMessage message, int field) {
		return message.hasField(field) ? message.getField(field).toString() : "";
	}

	/**
	 * Make the request for a purchase whose amount follows from its number.
	 * @param number what tells it from others
	 * @return the request
	 */
	static IsoMessage request(int number) {
		return purchase(number, 100 + number);
	}

	/**
	 * Check the approval of {@link #request(int)}.
	 * @param reply what the switch has answered
	 * @param number what tells the request from others
	 */
	static void check(byte[] reply, int number) {
		check(parse(reply, 0), number);
	}

	static void check(IsoMessage reply, int number) {
		assertThat(reply.getType()).isEqualTo(0x210);
		assertThat(text(reply, TRACE_NUMBER)).isEqualTo("%06d".formatted(traceNumber(number)));
		assertThat(reply.getField(AMOUNT).toString()).isEqualTo("%012d".formatted(100 + number));
		assertThat(text(reply, RESPONSE_CODE)).isEqualTo("00");
	}

	/**
	 * Make a request for a purchase, with the same fields before the trace number.
	 * @param number what tells it from others
	 * @param amount what it costs
	 * @return the request
	 */
	static IsoMessage purchase(int number, int amount) {
		IsoMessage message = FACTORY.newMessage(0x200);
		message.setValue(3, "000000", IsoType.NUMERIC, 6);
		message.setValue(AMOUNT, amount, IsoType.NUMERIC, 12);
		message.setValue(7, "1130160000", IsoType.NUMERIC, 10);
		message.setValue(TRACE_NUMBER, traceNumber(number), IsoType.NUMERIC, 6);
		message.setValue(TERMINAL, "TERMINAL", IsoType.ALPHA, 8);
		return message;
	}

	/**
	 * Make the request for a purchase whose amount follows from its number, by a card
	 * whose number has a length of its own.
	 * @param number what tells it from others; every other one is without a card
	 * @return the request
	 */
	static IsoMessage requestByCard(int number) {
		IsoMessage message = request(number);
		if (number % 2 == 0) {
			message.setValue(CARD, "4111111111111111".substring(number % 4), IsoType.LLVAR, 0);
		}
		return message;
	}

	/**
	 * Make the answer to a request.
	 * @param request the request
	 * @param responseCode what the switch thinks of it
	 * @return the answer
	 */
	static IsoMessage answer(IsoMessage request, String responseCode) {
		return FACTORY.createResponse(request).setValue(RESPONSE_CODE, responseCode, IsoType.ALPHA, 2);
	}

	static IsoMessage echoTest(int traceNumber) {
		IsoMessage message = FACTORY.newMessage(0x800);
		message.setValue(7, "1130160000", IsoType.NUMERIC, 10);
		message.setValue(TRACE_NUMBER, traceNumber, IsoType.NUMERIC, 6);
		message.setValue(NETWORK_CODE, "301", IsoType.NUMERIC, 3);
		return message;
	}

	/** The first ones are for sign-ons and echo tests. */
	private static int traceNumber(int number) {
		return 1000 + number;
	}

}
