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
 * The next requests are written as soon as half of the send window is free, many at once,
 * so that there are few writes, and a peer that reads no further until its replies are
 * read never keeps a write waiting. Used by one thread at a time.
 */
public final class Batch {

	/**
	 * Linux counts what it needs for a packet as well, which for full ones on Ethernet is
	 * twice what they carry, and some kilobytes for each write. A quarter leaves room for
	 * both.
	 */
	private static final int WINDOW_SHARE = 4;

	/**
	 * In a smaller buffer, what the kernel needs for a few writes counts for too much.
	 */
	private static final int MIN_BUFFER_SIZE = 32 * 1024;

	/** More on its way makes nothing faster. */
	private static final int MAX_WINDOW = 256 * 1024;

	private final List<EncodedFrame> requests;

	/** Whether replies are told apart by their order alone. */
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
	 * @param requests the requests, in the order in which they are to be sent
	 * @param matcher tells which of them a reply belongs to; if it is {@code null} they
	 * are taken to be answered in order
	 * @throws IllegalArgumentException if two requests have the same id, so that their
	 * replies could not be told apart
	 */
	public Batch(List<EncodedFrame> requests, @Nullable ExchangeMatcher matcher) {
		this(requests, matcher, Integer.MAX_VALUE);
	}

	/**
	 * Creates a batch.
	 * @param requests the requests, in the order in which they are to be sent
	 * @param matcher tells which of them a reply belongs to; if it is {@code null} they
	 * are taken to be answered in order
	 * @param window how many of them may be unanswered at a time
	 * @throws IllegalArgumentException if two requests have the same id, so that their
	 * replies could not be told apart
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
	 * Begins anew, with no reply.
	 */
	public void begin() {
		this.replies = new byte[this.requests.size()][];
		this.answered = 0;
	}

	/**
	 * Takes the reply to a request.
	 * @param index which request
	 * @param reply the payload of its reply
	 */
	public void answered(int index, byte[] reply) {
		this.replies[index] = reply;
		this.answered++;
	}

	/**
	 * Returns the replies, once all are there.
	 * @return their payloads, in the order of the requests
	 */
	public List<byte[]> replies() {
		return List.of(this.replies);
	}

	/**
	 * Sends the requests and reads their replies, all of them anew if that failed before.
	 * @param exchange the exchange to use
	 * @param first by when the first reply must be there
	 * @param following tells, once a reply has come, by when the next must be there
	 * @return the payloads of the replies, in the order of the requests
	 * @throws ExchangeFailedException if that fails; the connection is of no use then
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
	 * Returns how far the last attempt has come.
	 * @return how many replies have been read of how many
	 */
	public String progress() {
		return this.answered + " of " + this.requests.size();
	}

	private static int sendWindow(SocketChannel channel) {
		try {
			return sendWindow(channel.getOption(StandardSocketOptions.SO_SNDBUF));
		}
		catch (IOException ex) {
			// It is closed, as writing to it will tell.
			return 0;
		}
	}

	/**
	 * Returns how many bytes of requests may be on their way without a reply, such that
	 * writing them never waits for a peer that has stopped reading until its replies are
	 * read.
	 * @param bufferSize size of the socket's send buffer
	 * @return the number of bytes; 0 if one request has to be answered before the next
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
	 * Returns whether whole frames before a group may be drained. Where replies are told
	 * by their order alone, a frame between two groups may be a reply that a duplicate
	 * has put in the wrong place.
	 * @return whether they may
	 */
	private boolean isDrained() {
		return !this.byOrder || this.answered == 0;
	}

	private List<EncodedFrame> nextGroup(Exchange exchange, int window, Deadline deadline)
			throws ExchangeFailedException {
		// Unless replies come in order, frames of several may come mixed, and the framing
		// cannot know the request of the next.
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
	 * Reads the replies that came before a write failed, which are good all the same.
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
	 * Refuses anything behind the last reply. Where replies are told by their order
	 * alone, one that came twice has put all that follow in the wrong place. So has a
	 * notice among them, so nothing is drained here. Bytes still on their way cannot be
	 * waited for, as they come only if something is wrong.
	 * @param exchange the exchange
	 * @param deadline by when user code must have seen the bytes
	 * @throws ExchangeFailedException if more has come
	 */
	private void refuseMore(Exchange exchange, Deadline deadline) throws ExchangeFailedException {
		if (this.byOrder) {
			exchange.requireNoMore("more came than the " + this.answered
					+ " replies, so that they may not be in the order of the requests", deadline);
		}
	}

}
