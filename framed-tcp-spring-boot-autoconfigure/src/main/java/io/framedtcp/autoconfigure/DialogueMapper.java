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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.framedtcp.autoconfigure.FramedTcpProperties.Initializer;
import io.framedtcp.autoconfigure.FramedTcpProperties.Initializer.Step;
import io.framedtcp.config.Farewell;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.framing.Framing;
import io.framedtcp.internal.SetupFailedException;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExpectedAnswer;

/**
 * Maps the initializer of a new connection, and the farewell. Their values may be
 * secrets, so failures do not show them.
 */
final class DialogueMapper {

	private static final ExpectedAnswer ANY = ExpectedAnswer.beginningWith(new byte[0]);

	private final PropertyCheck client;

	private final Framing framing;

	private final int maxFrameSize;

	/**
	 * Creates a mapper.
	 * @param client checks of the client's properties
	 * @param framing how frames are delimited
	 * @param maxFrameSize largest frame in bytes
	 */
	DialogueMapper(PropertyCheck client, Framing framing, int maxFrameSize) {
		this.client = client.hidden();
		this.framing = framing;
		this.maxFrameSize = maxFrameSize;
	}

	/**
	 * Maps the initializer.
	 * @param properties its properties
	 * @return the initializer, if the properties describe one
	 */
	@Nullable ConnectionInitializer initializer(Initializer properties) {
		PropertyCheck check = this.client.group("initializer");
		List<ConnectionInitializer> steps = new ArrayList<>();
		byte[] preamble = writable(check, "preamble", bytes(check, "preamble", properties.preamble()));
		if (preamble.length > 0) {
			steps.add(ConnectionInitializer.preamble(preamble));
		}
		byte[] preambleReply = writable(check, "preamble-reply",
				bytes(check, "preamble-reply", properties.preambleReply()));
		if (preambleReply.length > 0) {
			steps.add(ConnectionInitializer.expectBytes(preambleReply));
		}
		if (properties.greeting()) {
			requireMoreThanOneReply(check, "greeting");
			steps.add(ConnectionInitializer.greeting());
		}
		byte[] login = writable(check, "login", bytes(check, "login", properties.login()));
		byte[] reply = writable(check, "login-reply", bytes(check, "login-reply", properties.loginReply()));
		if (login.length > 0 || reply.length > 0) {
			requireBoth(check, login, reply);
			requireMoreThanOneReply(check, "login");
			steps.add(ConnectionInitializer.login(sendable(check, "login", login), reply));
		}
		for (int i = 0; i < properties.steps().size(); i++) {
			steps.add(step("steps[" + i + "]", check, properties.steps().get(i)));
		}
		return steps.stream().reduce(ConnectionInitializer::andThen).orElse(null);
	}

	/**
	 * Maps the farewell.
	 * @param farewell its properties
	 * @return the farewell, if the properties describe one
	 */
	@Nullable Farewell farewell(FramedTcpProperties.Farewell farewell) {
		PropertyCheck check = this.client.group("farewell");
		Map<String, @Nullable Object> actions = new LinkedHashMap<>();
		actions.put("send", farewell.send());
		actions.put("send-text", farewell.sendText());
		actions.put("write", farewell.write());
		actions.put("write-text", farewell.writeText());
		List<String> set = set(actions);
		if (set.isEmpty()) {
			return null;
		}
		String property = set.get(0);
		check.require(set.size() == 1, property, null, "Only one of " + String.join(", ", set) + " may be set.");
		check.require(!this.framing.isEndedByClose(), property, null,
				"A connection with one reply is ended by that reply, so there is nothing to say behind it.");
		byte[] bytes = bytes(check, property, (String) actions.get(property));
		return property.startsWith("send") ? Farewell.frame(sendable(check, property, bytes))
				: Farewell.bytes(writable(check, property, bytes));
	}

	private static void requireBoth(PropertyCheck check, byte[] login, byte[] reply) {
		if (reply.length == 0) {
			throw check.missing("login-reply", "login",
					"to the first bytes of the payload by which the server accepts a login, as hexadecimal digits in "
							+ "quotation marks. Without them, a frame that refuses it would pass for an answer.");
		}
		if (login.length == 0) {
			throw check.missing("login", "login-reply",
					"to the payload that logs in, as hexadecimal digits in quotation marks; or for a frame that the "
							+ "server sends by itself, set " + check.name("greeting") + ".");
		}
	}

