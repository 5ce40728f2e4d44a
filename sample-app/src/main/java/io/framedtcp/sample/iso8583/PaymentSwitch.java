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

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import com.solab.iso8583.IsoMessage;

import io.framedtcp.sample.ConnectionAcceptor;

/**
 * Plays the payment switch: in both directions four decimal digits of length, then a
 * message. It approves purchases up to 1000.00, and does not answer one of 13.13. Knows
 * nothing of the framed-tcp library, as a switch elsewhere would not.
 */
class PaymentSwitch implements AutoCloseable {

	private static final int DIGITS_OF_LENGTH = 4;

	private static final BigDecimal LIMIT = new BigDecimal("1000.00");

	private static final BigDecimal UNANSWERED = new BigDecimal("13.13");

	private static final String APPROVED = "00";

	private static final String NOT_SUFFICIENT_FUNDS = "51";

	private final IsoMessages messages;

	private final ConnectionAcceptor acceptor;

	PaymentSwitch(int port, IsoMessages messages) throws IOException {
		this.messages = messages;
		this.acceptor = new ConnectionAcceptor(new ServerSocket(port, 50, InetAddress.getByName("localhost")),
				"payment-switch", this::serve);
	}

	@Override
	public void close() throws IOException {
		this.acceptor.close();
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
			while (true) {
				IsoMessage request = this.messages.parse(read(in));
				BigDecimal amount = amountOf(request);
				if (request.getType() == IsoMessages.PURCHASE && amount.compareTo(UNANSWERED) == 0) {
					continue;
				}
				String code = (amount.compareTo(LIMIT) <= 0) ? APPROVED : NOT_SUFFICIENT_FUNDS;
				socket.getOutputStream().write(frame(this.messages.answer(request, code).writeData()));
			}
		}
		catch (IOException | IllegalArgumentException ex) {
			// The client has closed the connection, or it is no client of a switch.
		}
	}

	private static BigDecimal amountOf(IsoMessage request) {
		return request.hasField(IsoMessages.AMOUNT) ? request.getObjectValue(IsoMessages.AMOUNT) : BigDecimal.ZERO;
	}

	private static byte[] read(DataInputStream in) throws IOException {
		byte[] digits = new byte[DIGITS_OF_LENGTH];
		in.readFully(digits);
		byte[] message = new byte[Integer.parseInt(new String(digits, StandardCharsets.US_ASCII))];
		in.readFully(message);
		return message;
	}

	private static byte[] frame(byte[] message) {
		String frame = "%04d".formatted(message.length) + new String(message, StandardCharsets.ISO_8859_1);
		return frame.getBytes(StandardCharsets.ISO_8859_1);
	}

}
