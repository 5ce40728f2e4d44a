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

package io.framedtcp.faults;

import java.time.Duration;

import io.framedtcp.FramedTcpTemplate;

/**
 * The ways to use a template.
 */
enum CallKind {

	EXCHANGE("exchange") {

		@Override
		byte[] call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return template.sendAndReceive(payload, deadline);
		}

	},

	IDEMPOTENT("idempotent") {

		@Override
		byte[] call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return template.idempotent().sendAndReceive(payload, deadline);
		}

	},

	EXECUTE("execute") {

		@Override
		byte[] call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return template.execute((session) -> session.sendAndReceive(payload), deadline);
		}

	},

	SEND("send") {

		@Override
		byte[] call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			template.send(payload, deadline);
			return null;
		}

	};

	private final String text;

	CallKind(String text) {
		this.text = text;
	}

	/**
	 * Call.
	 * @param template the client
	 * @param payload of the request
	 * @param deadline bound on the call
	 * @return that of the reply, or {@code null} if there is none
	 */
	abstract byte[] call(FramedTcpTemplate template, byte[] payload, Duration deadline);

	/**
	 * Return how often the server may get the request.
	 * @return the number of times
	 */
	int mostExecutions() {
		return (this == IDEMPOTENT) ? 2 : 1;
	}

	@Override
	public String toString() {
		return this.text;
	}

}
