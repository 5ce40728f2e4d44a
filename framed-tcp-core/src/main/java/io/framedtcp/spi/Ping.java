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
 * Shows by an exchange of messages whether the server behind an idle connection is alive.
 * The liveness check before each use sees that a connection was closed. It cannot see
 * that a server has vanished, or no longer answers. A ping also keeps a connection alive
 * that servers or firewalls close after a while of silence.
 * <p>
 * Each client has a thread that sends one ping at a time. The ping's time-out bounds the
 * whole ping, {@link #request()} and {@link #accepts(byte[])} included. A ping that takes
 * longer is interrupted and its connection closed. If it does not heed the interrupt, no
 * further ping begins until it has returned.
 */
@FunctionalInterface
public interface Ping {

	/**
	 * Creates the request of one ping. Each ping asks for a new one, which can have an id
	 * of its own.
	 * @return the payload of the request
	 */
	byte[] request();

	/**
	 * Returns whether the server answers pings.
	 * @return {@code true} unless overridden
	 */
	default boolean isAnswered() {
		return true;
	}

	/**
	 * Judges the reply, after the client's matcher has accepted it.
	 * @param reply the payload of the reply
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
	 * Creates a ping that depends on the attributes of the connection, and that the
	 * server answers.
	 * @param pings creates the ping of a connection from its attributes
	 * @return a ping that delegates to the ping of each connection
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
	 * Creates a ping that is always the same, and that the server does not answer.
	 * @param request payload of the frame
	 * @return a ping that succeeds if it can be sent
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
