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

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * A fault that is about to be injected: conditions first, the point last.
 * <pre class="code">
 * server.inject(Fault.reset()).at(Point.MID_HEADER);
 * server.inject(Fault.stall()).onExchange(2).times(3).at(Point.BEFORE_REPLY);
 * </pre> Without conditions it fires once, on the first exchange that comes to the point.
 * Only {@link #at} puts the fault into force, with all conditions.
 * {@link FramedTcpServer#verify()} fails if that was forgotten. Used by one thread.
 */
public final class FaultInjection {

	private final Script script;

	private final Fault fault;

	private int times = 1;

	private @Nullable Integer exchange;

	private @Nullable Integer connection;

	private @Nullable Predicate<byte[]> request;

	FaultInjection(Script script, Fault fault) {
		this.script = script;
		this.fault = fault;
	}

	/**
	 * Fires on the first occasion only, which is the default.
	 * @return this
	 */
	public FaultInjection once() {
		return times(1);
	}

	/**
	 * Fires on the first occasions. Closing the server fails if there are fewer of them.
	 * Two kinds of occasions are used up but do not count: the connection is broken, or a
	 * reply is held back and no partner comes.
	 * @param times how many, at least 1
	 * @return this
	 */
	public FaultInjection times(int times) {
		this.times = requireAtLeast(1, times, "A fault must fire at least once");
		return this;
	}

	/**
	 * Fires on each occasion. Closing the server fails if there is none.
	 * @return this
	 */
	public FaultInjection always() {
		this.times = InjectedFault.ALWAYS;
		return this;
	}

	/**
	 * Fire only on one exchange of a connection: 1 is the first on a fresh connection, 2
	 * the first on one that is used again. Not for {@link Point#ON_ACCEPT}.
	 * @param number its number, from 1; with {@link Point#WHILE_IDLE} that of the
	 * exchange before, where 0 stands for a connection that has not been used yet
	 * @return this
	 */
	public FaultInjection onExchange(int number) {
		this.exchange = requireAtLeast(0, number, "Exchanges are numbered from 1");
		return this;
	}

	/**
	 * Fire only on one connection.
	 * @param number its number in the order of accepting, from 1
	 * @return this
	 */
	public FaultInjection onConnection(int number) {
		this.connection = requireAtLeast(1, number, "Connections are numbered from 1");
		return this;
	}

	/**
	 * Fire only on requests that a condition holds for. Not for points before the request
	 * has been read.
	 * @param request the condition on the payload, asked on the server's threads
	 * @return this
	 */
	public FaultInjection when(Predicate<byte[]> request) {
		this.request = request;
		return this;
	}

	/**
	 * Puts the fault into force, behind those that are there already.
	 * @param point where it is to fire
	 * @return what can be asked about it
	 * @throws IllegalArgumentException if the fault or a condition makes no sense there
	 */
	public InjectedFault at(Point point) {
		this.script.drop(this);
		require(this.script.points().contains(point),
				"This server never comes to " + point + ", but to " + this.script.points());
		require(this.fault.supports(point),
				this.fault + " cannot be injected at " + point + ", but at " + this.fault.points());
		require(this.script.hasLengths() || !this.fault.definition().isOfLength(),
				this.fault + " cannot be injected, as the frames of this server announce no length");
		require(this.exchange == null || point != Point.ON_ACCEPT, "There is no exchange yet at " + point);
		require(this.exchange == null || this.exchange > 0 || point == Point.WHILE_IDLE,
				"Exchanges are numbered from 1; 0 is for WHILE_IDLE");
		require(this.request == null || point.knowsRequest(),
				"The request is not known yet at " + point + ", so no condition can ask for it");
		InjectedFault injected = new InjectedFault(this.fault, point, this.times, this.exchange, this.connection,
				this.request);
		this.script.add(injected);
		return injected;
	}

	@Override
	public String toString() {
		return this.fault.toString();
	}

	private static int requireAtLeast(int least, int number, String message) {
		require(number >= least, message + ", not " + number);
		return number;
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

}
