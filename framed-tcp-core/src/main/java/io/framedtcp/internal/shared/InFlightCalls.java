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

package io.framedtcp.internal.shared;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection that have been queued and have no reply, oldest first. They
 * are linked with each other, so that each can leave at no cost.
 * <p>
 * Used under the connection's lock.
 */
final class InFlightCalls {

	private @Nullable SharedCall first;

	private @Nullable SharedCall last;

	@Nullable SharedCall first() {
		return this.first;
	}

	boolean isEmpty() {
		return this.first == null;
	}

	boolean contains(SharedCall call) {
		return call.previous != null || this.first == call;
	}

	void add(SharedCall call) {
		SharedCall last = this.last;
		call.previous = last;
		if (last != null) {
			last.next = call;
		}
		else {
			this.first = call;
		}
		this.last = call;
	}

	void remove(SharedCall call) {
		SharedCall previous = call.previous;
		SharedCall next = call.next;
		if (previous != null) {
			previous.next = next;
		}
		else if (this.first == call) {
			this.first = next;
		}
		else {
			// It has been removed.
			return;
		}
		if (next != null) {
			next.previous = previous;
		}
		else {
			this.last = previous;
		}
		call.previous = null;
		call.next = null;
	}

	/**
	 * Does something with each call from one on. It may remove the call.
	 * @param from the first call
	 * @param action what to do
	 */
	static void forEach(@Nullable SharedCall from, Consumer<? super SharedCall> action) {
		SharedCall call = from;
		while (call != null) {
			SharedCall next = call.next;
			action.accept(call);
			call = next;
		}
	}

}
