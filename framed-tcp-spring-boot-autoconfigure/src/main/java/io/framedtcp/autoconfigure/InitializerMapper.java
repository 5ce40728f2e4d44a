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

package io.framedtcp.autoconfigure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ConnectionInitializer;

/**
 * Makes the initializer that properties describe.
 */
final class InitializerMapper {

	private static final String PREFIX = "framed-tcp.initializer.";

	private final InitializerProperties properties;

	InitializerMapper(InitializerProperties properties) {
		this.properties = properties;
	}

	/**
	 * Make the initializer.
	 * @return the initializer, if the properties ask for anything
	 */
	@Nullable ConnectionInitializer map() {
		List<ConnectionInitializer> steps = new ArrayList<>();
		byte[] preamble = bytes("preamble", this.properties.getPreamble());
		if (preamble.length > 0) {
			steps.add(ConnectionInitializer.preamble(preamble));
		}
		byte[] preambleReply = bytes("preamble-reply", this.properties.getPreambleReply());
		if (preambleReply.length > 0) {
			steps.add(ConnectionInitializer.expectBytes(preambleReply));
		}
		if (this.properties.isGreeting()) {
			steps.add(ConnectionInitializer.greeting());
		}
		byte[] login = bytes("login", this.properties.getLogin());
		byte[] reply = bytes("login-reply", this.properties.getLoginReply());
		PropertyCheck.require(login.length > 0 || reply.length == 0, PREFIX + "login-reply",
				this.properties.getLoginReply(), "It has no effect unless " + PREFIX + "login is set.");
		if (login.length > 0) {
			steps.add(ConnectionInitializer.login(login, (answer) -> beginsWith(answer, reply)));
		}
		return steps.stream().reduce(ConnectionInitializer::andThen).orElse(null);
	}

	private static byte[] bytes(String name, @Nullable String value) {
		return StringUtils.hasLength(value) ? PropertyCheck.hex(PREFIX + name, value) : new byte[0];
	}

	private static boolean beginsWith(byte[] payload, byte[] prefix) {
		return payload.length >= prefix.length && Arrays.equals(payload, 0, prefix.length, prefix, 0, prefix.length);
	}

}
