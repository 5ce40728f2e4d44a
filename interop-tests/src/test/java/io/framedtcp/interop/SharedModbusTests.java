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

import org.junit.jupiter.api.Test;

/**
 * Reads the registers of a device with many requests in flight. All have the same
 * transaction number before the client writes its own.
 */
@RecipeFor(value = "Modbus TCP, shared", addedTo = "Modbus TCP")
class SharedModbusTests extends SharedContract<ModbusServer> {

	private static final int TRANSACTION = 4711;

	SharedModbusTests() {
		super(new ModbusServer());
	}

	@Override
	byte[] request(int number) {
		return ModbusTests.request(TRANSACTION, number);
	}

	@Override
	void check(byte[] reply, int number) {
		ModbusTests.check(reply, TRANSACTION, number);
	}

	@Test
	void callersOfConverterShareConnection() {
		run(server().port(), (template, pool) -> {
			Callers.run(10, (caller) -> ModbusTests.checkRead(client(), template, caller));
			assertNothingIsLeft(pool);
		});
	}

}
