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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.framedtcp.FramedTcpException;
import io.framedtcp.FramedTcpSession;

/**
 * Several requests in one session: what was sent, and what has been answered.
 */
final class Conversation {

	private final List<Integer> ids;

	/** Those that have been sent, or may have been, and have no reply yet. */
	private final Map<Long, byte[]> unanswered = new TreeMap<>();

	private final List<String> errors = new ArrayList<>();

	private int begun;

	/**
	 * Begin with nothing sent.
	 * @param ids those of the requests
	 */
	Conversation(List<Integer> ids) {
		this.ids = ids;
	}

	/**
	 * Wait for each reply before the next request is sent.
	 * @param session the session
	 * @return how many have come
	 */
	int oneByOne(FramedTcpSession session) {
		for (int id : this.ids) {
			receive(session.sendAndReceive(begin(id)));
		}
		return this.ids.size();
	}

	/**
	 * Send all requests, and receive the replies as they come.
	 * @param session the session
	 * @return how many have come
	 */
	int allAtOnce(FramedTcpSession session) {
		for (int id : this.ids) {
			session.send(begin(id));
		}
		while (!this.unanswered.isEmpty()) {
			receive(session.receive());
		}
		return this.ids.size();
	}

	/**
	 * Return which replies were wrong.
	 * @return a description of each
	 */
	List<String> errors() {
		return this.errors;
	}

	/**
	 * Write down how often each request may have been executed.
	 * @param ledger where to
	 * @param failure what the session has ended with, or {@code null} if all is well
	 */
	void account(Ledger ledger, FramedTcpException failure) {
		for (int i = 0; i < this.ids.size(); i++) {
			int id = this.ids.get(i);
			boolean sent = i < this.begun && (failure == null || failure.isRequestMaybeSent());
			boolean replied = i < this.begun && !this.unanswered.containsKey((long) id);
			ledger.allow(id, replied ? 1 : 0, sent ? 1 : 0);
		}
	}

	private byte[] begin(int id) {
		byte[] request = Message.request(id);
		this.unanswered.put((long) id, request);
		this.begun++;
		return request;
	}

	private void receive(byte[] reply) {
		byte[] request = this.unanswered.remove(Message.id(reply));
		if (request == null || !Message.isReplyTo(request, reply)) {
			this.errors.add("a session of requests " + this.ids + " got the reply to " + Message.id(reply));
		}
	}

}
