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

package io.framedtcp.benchmarks.peer;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The requests of a connection that have no reply as yet, by their ids: what one writes
 * oneself around a library that does not correlate.
 */
final class UnansweredCalls {

	private final Map<Long, CompletableFuture<byte[]>> calls = new ConcurrentHashMap<>();

	byte[] exchange(byte[] request, Sender sender) throws Exception {
		Long id = Question.id(request);
		CompletableFuture<byte[]> reply = new CompletableFuture<>();
		this.calls.put(id, reply);
		try {
			sender.send(request);
			return reply.get(Target.RESPONSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
		}
		finally {
			this.calls.remove(id);
		}
	}

	void answer(byte[] reply) {
		CompletableFuture<byte[]> call = this.calls.remove(Question.id(reply));
		if (call != null) {
			call.complete(reply);
		}
	}

	void fail(Throwable cause) {
		this.calls.values().forEach((call) -> call.completeExceptionally(cause));
	}

	@FunctionalInterface
	interface Sender {

		void send(byte[] request) throws Exception;

	}

}
