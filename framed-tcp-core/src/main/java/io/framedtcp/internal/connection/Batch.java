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

package io.framedtcp.internal.connection;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.exchange.PendingRequests;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.CorrelationKey;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;

/**
 * Several requests that are sent on one connection without waiting for each reply.
 * <p>
 * It writes the next requests, many at once, as soon as half of the send window is free.
 * This keeps the number of writes low. The window fits into the send buffer, so a write
 * never waits for a peer that stops reading until its replies are read.
 * <p>
 * Used by one thread at a time.
 */
public final class Batch {

	/**
	 * Linux also charges its own memory to the send buffer: for a full Ethernet packet
	 * twice its payload, and some kilobytes for each write. A quarter leaves room for
	 * both.
	 */
	private static final int WINDOW_SHARE = 4;

	/**
	 * In a smaller buffer, the kernel's own memory for a few writes takes too large a
	 * share.
	 */
	private static final int MIN_BUFFER_SIZE = 32 * 1024;

	/** A larger window is no faster. */
	private static final int MAX_WINDOW = 256 * 1024;

	private final List<EncodedFrame> requests;

	/** Whether replies are matched to requests by their order alone. */
	private boolean byOrder;

	/** How many requests may be unanswered. */
	private final int window;

	private byte[][] replies = {};

	private PendingRequests pending;

	private int begun;

	private int answered;

	private long unansweredBytes;

	/**
	 * Creates a batch.
	 * @param requests the requests, in the order to send them
	 * @param matcher matches replies to requests; if it is {@code null}, replies come in
	 * order
	 * @throws IllegalArgumentException if two requests have the same id, which would make
	 * their replies ambiguous
	 */
	public Batch(List<EncodedFrame> requests, @Nullable ExchangeMatcher matcher) {
		this(requests, matcher, Integer.MAX_VALUE);
	}

	/**
	 * Creates a batch.
	 * @param requests the requests, in the order to send them
	 * @param matcher matches replies to requests; if it is {@code null}, replies come in
	 * order
	 * @param window how many of them may be unanswered at a time
	 * @throws IllegalArgumentException if two requests have the same id, which would make
	 * their replies ambiguous
	 */
	public Batch(List<EncodedFrame> requests, @Nullable ExchangeMatcher matcher, int window) {
		requireDistinct(requests, KeyedMatcher.in(matcher));
		this.requests = requests;
		this.window = window;
		this.byOrder = matcher == null || !matcher.tellsRepliesApart();
		this.pending = new PendingRequests(matcher);
	}

	private static void requireDistinct(List<EncodedFrame> requests, @Nullable KeyedMatcher matcher) {
		Map<CorrelationKey, Integer> indexes = new HashMap<>();
		for (int i = 0; matcher != null && i < requests.size(); i++) {
			CorrelationKey key = matcher.requestKey(requests.get(i).payload());
			Integer other = (key != null) ? indexes.putIfAbsent(key, i) : null;
			if (other != null) {
				throw new IllegalArgumentException(
						"Requests " + other + " and " + i + " of the batch have the same id (" + key
								+ "), so that their replies could not be told apart. "
								+ "Give each an id of its own, or send them one after the other.");
			}
		}
	}

	/**
	 * Returns the requests.
	 * @return the frames, in order
	 */
	public List<EncodedFrame> requests() {
		return this.requests;
	}

	/**
	 * Returns how many of the requests may be unanswered at a time.
	 * @return the number, at least 1
	 */
	public int window() {
		return this.window;
	}

	/**
	 * Starts again without any reply.
	 */
	public void begin() {
		this.replies = new byte[this.requests.size()][];
		this.answered = 0;
	}

	/**
	 * Stores the reply to a request.
	 * @param index index of the request
	 * @param reply the payload of its reply
	 */
	public void answered(int index, byte[] reply) {
		this.replies[index] = reply;
		this.answered++;
	}

	/**
	 * Returns the replies, once all have come.
	 * @return their payloads, in the order of the requests
	 */
	public List<byte[]> replies() {
		return List.of(this.replies);
	}

	/**
	 * Sends all requests and reads their replies. After a failure, a further call begins
	 * again with the first request.
	 * @param exchange the exchange to use
	 * @param first deadline of the first reply
	 * @param following called after each reply, for the deadline of the next
	 * @return the payloads of the replies, in the order of the requests
	 * @throws ExchangeFailedException if that fails; the connection is retired then,
	 * unless certainly no byte was sent
	 */
	public List<byte[]> exchangeOn(Exchange exchange, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		begin();
		FramedConnection connection = exchange.connection();
		ExchangeMatcher matcher = connection.socket().hooks().matcher();
		this.byOrder = matcher == null || !matcher.tellsRepliesApart();
		this.pending = new PendingRequests(matcher);
		this.begun = 0;
		this.unansweredBytes = 0;
		try {
			exchange(exchange, sendWindow(connection.socket().channel()), first, following);
			return replies();
		}
		catch (ExchangeFailedException ex) {
			if (ex.isMaybeSent()) {
				connection.retire(ex.getReason());
			}
			throw ex;
		}
		catch (RuntimeException | Error ex) {
			connection.retire(CloseReason.SESSION_INCOMPLETE);
			throw ex;
		}
	}

