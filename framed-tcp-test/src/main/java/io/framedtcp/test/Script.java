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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;

import org.jspecify.annotations.Nullable;

/**
 * What a test has told the server to do, and how far that has come. Safe for use by many
 * threads.
 */
final class Script {

	private final Set<Point> points;

	private final boolean hasLengths;

	private final List<InjectedFault> faults = new CopyOnWriteArrayList<>();

	private final Queue<FaultInjection> unfinished = new ConcurrentLinkedQueue<>();

	private final Queue<EnqueuedReply> replies = new ConcurrentLinkedQueue<>();

	private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

	private final AtomicIntegerArray passed = new AtomicIntegerArray(Point.values().length);

	/**
	 * Creates a script.
	 * @param points the points that a server comes to
	 * @param hasLengths whether its frames announce a length
	 */
	Script(Set<Point> points, boolean hasLengths) {
		this.points = points;
		this.hasLengths = hasLengths;
	}

	FaultInjection inject(Fault fault) {
		FaultInjection injection = new FaultInjection(this, fault);
		this.unfinished.add(injection);
		return injection;
	}

	Set<Point> points() {
		return this.points;
	}

	boolean hasLengths() {
		return this.hasLengths;
	}

	void drop(FaultInjection injection) {
		this.unfinished.remove(injection);
	}

	void add(InjectedFault fault) {
		this.faults.add(fault);
	}

	void enqueue(EnqueuedReply reply) {
		this.replies.add(reply);
	}

	@Nullable RequestHandler nextReply() {
		EnqueuedReply next = this.replies.poll();
		return (next != null) ? next.handler() : null;
	}

	/**
	 * Keeps a failure, to be told at the end.
	 * @param what what has failed
	 * @param failure the failure
	 */
	void failed(String what, Throwable failure) {
		this.failures.add(new Failure(what, failure));
	}

	/**
	 * Does what is to be done at a point of an exchange.
	 * @param point the point
	 * @param exchange the exchange
	 * @throws IOException if the connection ends
	 * @throws InterruptedException if the server is closed
	 */
	void pass(Point point, Exchange exchange) throws IOException, InterruptedException {
		if (exchange.isFirstAt(point)) {
			this.passed.incrementAndGet(point.ordinal());
		}
		for (InjectedFault fault : this.faults) {
			if (fault.claim(point, exchange)) {
				fault.perform(exchange);
			}
		}
	}

	void clear() {
		this.faults.clear();
		this.unfinished.clear();
		this.replies.clear();
		this.failures.clear();
		for (Point point : Point.values()) {
			this.passed.set(point.ordinal(), 0);
		}
	}

	/**
	 * Returns what has not happened as told.
	 * @return a line for each
	 */
	List<String> complaints() {
		List<String> complaints = new ArrayList<>();
		this.failures.forEach((failure) -> complaints.add(failure.what() + ": " + failure.cause()));
		this.unfinished.forEach((each) -> complaints.add(each + ": inject(...) without at(...), so it could not fire"));
		for (InjectedFault fault : this.faults) {
			String shortfall = fault.shortfall();
			if (shortfall != null) {
				complaints.add(shortfall);
			}
		}
		this.replies.forEach((reply) -> complaints.add("enqueued " + reply.description() + ": never asked for"));
		return complaints;
	}

	List<Throwable> failures() {
		return this.failures.stream().map(Failure::cause).toList();
	}

	/**
	 * Returns how often exchanges have come to each point.
	 * @return the points that were passed, with counts
	 */
	String passed() {
		StringBuilder text = new StringBuilder();
		for (Point point : Point.values()) {
			int count = this.passed.get(point.ordinal());
			if (count > 0) {
				text.append((text.length() > 0) ? ", " : "").append(point).append(' ').append(count).append('x');
			}
		}
		return (text.length() > 0) ? text.toString() : "none";
	}

	/**
	 * A failure.
	 *
	 * @param what what has failed
	 * @param cause why
	 */
	private record Failure(String what, Throwable cause) {

	}

	/**
	 * A reply in the queue.
	 *
	 * @param description what a message calls it
	 * @param handler what to do
	 */
	record EnqueuedReply(String description, RequestHandler handler) {

	}

}
