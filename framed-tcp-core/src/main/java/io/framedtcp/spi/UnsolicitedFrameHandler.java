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

import org.jspecify.annotations.Nullable;

/**
 * Is given the frames that answer no request: those that an {@link ExchangeMatcher} calls
 * unsolicited, and those that are drained from an idle connection.
 * <p>
 * Called in the thread that uses the connection, between two frames: it must be quick,
 * must not use the client itself, and must be safe for use by many threads at once. What
 * it throws is logged and does no harm. It is interrupted at the deadline of the call, or
 * of the test of the idle connection.
 */
@FunctionalInterface
public interface UnsolicitedFrameHandler {

	/**
	 * Handle a frame.
	 * @param connection the connection on which it came
	 * @param payload what it carried
	 * @return the payload of a frame to answer with on the same connection, or
	 * {@code null} for no answer
	 */
	byte @Nullable [] handle(ConnectionInfo connection, byte[] payload);

	/**
	 * Returns the handler of one connection. Called once for each, behind its
	 * initializer; what it throws is a failure to connect.
	 * @param connection attributes of the connection
	 * @return the handler that is given its frames; this one by default
	 */
	default UnsolicitedFrameHandler forConnection(ConnectionAttributes connection) {
		return this;
	}

	/**
	 * Creates a handler that depends on what is known of a connection.
	 * @param handlers makes the handler of a connection from its attributes
	 * @return a handler that leaves all to those
	 */
	static UnsolicitedFrameHandler perConnection(
			Function<ConnectionAttributes, ? extends UnsolicitedFrameHandler> handlers) {
		Objects.requireNonNull(handlers, "'handlers' must not be null");
		return new UnsolicitedFrameHandler() {

			@Override
			public UnsolicitedFrameHandler forConnection(ConnectionAttributes connection) {
				return Objects.requireNonNull(handlers.apply(connection), "The connection was given no handler");
			}

			@Override
			public byte @Nullable [] handle(ConnectionInfo connection, byte[] payload) {
				throw new IllegalStateException("It is not known what the connection's attributes are");
			}

		};
	}

}