	/**
	 * Returns the progress of the last attempt.
	 * @return the number of replies read, such as {@code 3 of 10}
	 */
	public String progress() {
		return this.answered + " of " + this.requests.size();
	}

	private static int sendWindow(SocketChannel channel) {
		try {
			return sendWindow(channel.getOption(StandardSocketOptions.SO_SNDBUF));
		}
		catch (IOException ex) {
			// The channel is closed, so the next write fails.
			return 0;
		}
	}

	/**
	 * Returns how many bytes of requests may be unanswered at a time. So many fit into
	 * the send buffer. Writing them never waits for a peer that stops reading until its
	 * replies are read.
	 * @param bufferSize size of the socket's send buffer
	 * @return the number of bytes; 0 if each request must be answered before the next is
	 * sent
	 */
	static int sendWindow(int bufferSize) {
		return (bufferSize < MIN_BUFFER_SIZE) ? 0 : Math.min(bufferSize / WINDOW_SHARE, MAX_WINDOW);
	}

	private void exchange(Exchange exchange, int window, Deadline first, Supplier<Deadline> following)
			throws ExchangeFailedException {
		Deadline deadline = first;
		while (this.answered < this.requests.size()) {
			boolean outstanding = !this.pending.isEmpty();
			List<EncodedFrame> group = nextGroup(exchange, window, deadline);
			try {
				if (!group.isEmpty()) {
					exchange.send(isDrained(), deadline, group.toArray(EncodedFrame[]::new));
				}
			}
			catch (ExchangeFailedException ex) {
				receiveEarly(exchange, outstanding, ex);
				break;
			}
			answered(exchange.receive(this.pending::isReplyToAny, this.pending.next(), deadline));
			deadline = following.get();
		}
		refuseMore(exchange, deadline);
	}

	/**
	 * Returns whether whole frames that came before a group may be drained. With matching
	 * by order alone, a duplicate reply shifts all that follow. Then a frame between two
	 * groups may be a reply.
	 * @return whether they may
	 */
	private boolean isDrained() {
		return !this.byOrder || this.answered == 0;
	}

	private List<EncodedFrame> nextGroup(Exchange exchange, int window, Deadline deadline)
			throws ExchangeFailedException {
		// Unless replies come in order, frames of several replies may be interleaved.
		// Then the framing cannot know the request of the next frame.
		boolean oneByOne = exchange.hasInterval() || (!this.byOrder && exchange.channel().isReplyReadAlone());
		int requestWindow = oneByOne ? 1 : this.window;
		List<EncodedFrame> group = new ArrayList<>();
		boolean room = this.unansweredBytes <= window / 2 && this.begun - this.answered <= requestWindow / 2;
		while (room && this.begun < this.requests.size()) {
			EncodedFrame request = this.requests.get(this.begun);
			room = this.pending.isEmpty()
					|| (this.unansweredBytes + request.size() <= window && this.begun - this.answered < requestWindow);
			if (room) {
				EncodedFrame own = ConnectionHooks.prepare(exchange, request, true, deadline);
				this.pending.add(own.payload());
				group.add(own);
				this.unansweredBytes += request.size();
				this.begun++;
			}
		}
		return group;
	}

	/**
	 * Reads the replies that came before a write failed. They are valid.
	 * @param exchange the exchange
	 * @param outstanding whether a request was unanswered before
	 * @param failure the failure of the write
	 * @throws ExchangeFailedException that failure, unless all requests are answered
	 */
	private void receiveEarly(Exchange exchange, boolean outstanding, ExchangeFailedException failure)
			throws ExchangeFailedException {
		while (this.answered < this.requests.size()) {
			answered(exchange.receiveEarly(this.pending::isReplyToAny, this.pending.next(), outstanding, failure));
		}
	}

	private void answered(byte[] reply) {
		int index = this.pending.lastAnswered();
		this.unansweredBytes -= this.requests.get(index).size();
		answered(index, reply);
	}

	/**
	 * Fails if bytes have come after the last reply. With matching by order alone, a
	 * duplicate reply or an unsolicited frame shifts all replies that follow. So nothing
	 * is drained here. It does not wait for bytes still on their way, since they come
	 * only if something is wrong.
	 * @param exchange the exchange
	 * @param deadline deadline for user code that sees the bytes
	 * @throws ExchangeFailedException if more has come
	 */
	private void refuseMore(Exchange exchange, Deadline deadline) throws ExchangeFailedException {
		if (this.byOrder) {
			exchange.requireNoMore("more came than the " + this.answered
					+ " replies, so that they may not be in the order of the requests", deadline);
		}
	}

}
