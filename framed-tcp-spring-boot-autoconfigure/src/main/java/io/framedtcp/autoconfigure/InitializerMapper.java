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
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.util.StringUtils;

import io.framedtcp.connection.ConnectionInitializer;
import io.framedtcp.framing.EncodedFrame;
import io.framedtcp.framing.Framing;

/**
 * Makes the initializer that properties describe. Their values may be secrets, and are
 * not shown.
 */
final class InitializerMapper {

	private static final String GROUP = "initializer.";

	private final String prefix;

	private final InitializerProperties properties;

	private final Framing framing;

	private final int maxFrameSize;

	/**
	 * Create a mapper.
	 * @param prefix what the names of the client's properties begin with, up to a dot
	 * @param properties the properties
	 * @param framing how frames are delimited
	 * @param maxFrameSize largest frame in bytes
	 */
	InitializerMapper(String prefix, InitializerProperties properties, Framing framing, int maxFrameSize) {
		this.prefix = prefix;
		this.properties = properties;
		this.framing = framing;
		this.maxFrameSize = maxFrameSize;
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
			requireMoreThanOneReply("greeting");
			steps.add(ConnectionInitializer.greeting());
		}
		byte[] login = bytes("login", this.properties.getLogin());
		byte[] reply = bytes("login-reply", this.properties.getLoginReply());
		require((login.length > 0) == (reply.length > 0), "login-reply",
				"It must be set with " + this.prefix + GROUP + "login, and only then: another frame may come first.");
		if (login.length > 0) {
			requireMoreThanOneReply("login");
			checkFrame(login);
			steps.add(ConnectionInitializer.login(login, (answer) -> beginsWith(answer, reply)));
		}
		return steps.stream().reduce(ConnectionInitializer::andThen).orElse(null);
	}

	private byte[] bytes(String name, @Nullable String value) {
		if (!StringUtils.hasLength(value)) {
			return new byte[0];
		}
		try {
			byte[] bytes = HexFormat.of().parseHex(value);
			require(bytes.length <= this.maxFrameSize, name,
					"Its " + bytes.length + " bytes are more than " + this.prefix + "max-frame-size.");
			return bytes;
		}
		catch (IllegalArgumentException ex) {
			throw new HiddenPropertyException(this.prefix + GROUP + name, PropertyCheck.HEX);
		}
	}

	private void checkFrame(byte[] login) {
		try {
			EncodedFrame.of(login, this.framing, this.maxFrameSize);
		}
		catch (IllegalArgumentException ex) {
			throw new HiddenPropertyException(this.prefix + GROUP + "login",
					"It cannot be sent: " + ex.getMessage() + ".");
		}
	}

	private void requireMoreThanOneReply(String name) {
		require(!this.framing.isEndedByClose(), name, "The only frame that the server sends is the reply.");
	}

	private void require(boolean condition, String name, String reason) {
		if (!condition) {
			throw new HiddenPropertyException(this.prefix + GROUP + name, reason);
		}
	}

	private static boolean beginsWith(byte[] payload, byte[] prefix) {
		return payload.length >= prefix.length && Arrays.equals(payload, 0, prefix.length, prefix, 0, prefix.length);
	}

}
