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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A fault in force. Safe for use by many threads.
 */
public final class InjectedFault {

	static final int ALWAYS = Integer.MAX_VALUE;

	private final Fault fault;

	private final Point point;

	private final int times;

	private final @Nullable Integer exchange;

	private final @Nullable Integer connection;

	private final @Nullable Predicate<byte[]> request;

	private int claimed;

	private int fired;

	private int held;

	private int failed;

	private @Nullable IOException failure;

	InjectedFault(Fault fault, Point point, int times, @Nullable Integer exchange, @Nullable Integer connection,
			@Nullable Predicate<byte[]> request) {
		this.fault = fault;
		this.point = point;
		this.times = times;
		this.exchange = exchange;
		this.connection = connection;
		this.request = request;
	}

	/**
	 * Returns how often the fault has fired.
	 * @return the number of times. A lasting fault, such as a stall, counts from its
	 * beginning, and a swap as soon as a reply is held back. A fault that found the
	 * connection broken does not count
	 */
	public synchronized int fired() {
		return this.fired;
	}

	/**
	 * Waits until the fault has fired at least once.
	 * @param timeout the bound
	 * @throws AssertionError if it has not within the bound
	 * @throws InterruptedException if the thread is interrupted
	 */
	public synchronized void awaitFired(Duration timeout) throws InterruptedException {
		Deadline deadline = Deadline.in(timeout);
		while (this.fired == 0) {
			if (deadline.isOver()) {
				throw new AssertionError(this + " has not fired within " + timeout);
			}
			wait(deadline.millisLeft());
		}
	}

	/**
	 * Returns the fault, its point and its conditions.
	 * @return as a test's author would say it
	 */
	@Override
	public String toString() {
		return this.fault + " at " + this.point + ((this.exchange != null) ? ", on exchange " + this.exchange : "")
				+ ((this.connection != null) ? ", on connection " + this.connection : "")
				+ ((this.request != null) ? ", when the request matches" : "")
				+ ((this.times == ALWAYS) ? ", always" : (this.times > 1) ? ", " + this.times + " times" : ", once");
	}

	/**
	 * Returns what is missing.
	 * @return how often the fault took effect and why it did not, if that is not as often
	 * as it should
	 */
	synchronized @Nullable String shortfall() {
		int effective = this.claimed - this.held - this.failed;
		if (effective >= ((this.times != ALWAYS) ? this.times : 1)) {
			return null;
		}
		List<String> parts = new ArrayList<>();
		if (this.claimed == 0) {
			parts.add("never fired");
		}
		if (effective > 0) {
			parts.add("fired " + times(effective));
		}
		if (this.held > 0) {
			parts.add("held back " + times(this.held) + ", no partner came");
		}
		if (this.failed > 0) {
			parts.add("found the connection broken " + times(this.failed) + ", at last by " + this.failure);
		}
		return this + ": " + String.join("; ", parts);
	}

	/**
	 * Notes that a fault that lasts has begun: whoever waits for it may rely on what was
	 * to be sent before.
	 */
	void begun() {
		countFired();
	}

	/**
	 * Notes that a swap has held back a reply.
	 */
	synchronized void held() {
		this.held++;
	}

	/**
	 * Notes that a reply that was held back has found another.
	 */
	synchronized void swapped() {
		this.held--;
	}

	/**
	 * Takes the occasion if it is one.
	 * @param passed the point that an exchange is at
	 * @param at the exchange
	 * @return whether the fault is to be performed
	 */
	boolean claim(Point passed, Exchange at) {
		if (passed != this.point || isUsedUp() || !matches(at)) {
			return false;
		}
		synchronized (this) {
			if (isUsedUp() || !at.isFirst(this)) {
				return false;
			}
			this.claimed++;
			return true;
		}
	}

	void perform(Exchange at) throws IOException, InterruptedException {
		at.begin(this);
		boolean lasting = this.fault.definition().isLasting();
		try {
			this.fault.definition().action().perform(at, this.point);
			if (!lasting) {
				countFired();
			}
		}
		catch (ConnectionEndedException ex) {
			if (!lasting) {
				countFired();
			}
			throw ex;
		}
		catch (IOException ex) {
			if (!lasting) {
				countBroken(at, ex);
			}
			throw ex;
		}
	}

	private void countBroken(Exchange at, IOException ex) {
		if (at.connection().isEndedByServer()) {
			countFired();
		}
		else {
			countFailed(ex);
		}
	}

	private synchronized void countFired() {
		this.fired++;
		notifyAll();
	}

	private synchronized void countFailed(IOException ex) {
		this.failed++;
		this.failure = ex;
	}

	private static String times(int count) {
		return (count == 1) ? "1 time" : count + " times";
	}

	private synchronized boolean isUsedUp() {
		return this.times != ALWAYS && this.claimed >= this.times;
	}

	private boolean matches(Exchange at) {
		boolean number = (this.exchange != null) ? at.number() == this.exchange
				: this.point == Point.ON_ACCEPT || at.number() > 0;
		boolean place = this.connection == null || at.connection().number() == this.connection;
		return number && place && this.fault.definition().condition().test(at) && matchesRequest(at.request());
	}

	private boolean matchesRequest(byte @Nullable [] payload) {
		return this.request == null || (payload != null && this.request.test(payload));
	}

}
