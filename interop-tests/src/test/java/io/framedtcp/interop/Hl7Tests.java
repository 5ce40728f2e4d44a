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

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Admits patients.
 */
@RecipeFor("HL7 over MLLP")
class Hl7Tests extends MatcherContract<Hl7Server> {

	Hl7Tests() throws InterruptedException {
		super(new Hl7Server());
	}

	@Override
	byte[] request(int number) {
		return ("""
				MSH|^~\\&|WARD|EAST|ADT|MAIN|20260101120000||ADT^A01|ID%d|P|2.5
				PID|1||%d||Doe^Jane
				""").formatted(number, number).replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
	}

	@Override
	void check(byte[] reply, int number) {
		assertThat(new String(reply, StandardCharsets.UTF_8)).startsWith("MSH|^~\\&|ADT|MAIN|WARD|EAST|")
			.contains("\rMSA|AA|ID" + number + "\r");
	}

	@Override
	void closeConnections(Relay relay) {
		server().closeConnections();
	}

}
