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

import io.framedtcp.FramedTcpConnectException;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Asks a switch to approve purchases, by a client without a line of Java.
 */
@RecipeFor("ISO 8583")
class Iso8583Tests extends Iso8583Contract {

	@Override
	byte[] request(int number) {
		return Iso8583Messages.request(number).writeData();
	}

	@Test
	void callerIsToldThatSignOnWasRefused() {
		runWithRefusedSignOn((template, pool) -> assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> call(template, 1))
			.withMessageContaining("framed-tcp.initializer.steps[1]")
			.withMessageContaining("index 52"));
	}

}
