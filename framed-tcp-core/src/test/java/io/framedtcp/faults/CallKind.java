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
import java.util.List;

import io.framedtcp.FramedTcpTemplate;

/**
 * The ways to use a template.
 */
enum CallKind {

	EXCHANGE("exchange") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return Outcome.of(payload, template.sendAndReceive(payload, deadline));
		}

	},

	IDEMPOTENT("idempotent") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return Outcome.of(payload, template.idempotent().sendAndReceive(payload, deadline));
		}

	},

	EXECUTE("execute") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return Outcome.of(payload, template.execute((session) -> session.sendAndReceive(payload), deadline));
		}

	},

	SESSION("session") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			return template.execute((session) -> {
				Outcome first = Outcome.of(payload, session.sendAndReceive(payload));
				return first.worse(Outcome.of(Payloads.MORE, session.sendAndReceive(Payloads.MORE)));
			}, deadline);
		}

	},

	BATCH("batch") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			List<byte[]> replies = template.sendAndReceiveAll(List.of(payload, Payloads.MORE), deadline);
			return Outcome.of(payload, replies.get(0)).worse(Outcome.of(Payloads.MORE, replies.get(1)));
		}

	},

	SEND("send") {

		@Override
		Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline) {
			template.send(payload, deadline);
			return Outcome.SENT;
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
	 * @return what has come of it, unless it throws an exception
	 */
	abstract Outcome call(FramedTcpTemplate template, byte[] payload, Duration deadline);

	/**
	 * Return how many requests a call makes.
	 * @return the number of requests, the first of which meets the fault
	 */
	int requests() {
		return (this == SESSION || this == BATCH) ? 2 : 1;
	}

	/**
	 * Return whether user code runs between the acquisition and the first request.
	 * @return whether the connection is tested once more
	 */
	boolean isTestedTwice() {
		return this == EXECUTE || this == SESSION;
	}

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
