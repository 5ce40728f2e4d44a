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

package io.framedtcp.starter;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The one function of the Modbus application protocol that the tests need, read holding
 * registers (3): a unit, the function, then the data, all in network byte order.
 */
final class ReadHoldingRegisters {

	static final int HEADER_SIZE = 6;

	private static final byte FUNCTION = 3;

	private ReadHoldingRegisters() {
	}

	/**
	 * Make a request with the header of Modbus TCP: transaction, protocol (0), length.
	 * The length is left to be filled in.
	 * @param transaction number that the device repeats in its reply
	 * @param first the first register
	 * @param count how many registers
	 * @return the request
	 */
	static byte[] request(int transaction, int first, int count) {
		byte[] request = request(first, count);
		return ByteBuffer.allocate(HEADER_SIZE + request.length)
			.putShort((short) transaction)
			.putShort((short) 0)
			.putShort((short) 0)
			.put(request)
			.array();
	}

	static byte[] request(int first, int count) {
		return ByteBuffer.allocate(6)
			.put((byte) ModbusDevice.UNIT)
			.put(FUNCTION)
			.putShort((short) first)
			.putShort((short) count)
			.array();
	}

	/**
	 * Make the reply that the device should give.
	 * @param transaction the number of the request
	 * @param first the first register
	 * @param count how many registers
	 * @return the reply
	 */
	static byte[] reply(int transaction, int first, int count) {
		byte[] reply = reply(first, count);
		return ByteBuffer.allocate(HEADER_SIZE + reply.length)
			.putShort((short) transaction)
			.putShort((short) 0)
			.putShort((short) reply.length)
			.put(reply)
			.array();
	}

	static byte[] reply(int first, int count) {
		List<Integer> values = IntStream.range(first, first + count).mapToObj(ModbusDevice::valueOf).toList();
		ByteBuffer reply = ByteBuffer.allocate(3 + 2 * count)
			.put((byte) ModbusDevice.UNIT)
			.put(FUNCTION)
			.put((byte) (2 * count));
		values.forEach((value) -> reply.putShort(value.shortValue()));
		return reply.array();
	}

}
