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

package io.framedtcp.test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The requests that have come, the last of them kept. Safe for use by many threads.
 */
final class Requests {

	private final int most;

	private final Deque<ReceivedRequest> kept = new ArrayDeque<>();

	private final Deque<ReceivedRequest> untaken = new ArrayDeque<>();

	private long count;

	Requests(int most) {
		this.most = most;
	}

	synchronized void add(ReceivedRequest request) {
		this.count++;
		keep(this.kept, request);
		keep(this.untaken, request);
		notifyAll();
	}

	private void keep(Deque<ReceivedRequest> requests, ReceivedRequest request) {
		requests.add(request);
		if (requests.size() > this.most) {
			requests.remove();
		}
	}

	synchronized long count() {
		return this.count;
	}

	synchronized List<ReceivedRequest> list() {
		return List.copyOf(this.kept);
	}

	synchronized int executions(byte[] payload) {
		return (int) this.kept.stream().filter((request) -> Arrays.equals(request.payload(), payload)).count();
	}

	synchronized <K> Map<K, Integer> executionsBy(Function<byte[], K> key) {
		Map<K, Integer> executions = new LinkedHashMap<>();
		this.kept.forEach((request) -> executions.merge(key.apply(request.payload()), 1, Integer::sum));
		return executions;
	}

	synchronized @Nullable ReceivedRequest take(Duration timeout) throws InterruptedException {
		Deadline deadline = Deadline.in(timeout);
		while (this.untaken.isEmpty()) {
			if (deadline.isOver()) {
				return null;
			}
			wait(deadline.millisLeft());
		}
		return this.untaken.remove();
	}

	synchronized void clear() {
		this.kept.clear();
		this.untaken.clear();
		this.count = 0;
	}

}
