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

package io.framedtcp.spi;

import java.util.Objects;
import java.util.function.Function;

/**
 * A message that shows whether the application behind an idle connection is alive. The
 * test before each use sees a connection that was closed, but neither a server that has
 * vanished without a word nor one that no longer answers; and some servers and firewalls
 * close what is silent for too long.
 * <p>
 * Called in a thread of its own, one ping of a client at a time. The ping's time-out
 * bounds all of it, {@link #request()} and {@link #accepts(byte[])} included. A ping that
 * takes longer is interrupted and its connection closed. If it does not heed the
 * interrupt, no further ping begins until it has returned.
 */
@FunctionalInterface
public interface Ping {

	/**
	 * Makes a request, anew for each ping, so that it can have an id of its own.
	 * @return its payload
	 */
	byte[] request();

	/**
	 * Returns whether the server answers.
	 * @return {@code true} unless overridden
	 */
	default boolean isAnswered() {
		return true;
	}

	/**
	 * Judges the reply, after the client's matcher has accepted it.
	 * @param reply what it carried
	 * @return whether the connection is to be kept; {@code true} unless overridden
	 */
	default boolean accepts(byte[] reply) {
		return true;
	}

	/**
	 * Returns the ping of one connection. Called before each ping.
	 * @param connection attributes of the connection
	 * @return the ping to send; this one by default
	 */
	default Ping forConnection(ConnectionAttributes connection) {
		return this;
	}

	/**
	 * Creates a ping that depends on the connection, and is answered.
	 * @param pings makes the ping of a connection from its attributes
	 * @return a ping that leaves all to those
	 */
	static Ping perConnection(Function<ConnectionAttributes, ? extends Ping> pings) {
		Objects.requireNonNull(pings, "'pings' must not be null");
		return new Ping() {

			@Override
			public Ping forConnection(ConnectionAttributes connection) {
				return Objects.requireNonNull(pings.apply(connection), "The connection was given no ping");
			}

			@Override
			public byte[] request() {
				throw new IllegalStateException("It is not known which connection is to be pinged");
			}

		};
	}

	/**
	 * Creates a ping that is always the same.
	 * @param request payload of the request
	 * @return a ping that accepts any reply
	 */
	static Ping of(byte[] request) {
		byte[] copy = request.clone();
		return () -> copy;
	}

	/**
	 * Creates a ping that is always the same and has no answer.
	 * @param request payload of the frame
	 * @return a ping that only finds out whether it can be sent
	 */
	static Ping unanswered(byte[] request) {
		byte[] copy = request.clone();
		return new Ping() {

			@Override
			public byte[] request() {
				return copy;
			}

			@Override
			public boolean isAnswered() {
				return false;
			}

		};
	}

}
