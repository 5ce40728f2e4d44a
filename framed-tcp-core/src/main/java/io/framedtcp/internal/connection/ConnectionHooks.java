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

package io.framedtcp.internal.connection;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.exchange.ExchangeFailedException;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * The user code bound to one connection, and the attributes of the connection.
 *
 * @param attributes the attributes of the connection
 * @param matcher matches its replies, if the client has a matcher
 * @param handler handles its unsolicited frames, if the client has a handler
 * @param stamper changes its requests, if the client has a stamper
 * @param preparing whether requests must be prepared once their connection is known
 */
public record ConnectionHooks(ConnectionAttributes attributes, @Nullable ExchangeMatcher matcher,
		@Nullable UnsolicitedFrameHandler handler, @Nullable RequestStamper stamper, boolean preparing) {

	/**
	 * Creates the hooks of an initialized connection. Runs user code.
	 * @param settings the settings that it was opened with
	 * @param attributes its attributes
	 * @return the hooks
	 */
	public static ConnectionHooks of(ConnectionSettings settings, ConnectionAttributes attributes) {
		ExchangeMatcher matcher = settings.matcher();
		UnsolicitedFrameHandler handler = settings.unsolicitedFrameHandler();
		RequestStamper stamper = settings.requestStamper();
		boolean preparing = stamper != null || (matcher != null && matcher.isPerConnection());
		// Without a matcher, any frame would be taken for the reply.
		ExchangeMatcher own = (matcher != null)
				? Objects.requireNonNull(matcher.forConnection(attributes), "The connection has been given no matcher")
				: null;
		return new ConnectionHooks(attributes, own, (handler != null) ? handler.forConnection(attributes) : null,
				stamper, preparing);
	}

	/**
	 * Creates the hooks of a connection that is not initialized. Runs no user code.
	 * @param attributes its attributes
	 * @return the hooks
	 */
	public static ConnectionHooks none(ConnectionAttributes attributes) {
		return new ConnectionHooks(attributes, null, null, null, false);
	}

	/**
	 * Returns the frame to send on a connection. It is the caller's frame, unless a
	 * stamper changes it. If user code must run, the connection is tested again before
	 * the frame is written.
	 * @param exchange the exchange of the caller
	 * @param frame the frame of the caller
	 * @param answered whether a reply is expected
	 * @param deadline deadline for the user code; once it has passed, no user code runs
	 * and nothing will be sent
	 * @return the frame to send
	 * @throws ExchangeFailedException if the user code returned so late that the
	 * connection was given up
	 */
	public static EncodedFrame prepare(Exchange exchange, EncodedFrame frame, boolean answered, Deadline deadline)
			throws ExchangeFailedException {
		ConnectedSocket socket = exchange.connection().socket();
		ConnectionHooks hooks = socket.hooks();
		if (!hooks.preparing || deadline.remainingNanos() <= 0) {
			return frame;
		}
		exchange.testBeforeUse();
		socket.guard().set(deadline);
		EncodedFrame own;
		try {
			byte[] payload = hooks.payload(frame.payload(), answered);
			own = (payload != frame.payload()) ? exchange.channel()
				.encoder()
				.encode(payload, "Client '" + exchange.connection().info().client()
						+ "' cannot send the payload that its RequestStamper has returned: ")
					: frame;
		}
		finally {
			exchange.clearGuard();
		}
		exchange.requireNotStuck();
		return own;
	}

	private byte[] payload(byte[] payload, boolean answered) {
		byte[] own = (this.stamper != null) ? Objects.requireNonNull(this.stamper.stamp(this.attributes, payload),
				"The stamper has returned no payload") : payload;
		if (answered && this.matcher != null) {
			this.matcher.checkRequest(own);
		}
		return own;
	}

}
