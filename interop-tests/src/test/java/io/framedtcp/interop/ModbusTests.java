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
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.test.util.ReflectionTestUtils;

import io.framedtcp.FramedTcpOperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Reads and writes the registers of a device.
 */
@RecipeFor("Modbus TCP")
class ModbusTests extends MatcherContract<ModbusServer> {

	private static final byte READ_HOLDING_REGISTERS = 3;

	/** From here on registers are written, so other tests do not read them. */
	private static final int WRITABLE = 990;

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

	@Test
	void registersAreWrittenAndReadByTheirTypes() {
		client().run(server().port(), (template, pool) -> {
			assertThat(convert(template, "Written", "WriteRegister", ModbusServer.UNIT, WRITABLE, 0xcafe))
				.hasToString("Written[address=990, count=1]");
			assertThat(convert(template, "Written", "WriteRegisters", ModbusServer.UNIT, WRITABLE + 1,
					new int[] { 7, -1, 65535 }))
				.hasToString("Written[address=991, count=3]");
			assertThat(read(client(), template, WRITABLE, 4)).containsExactly(0xcafe, 7, 65535, 65535);
		});
	}

	@Test
	void valueOfMoreThanSixteenBitsIsNotSent() {
		client().run(server().port(),
				(template, pool) -> assertThatIllegalArgumentException()
					.isThrownBy(() -> convert(template, "Written", "WriteRegister", ModbusServer.UNIT, WRITABLE, 65536))
					.withMessage("65536 has more than 16 bits"));
	}

	@Test
	void refusalOfDeviceNamesItsCodeAndKeepsConnection() {
		client().run(server().port(), (template, pool) -> {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(client(), template, 1000, 1))
				.withMessage("Unit 1 refused function 3 with code 2 (ILLEGAL DATA ADDRESS)")
				.extracting("code")
				.isEqualTo(2);
			checkRead(client(), template, 700);
			assertThat(pool.statistics().opened()).isOne();
			assertThat(pool.statistics().closed()).isEmpty();
		});
	}

	@Test
	void converterGivesEachRequestAnotherTransactionNumber() {
		MessageConverter converter = (MessageConverter) client().create("ModbusConverter");
		Object request = client().create("ReadHoldingRegisters", ModbusServer.UNIT, 1, 1);
		assertThat(List.of(transaction(converter, request), transaction(converter, request),
				transaction(converter, request)))
			.doesNotHaveDuplicates();
	}

	static void checkRead(RecipeClient client, FramedTcpOperations template, int number) {
		assertThat(read(client, template, number, 2)).containsExactly(ModbusServer.valueOf(number),
				ModbusServer.valueOf(number + 1));
	}

	private static int[] read(RecipeClient client, FramedTcpOperations template, int number, int count) {
		Object request = client.create("ReadHoldingRegisters", ModbusServer.UNIT, number, count);
		Object registers = template.convertSendAndReceive(request, client.type("Registers"));
		return (int[]) ReflectionTestUtils.getField(registers, "values");
	}

	private Object convert(FramedTcpOperations template, String replyType, String type, Object... arguments) {
		return template.convertSendAndReceive(client().create(type, arguments), client().type(replyType));
	}

	private static short transaction(MessageConverter converter, Object request) {
		return ByteBuffer.wrap((byte[]) converter.toMessage(request, null).getPayload()).getShort();
	}

}
