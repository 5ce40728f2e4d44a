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

import org.jspecify.annotations.Nullable;

/**
 * What is said on each new connection before its first exchange, in this order.
 */
public class InitializerProperties {

	/**
	 * Bytes to send first, without any framing, as hexadecimal digits, in YAML in
	 * quotation marks.
	 */
	private @Nullable String preamble;

	/**
	 * Bytes that the server must send, without any framing, as hexadecimal digits, in
	 * YAML in quotation marks.
	 */
	private @Nullable String preambleReply;

	/**
	 * Whether to read a frame that the server sends by itself.
	 */
	private boolean greeting;

	/**
	 * Payload of a frame to send, as hexadecimal digits, in YAML in quotation marks. The
	 * server must answer with a frame.
	 */
	private @Nullable String login;

	/**
	 * Bytes that the payload of the answer to the login must begin with, as hexadecimal
	 * digits, in YAML in quotation marks. Goes with the login.
	 */
	private @Nullable String loginReply;

	public @Nullable String getPreamble() {
		return this.preamble;
	}

	public void setPreamble(@Nullable String preamble) {
		this.preamble = preamble;
	}

	public @Nullable String getPreambleReply() {
		return this.preambleReply;
	}

	public void setPreambleReply(@Nullable String preambleReply) {
		this.preambleReply = preambleReply;
	}

	public boolean isGreeting() {
		return this.greeting;
	}

	public void setGreeting(boolean greeting) {
		this.greeting = greeting;
	}

	public @Nullable String getLogin() {
		return this.login;
	}

	public void setLogin(@Nullable String login) {
		this.login = login;
	}

	public @Nullable String getLoginReply() {
		return this.loginReply;
	}

	public void setLoginReply(@Nullable String loginReply) {
		this.loginReply = loginReply;
	}

}
