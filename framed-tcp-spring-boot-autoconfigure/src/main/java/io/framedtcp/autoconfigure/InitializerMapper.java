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
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.Framing;
import io.framedtcp.spi.ConnectionInitializer;

/**
 * Maps the properties of the initializer. Their values may be secrets, so failures do not
 * show them.
 */
final class InitializerMapper {

	private final PropertyCheck client;

	private final PropertyCheck check;

	private final FramedTcpProperties.Initializer properties;

	private final Framing framing;

	private final int maxFrameSize;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param properties properties of the initializer
	 * @param framing how frames are delimited
	 * @param maxFrameSize largest frame in bytes
	 */
	InitializerMapper(PropertyCheck client, FramedTcpProperties.Initializer properties, Framing framing,
			int maxFrameSize) {
		this.client = client;
		this.check = client.group("initializer").hidden();
		this.properties = properties;
		this.framing = framing;
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * Maps the initializer.
	 * @return the initializer, if the properties describe one
	 */
	@Nullable ConnectionInitializer map() {
		List<ConnectionInitializer> steps = new ArrayList<>();
		byte[] preamble = bytes("preamble", this.properties.preamble());
		if (preamble.length > 0) {
			steps.add(ConnectionInitializer.preamble(preamble));
		}
		byte[] preambleReply = bytes("preamble-reply", this.properties.preambleReply());
		if (preambleReply.length > 0) {
			steps.add(ConnectionInitializer.expectBytes(preambleReply));
		}
		if (this.properties.greeting()) {
			requireMoreThanOneReply("greeting");
			steps.add(ConnectionInitializer.greeting());
		}
		byte[] login = bytes("login", this.properties.login());
		byte[] reply = bytes("login-reply", this.properties.loginReply());
		if (login.length > 0 || reply.length > 0) {
			requireBoth(login, reply);
			requireMoreThanOneReply("login");
			this.check.requireSendable("login", null, login, this.framing, this.maxFrameSize);
			steps.add(ConnectionInitializer.login(login, reply));
		}
		steps.addAll(new InitializerStepsMapper(this.client, this.framing, this.maxFrameSize)
			.steps(this.properties.steps()));
		return steps.stream().reduce(ConnectionInitializer::andThen).orElse(null);
	}

	private byte[] bytes(String property, @Nullable String value) {
		byte[] bytes = this.check.hex(property, (value != null) ? value : "");
		this.check.require(bytes.length <= this.maxFrameSize, property, null,
				"Its " + bytes.length + " bytes are more than " + this.client.name("max-frame-size") + ".");
		return bytes;
	}

	private void requireBoth(byte[] login, byte[] reply) {
		if (reply.length == 0) {
			throw this.check.missing("login-reply", "login",
					"to the first bytes of the payload by which the server accepts a login, as hexadecimal digits in "
							+ "quotation marks. Without them, a frame that refuses it would pass for an answer.");
		}
		if (login.length == 0) {
			throw this.check.missing("login", "login-reply",
					"to the payload that logs in, as hexadecimal digits in quotation marks; or for a frame that the "
							+ "server sends by itself, set " + this.check.name("greeting") + ".");
		}
	}

	private void requireMoreThanOneReply(String property) {
		this.check.require(!this.framing.isEndedByClose(), property, null,
				"The only frame that the server sends is the reply.");
	}

}
