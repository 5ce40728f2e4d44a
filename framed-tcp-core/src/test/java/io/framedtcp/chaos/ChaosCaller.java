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

package io.framedtcp.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpTemplate;

/**
 * A caller that makes calls of all kinds and judges what comes of them. May be
 * interrupted at any time.
 */
final class ChaosCaller {

	private static final long PAUSE_NANOS = 2_000_000;

	private final FramedTcpTemplate template;

	private final FramedTcpTemplate idempotent;

	private final Ledger ledger;

	private final Random random;

	private final Map<String, Integer> outcomes = new TreeMap<>();

	private final List<String> errors = new ArrayList<>();

	/** Held while the thread may be interrupted. */
	private final Object interruptLock = new Object();

	private Thread thread;

	ChaosCaller(FramedTcpTemplate template, Ledger ledger, long seed) {
		this.template = template;
		this.idempotent = template.idempotent();
		this.ledger = ledger;
		this.random = new Random(seed);
	}

	Map<String, Integer> outcomes() {
		return this.outcomes;
	}

	List<String> errors() {
		return this.errors;
	}

	void interrupt() {
		synchronized (this.interruptLock) {
			if (this.thread != null) {
				this.thread.interrupt();
			}
		}
	}

	/**
	 * Make calls until it is over.
	 * @param over tells whether it is
	 */
	void call(Supplier<Boolean> over) {
		setThread(Thread.currentThread());
		try {
			while (!over.get()) {
				int id = this.ledger.next();
				if (id < 0) {
					return;
				}
				call(id);
			}
		}
		finally {
			setThread(null);
			// Not to be passed on to the next task of this thread.
			Thread.interrupted();
		}
	}

	private void call(int id) {
		int kind = this.random.nextInt(100);
		if (kind < 60) {
			exchange(id, 1, (request) -> this.template.sendAndReceive(request));
		}
		else if (kind < 75) {
			exchange(id, 2, (request) -> this.idempotent.sendAndReceive(request));
		}
		else if (kind < 80) {
			Duration timeout = Duration.ofMillis(1 + this.random.nextInt(20));
			exchange(id, 1, (request) -> this.template.sendAndReceive(request, timeout));
		}
		else if (kind < 87) {
			batch(id);
		}
		else if (kind < 98) {
			session(id);
		}
		else {
			attempt(List.of(id), 0, 1, () -> {
				this.template.send(Message.unanswered(id));
				return "sent";
			});
		}
	}

	private void exchange(int id, int mostExecutions, Exchange exchange) {
		byte[] request = Message.request(id);
		attempt(List.of(id), 1, mostExecutions, () -> {
			judge(id, request, exchange.of(request));
			return "replied";
		});
	}

	private void session(int first) {
		Conversation conversation = new Conversation(ids(first, this.random.nextInt(5)));
		boolean oneByOne = this.random.nextBoolean();
		try {
			count("replied in a session", this.template
				.execute((session) -> oneByOne ? conversation.oneByOne(session) : conversation.allAtOnce(session)));
			conversation.account(this.ledger, null);
		}
		catch (FramedTcpException ex) {
			conversation.account(this.ledger, ex);
			failed(ex);
		}
		catch (RuntimeException | Error ex) {
			this.errors.add("the session of request " + first + " ended with " + ex);
		}
		this.errors.addAll(conversation.errors());
		Thread.interrupted();
	}

	private List<Integer> ids(int first, int more) {
		return IntStream.concat(IntStream.of(first), IntStream.generate(this.ledger::next).limit(more))
			.filter((id) -> id >= 0)
			.boxed()
			.toList();
	}

	private void batch(int first) {
		List<Integer> ids = ids(first, this.random.nextInt(8));
		List<byte[]> requests = ids.stream().map(Message::request).toList();
		attempt(ids, 1, 1, () -> {
			List<byte[]> replies = this.template.sendAndReceiveAll(requests);
			for (int i = 0; i < replies.size(); i++) {
				judge(ids.get(i), requests.get(i), replies.get(i));
			}
			return "replied in a batch";
		});
	}

	private void judge(int id, byte[] request, byte[] reply) {
		if (!Message.isReplyTo(request, reply)) {
			this.errors.add("request " + id + " got the reply to " + Message.id(reply));
		}
	}

	private void attempt(List<Integer> ids, int leastExecutions, int mostExecutions, Supplier<String> attempt) {
		try {
			String outcome = attempt.get();
			ids.forEach((id) -> this.ledger.allow(id, leastExecutions, mostExecutions));
			count(outcome, ids.size());
		}
		catch (FramedTcpException ex) {
			ids.forEach((id) -> this.ledger.allow(id, 0, ex.isRequestMaybeSent() ? mostExecutions : 0));
			failed(ex);
		}
		catch (RuntimeException | Error ex) {
			this.errors.add("requests " + ids + " ended with " + ex);
		}
		Thread.interrupted();
	}

	private void failed(FramedTcpException ex) {
		count(ex.getClass().getSimpleName(), 1);
		if (ex instanceof FramedTcpClosedException) {
			// Until the pool is open again there is nothing to do.
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

	private void count(String outcome, int requests) {
		this.outcomes.merge(outcome, requests, Integer::sum);
	}

	private void setThread(Thread thread) {
		synchronized (this.interruptLock) {
			this.thread = thread;
		}
	}

	private interface Exchange {

		byte[] of(byte[] request);

	}

}
