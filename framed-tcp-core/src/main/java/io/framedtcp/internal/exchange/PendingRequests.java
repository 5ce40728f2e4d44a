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

package io.framedtcp.internal.exchange;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.transport.WrongReplyException;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.KeyedMatcher;

/**
 * The requests that have been sent on a connection and have no reply yet. They decide
 * which request a frame answers. Once all are answered, a further frame is judged by the
 * last request, as another part of its reply.
 * <p>
 * Used by one thread at a time.
 */
public final class PendingRequests {

	/** Stands for a payload that is not needed. */
	public static final byte[] NOT_KEPT = {};

	/** How many ids a message shows. */
	private static final int MAX_SHOWN = 8;

	private final Deque<Request> unanswered = new ArrayDeque<>();

	/** The keys of the unanswered requests that have one. */
	private final Set<CorrelationKey> keys = new HashSet<>();

	private final Matching matching;

	private final @Nullable KeyedMatcher keyed;

	/** Whether a frame can answer several requests, since none has a key. */
	private final boolean ambiguous;

	private int added;

	private @Nullable Request lastAnswered;

	/**
	 * Creates an instance without requests.
	 * @param matcher the client's matcher, or {@code null} if it has none
	 */
	public PendingRequests(@Nullable ExchangeMatcher matcher) {
		this.matching = new Matching(matcher);
		this.keyed = KeyedMatcher.in(matcher);
		this.ambiguous = matcher != null && this.keyed == null && matcher.tellsRepliesApart();
	}

	/**
	 * Adds a request that is about to be sent.
	 * @param payload its payload, which must not change
	 * @throws IllegalArgumentException if an unanswered request has the same id; the new
	 * request is not added then
	 */
	public void add(byte[] payload) {
		CorrelationKey key = (this.keyed != null) ? this.keyed.requestKey(payload) : null;
		if (key != null && !this.keys.add(key)) {
			throw new IllegalArgumentException("A request with the same id (" + key
					+ ") has no reply yet, so that their replies could not be told apart. "
					+ "Receive its reply first, or give each request an id of its own.");
		}
		this.unanswered.add(new Request(this.added++, payload, key));
	}

	/**
	 * Returns whether all requests are answered.
	 * @return whether none is pending
	 */
	public boolean isEmpty() {
		return this.unanswered.isEmpty();
	}

	/**
	 * Returns the request that the next frame probably answers.
	 * @return its payload; {@code null} if several are possible, or the payload was not
	 * kept
	 */
	public byte @Nullable [] next() {
		Request next = this.lastAnswered;
		if (!isEmpty()) {
			boolean certain = this.unanswered.size() == 1 || this.matching.isByOrder();
			next = certain ? this.unanswered.getFirst() : null;
		}
		return (next != null && next.payload() != NOT_KEPT) ? next.payload() : null;
	}

	/**
	 * Returns the request that was answered last.
	 * @return how many were added before it; -1 if none was answered
	 */
	public int lastAnswered() {
		return (this.lastAnswered != null) ? this.lastAnswered.number() : -1;
	}

	/**
	 * Returns whether a frame answers any of the requests, and removes this request.
	 * Before the first request, every frame is accepted.
	 * @param frame the payload of the frame
	 * @return {@code false} if the frame is unsolicited
	 * @throws WrongReplyException if it answers none of them, or more than one
	 */
	public boolean isReplyToAny(byte[] frame) throws WrongReplyException {
		if (isEmpty()) {
			return this.lastAnswered == null || this.matching.isReply(this.lastAnswered.payload(), frame);
		}
		boolean unsolicited = false;
		for (Request request : this.unanswered) {
			Verdict verdict = this.matching.judge(request.payload(), frame);
			if (verdict == Verdict.MATCH) {
				answered(request, frame);
				return true;
			}
			unsolicited |= verdict == Verdict.UNSOLICITED;
		}
		if (unsolicited) {
			return false;
		}
		throw new WrongReplyException("a frame of " + frame.length + " bytes answers none of the "
				+ this.unanswered.size() + " requests that have no reply yet: " + describeMismatch(frame), null);
	}

	private String describeMismatch(byte[] frame) throws WrongReplyException {
		KeyedMatcher keyed = (this.unanswered.size() > 1) ? this.keyed : null;
		if (keyed == null) {
			return this.matching.describeMismatch(this.unanswered.getFirst().payload(), frame);
		}
		CorrelationKey key = this.matching.guarded(() -> keyed.replyKey(frame));
		String more = (this.unanswered.size() > MAX_SHOWN) ? ", ..." : "";
		return "its id is " + ((key != null) ? key : "missing") + ", theirs are "
				+ this.unanswered.stream()
					.limit(MAX_SHOWN)
					.map((request) -> String.valueOf(request.key()))
					.collect(Collectors.joining(", ", "", more));
	}

	/**
	 * Returns whether a frame answers the request that was added last, and removes this
	 * request. Others may be unanswered.
	 * @param frame the payload of the frame
	 * @return {@code false} if the frame is unsolicited
	 * @throws WrongReplyException if it answers another request, alone or in addition
	 */
	public boolean isReplyToLast(byte[] frame) throws WrongReplyException {
		Request last = this.unanswered.getLast();
		boolean reply = this.matching.isReply(last.payload(), frame);
		if (reply) {
			answered(last, frame);
		}
		return reply;
	}

	/**
	 * Removes an answered request. Without a matcher, a frame answers only the first one.
	 * @param request the request
	 * @param frame the payload of its reply
	 * @throws WrongReplyException if the frame also answers another request
	 */
	private void answered(Request request, byte[] frame) throws WrongReplyException {
		for (Request other : this.unanswered) {
			if (this.ambiguous && other != request && this.matching.judge(other.payload(), frame) == Verdict.MATCH) {
				throw new WrongReplyException("a frame of " + frame.length
						+ " bytes answers more than one of the requests that have no reply yet, says the matcher",
						null);
			}
		}
		this.unanswered.remove(request);
		if (request.key() != null) {
			this.keys.remove(request.key());
		}
		this.lastAnswered = request;
	}

	/**
	 * A request that has been sent.
	 *
	 * @param number how many were added before it
	 * @param payload its payload
	 * @param key its key, if it has one
	 */
	private record Request(int number, byte[] payload, @Nullable CorrelationKey key) {

	}

}
