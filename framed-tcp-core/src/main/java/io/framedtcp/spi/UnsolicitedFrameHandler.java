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
 * Handles frames that answer no request: frames that the {@link ExchangeMatcher} calls
 * unsolicited, and frames drained from an idle connection.
 * <p>
 * Called between two frames, in the thread that uses the connection. It must be quick,
 * must not use the client, and must be safe for use by many threads. Exceptions are
 * logged and do no harm. The thread is interrupted at the deadline of the call or of the
 * liveness check.
 */
@FunctionalInterface
public interface UnsolicitedFrameHandler {

	/**
	 * Handles a frame.
	 * @param connection the connection on which the frame arrived
	 * @param payload the payload of the frame
	 * @return the payload of a frame to answer with on the same connection, or
	 * {@code null} for no answer
	 */
	byte @Nullable [] handle(ConnectionInfo connection, byte[] payload);

	/**
	 * Returns the handler of one connection. Called once for each connection, after its
	 * initializer. If it throws, connecting has failed.
	 * @param connection attributes of the connection
	 * @return the handler of its frames; this one by default
	 */
	default UnsolicitedFrameHandler forConnection(ConnectionAttributes connection) {
		return this;
	}

	/**
	 * Creates a handler that depends on the attributes of the connection.
	 * @param handlers creates the handler of a connection from its attributes
	 * @return a handler that delegates to the handler of each connection
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
