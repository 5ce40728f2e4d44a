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

import java.nio.ByteBuffer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads the registers of a device.
 */
@RecipeFor("Modbus TCP")
class ModbusTests extends MatcherContract<ModbusServer> {

	private static final byte READ_HOLDING_REGISTERS = 3;

	ModbusTests() {
		super(new ModbusServer());
	}

	@Override
	byte[] request(int number) {
		return request(5000 + number, number);
	}

	@Override
	void check(byte[] reply, int number) {
		check(reply, 5000 + number, number);
	}

	static byte[] request(int transaction, int number) {
		return ByteBuffer.allocate(12)
			.putShort((short) transaction)
			.putInt(0)
			.put((byte) ModbusServer.UNIT)
			.put(READ_HOLDING_REGISTERS)
			.putShort((short) number)
			.putShort((short) 2)
			.array();
	}

	static void check(byte[] reply, int transaction, int number) {
		assertThat(reply).isEqualTo(ByteBuffer.allocate(13)
			.putShort((short) transaction)
			.putShort((short) 0)
			.putShort((short) 7)
			.put((byte) ModbusServer.UNIT)
			.put(READ_HOLDING_REGISTERS)
			.put((byte) 4)
			.putShort((short) ModbusServer.valueOf(number))
			.putShort((short) ModbusServer.valueOf(number + 1))
			.array());
	}

}