	private ConnectionInitializer step(String name, PropertyCheck initializer, Step step) {
		PropertyCheck check = initializer.group(name);
		Map<String, @Nullable Object> actions = new LinkedHashMap<>();
		actions.put("send", step.send());
		actions.put("send-text", step.sendText());
		actions.put("write", step.write());
		actions.put("write-text", step.writeText());
		actions.put("read", step.read());
		actions.put("read-until", step.readUntil());
		actions.put("read-until-text", step.readUntilText());
		actions.put("receive", step.receive() ? true : null);
		actions.put("receive-until", step.receiveUntil());
		actions.put("receive-until-text", step.receiveUntilText());
		List<String> set = set(actions);
		initializer.require(set.size() == 1, name, null, "Exactly one of " + String.join(", ", actions.keySet())
				+ " must be set" + (set.isEmpty() ? "." : ", and " + String.join(" and ", set) + " are."));
		String action = set.get(0);
		ExpectedAnswer expected = expected(check, step, action);
		ConnectionInitializer mapped = switch (action) {
			case "send", "send-text" ->
				ConnectionInitializer.send(sendable(check, action, bytes(check, action, (String) actions.get(action))));
			case "write", "write-text" -> ConnectionInitializer
				.preamble(writable(check, action, bytes(check, action, (String) actions.get(action))));
			case "read" -> ConnectionInitializer.read(Objects.requireNonNull(step.read()), expected);
			case "read-until", "read-until-text" -> {
				byte[] end = bytes(check, action, (String) actions.get(action));
				check.require(end.length <= DelimiterFraming.MAX_SEQUENCE, action, null,
						"It must be 1 to " + DelimiterFraming.MAX_SEQUENCE + " bytes.");
				yield ConnectionInitializer.readUntil(end, expected);
			}
			case "receive" -> {
				requireMoreThanOneReply(check, action);
				yield ConnectionInitializer.receive(expected);
			}
			default -> {
				requireMoreThanOneReply(check, action);
				yield ConnectionInitializer
					.receiveUntil(writable(check, action, bytes(check, action, (String) actions.get(action))));
			}
		};
		return named(initializer.name(name), mapped);
	}

	private ExpectedAnswer expected(PropertyCheck check, Step step, String action) {
		Map<String, @Nullable Object> expectations = new LinkedHashMap<>();
		expectations.put("expect", step.expect());
		expectations.put("expect-text", step.expectText());
		expectations.put("expect-pattern", step.expectPattern());
		List<String> set = set(expectations);
		if (action.equals("read")) {
			check.inRange(action, Objects.requireNonNull(step.read()), 1, this.maxFrameSize);
		}
		if (set.isEmpty()) {
			check.require(!step.showAnswer(), "show-answer", null,
					"It has no effect without " + String.join(", ", expectations.keySet()) + ".");
			return ANY;
		}
		String property = set.get(0);
		check.require(set.size() == 1, property, null, "Only one of " + String.join(" and ", set) + " may be set.");
		boolean comparable = action.startsWith("read") || action.equals("receive");
		check.require(comparable, property, null, "It goes with read, read-until or receive, and nothing is read by "
				+ action + " that could be compared.");
		ExpectedAnswer expected = property.equals("expect-pattern")
				? ExpectedAnswer.matching(check.pattern(property, step.expectPattern()))
				: ExpectedAnswer.beginningWith(beginning(check, property, (String) expectations.get(property), step));
		return step.showAnswer() ? expected.shown() : expected;
	}

	private byte[] beginning(PropertyCheck check, String property, @Nullable String value, Step step) {
		byte[] beginning = writable(check, property, bytes(check, property, value));
		Integer count = step.read();
		check.require(count == null || beginning.length <= count, property, null,
				"Its " + beginning.length + " bytes are more than the " + count + " that are read.");
		return beginning;
	}

	private static List<String> set(Map<String, @Nullable Object> actions) {
		return actions.entrySet()
			.stream()
			.filter((action) -> action.getValue() != null && !"".equals(action.getValue()))
			.map(Map.Entry::getKey)
			.collect(Collectors.toList());
	}

	private static byte[] bytes(PropertyCheck check, String property, @Nullable String value) {
		String text = (value != null) ? value : "";
		return property.endsWith("-text") ? text.getBytes(StandardCharsets.UTF_8) : check.hex(property, text);
	}

	private byte[] sendable(PropertyCheck check, String property, byte[] payload) {
		check.requireSendable(property, null, payload, this.framing, this.maxFrameSize);
		return payload;
	}

	private byte[] writable(PropertyCheck check, String property, byte[] bytes) {
		check.require(bytes.length <= this.maxFrameSize, property, null,
				"Its " + bytes.length + " bytes are more than " + this.client.name("max-frame-size") + ".");
		return bytes;
	}

	private void requireMoreThanOneReply(PropertyCheck check, String property) {
		check.require(!this.framing.isEndedByClose(), property, null,
				"The only frame that the server sends is the reply.");
	}

	private static ConnectionInitializer named(String name, ConnectionInitializer step) {
		return (connection) -> {
			try {
				step.initialize(connection);
			}
			catch (SetupFailedException ex) {
				throw ex.at(name);
			}
		};
	}

}
