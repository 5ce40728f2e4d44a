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
 * Commands of Redis and their replies.
 */
final class RedisCommands {

	private RedisCommands() {
	}

	static byte[] echo(int number) {
		return command("ECHO", text(number));
	}

	static void checkEcho(byte[] reply, int number) {
		assertThat(text(reply)).isEqualTo("$" + text(number).length() + "\r\n" + text(number) + "\r\n");
	}

	static byte[] command(String... parts) {
		StringBuilder command = new StringBuilder("*" + parts.length + "\r\n");
		for (String part : parts) {
			command.append("$").append(part.length()).append("\r\n").append(part).append("\r\n");
		}
		return command.toString().getBytes(StandardCharsets.US_ASCII);
	}

	static String text(byte[] reply) {
		return new String(reply, StandardCharsets.UTF_8);
	}

	private static String text(int number) {
		return "message-" + number + "-" + "x".repeat(number);
	}

}
