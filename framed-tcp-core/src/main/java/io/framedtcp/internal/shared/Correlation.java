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

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.shared.OutstandingCalls.InFlightCalls;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.KeyedMatcher;

/**
 * Finds the call that a frame answers. Each connection has its own instance.
 */
abstract class Correlation {

	/** Replaces a key: the frame is no reply. */
	static final Object UNSOLICITED = new Object();

	/** Replaces a key: the frame answers more than one request. */
	static final Object AMBIGUOUS = new Object();

	/** Replaces a key: the frame identifies no call. */
	static final Object NONE = new Object();

	private final @Nullable ExchangeMatcher matcher;

	Correlation(@Nullable ExchangeMatcher matcher) {
		this.matcher = matcher;
	}

	/**
	 * Examines a frame. Runs user code, so no lock is held.
	 * @param frame the payload of the frame
	 * @param calls the calls of the connection
	 * @return the key for {@link #find(InFlightCalls, Object)}
	 */
	final Object examine(byte[] frame, OpenCalls calls) {
		return (this.matcher != null && this.matcher.isUnsolicited(frame)) ? UNSOLICITED : keyOf(frame, calls);
	}

	abstract Object keyOf(byte[] frame, OpenCalls calls);

	/**
	 * Returns the request that an unfinished frame will answer.
	 * @param calls the calls of the connection
	 * @param replies the number of received replies that have not completed their calls
	 * @return the payload of the request, or {@code null} if only the frame can tell
	 */
	byte @Nullable [] request(OpenCalls calls, int replies) {
		return null;
	}

	/**
	 * Finds the call that a frame answers, and releases its key. Used under the
	 * connection's lock.
	 * @param calls the calls in flight
	 * @param key the key of the frame
	 * @return the call, or {@code null} if there is none
	 */
	abstract @Nullable SharedCall find(InFlightCalls calls, Object key);

	/**
	 * Reserves the key of a call. Used under the connection's lock.
	 * @param call the call
	 * @return {@code false} if another call has the same key
	 */
	boolean take(SharedCall call) {
		return true;
	}

	/**
	 * Releases the key of a call. Used under the connection's lock.
	 * @param call the call
	 */
	void free(SharedCall call) {
	}

	/**
	 * Prepares for the late reply to a call whose caller leaves. Used under the
	 * connection's lock.
	 * @param call the call
	 */
	void orphaned(SharedCall call) {
	}

	private static List<SharedCall> awaitingReplies(OpenCalls calls) {
		List<SharedCall> unanswered = new ArrayList<>();
		calls.forEach((call) -> {
			if (call.isAnswered() && call.isUnanswered()) {
				unanswered.add(call);
			}
		});
		return unanswered;
	}

	/**
	 * The calls of one connection.
	 */
	interface OpenCalls {

		/**
		 * Passes each call that is not completed to an action, in the order of sending.
		 * @param action must be quick
		 */
		void forEach(Consumer<? super SharedCall> action);

	}

	/**
	 * Finds calls by the key of request and reply.
	 */
	static final class ByKey extends Correlation {

		private final KeyedMatcher keyed;

		private final CallsByKey calls = new CallsByKey();

		ByKey(@Nullable ExchangeMatcher matcher, KeyedMatcher keyed) {
			super(matcher);
			this.keyed = keyed;
		}

		@Override
		Object keyOf(byte[] frame, OpenCalls calls) {
			CorrelationKey key = this.keyed.replyKey(frame);
			return (key != null) ? key : NONE;
		}

		@Override
		@Nullable SharedCall find(InFlightCalls calls, Object key) {
			return this.calls.remove(key);
		}

		@Override
		boolean take(SharedCall call) {
			CorrelationKey key = call.key();
			return key == null || this.calls.add(key, call);
		}

		@Override
		void free(SharedCall call) {
			CorrelationKey key = call.key();
			if (key != null) {
				this.calls.remove(key, call);
			}
		}

	}

	/**
	 * Asks the matcher for each call, in the order of sending.
	 */
	static final class Pairwise extends Correlation {

		private final ExchangeMatcher matcher;

		Pairwise(ExchangeMatcher matcher) {
			super(matcher);
			this.matcher = matcher;
		}

		@Override
		Object keyOf(byte[] frame, OpenCalls calls) {
			SharedCall found = null;
			boolean unsolicited = false;
			for (SharedCall call : awaitingReplies(calls)) {
				Verdict verdict = this.matcher.match(call.request(), frame);
				if (verdict == Verdict.MATCH) {
					if (found != null) {
						return AMBIGUOUS;
					}
					found = call;
				}
				unsolicited |= verdict == Verdict.UNSOLICITED;
			}
			if (found != null) {
				return found;
			}
			return unsolicited ? UNSOLICITED : NONE;
		}

		@Override
		void orphaned(SharedCall call) {
			call.keepRequest();
		}

		@Override
		@Nullable SharedCall find(InFlightCalls calls, Object key) {
			// Since it was found, an earlier frame may have completed it.
			return (key instanceof SharedCall call && call.isUnanswered() && calls.contains(call)) ? call : null;
		}

	}

	/**
	 * Treats each frame as the reply to the oldest call. If there is a matcher, each
	 * caller checks its own reply with it.
	 */
	static final class ByOrder extends Correlation {

		ByOrder(@Nullable ExchangeMatcher matcher) {
			super(matcher);
		}

		@Override
		Object keyOf(byte[] frame, OpenCalls calls) {
			return NONE;
		}

		@Override
		byte @Nullable [] request(OpenCalls calls, int replies) {
			List<SharedCall> unanswered = awaitingReplies(calls);
			return (unanswered.size() > replies) ? unanswered.get(replies).request() : null;
		}

		@Override
		void orphaned(SharedCall call) {
			call.keepRequest();
		}

		@Override
		@Nullable SharedCall find(InFlightCalls calls, Object key) {
			SharedCall first = calls.first();
			return (first != null && first.isSent()) ? first : null;
		}

	}

}
