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

package io.framedtcp.config;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.Framing;
import io.framedtcp.framing.RawFraming;
import io.framedtcp.internal.Checks;
import io.framedtcp.internal.framing.EncodedFrame;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * The settings for opening connections and for their protocol. Immutable.
 *
 * @param addresses the addresses of the servers, at least one
 * @param addressSelection the order in which a new connection tries the addresses
 * @param connectTimeout the maximum time to open a connection, with name resolution, all
 * addresses, the TLS handshake and the initializer
 * @param connectAttemptDelay the time after which the next address is tried in parallel
 * to a slow attempt
 * @param framing how frames are delimited
 * @param maxFrameSize the maximum size of a frame in either direction, in bytes, framing
 * included
 * @param tls the TLS settings, or {@code null} for plain TCP
 * @param proxy the proxy that connects to the server, or {@code null} for none
 * @param proxyProtocol the version of the PROXY protocol header at the beginning of each
 * connection, or {@code null} for no header
 * @param initializer prepares each new connection; {@code null} if the first request
 * needs no preparation
 * @param matcher tells the reply to a request from other frames; {@code null} to accept
 * any frame as the reply
 * @param requestStamper changes each request once its connection is known; {@code null}
 * to send requests as they are
 * @param unexpectedBytes the policy for idle connections on which bytes have arrived
 * @param unsolicitedFrameHandler handles frames that answer no request; {@code null} to
 * only count and log them
 * @param payloadRedactor removes sensitive data from the wire log; {@code null} to log
 * whole payloads
 * @param failFastAfter the number of consecutive connect failures, spread over at least a
 * second, after which callers are refused until an attempt in the background succeeds
 * @param addressRetryDelay the maximum time until a failed address is first tried again
 * in the background; until that succeeds, callers try it only after the others
 * @param farewell the bytes to send before a healthy connection is closed, or
 * {@code null} for none
 * @param batchWindow the maximum number of unanswered requests of a batch
 * @param minRequestInterval the minimum time between a frame and the next request on the
 * same connection; zero for none
 * @param socket the socket options
 * @param lookup finds the addresses of a server by its name
 * @param propertyPrefix the prefix of the client's property names in messages
 */
public record ConnectionSettings(List<ServerAddress> addresses, AddressSelection addressSelection,
		Duration connectTimeout, Duration connectAttemptDelay, Framing framing, int maxFrameSize,
		@Nullable TlsSettings tls, @Nullable ProxySettings proxy, @Nullable ProxyProtocol proxyProtocol,
		@Nullable ConnectionInitializer initializer, @Nullable ExchangeMatcher matcher,
		@Nullable RequestStamper requestStamper, UnexpectedBytesPolicy unexpectedBytes,
		@Nullable UnsolicitedFrameHandler unsolicitedFrameHandler, @Nullable PayloadRedactor payloadRedactor,
		int failFastAfter, Duration addressRetryDelay, @Nullable Farewell farewell, int batchWindow,
		Duration minRequestInterval, SocketSettings socket, Lookup lookup, String propertyPrefix) {

	/** The default prefix of property names. */
	static final String DEFAULT_PROPERTY_PREFIX = "framed-tcp.";

	/**
	 * Creates the settings.
	 */
	public ConnectionSettings {
		addresses = List.copyOf(addresses);
		Checks.check(!addresses.isEmpty(), "'addresses' must not be empty");
		Checks.positive("connectTimeout", connectTimeout);
		Checks.positive("connectAttemptDelay", connectAttemptDelay);
		Checks.check(!(framing instanceof RawFraming),
				"'framing' is for requests only: combine it with one for replies by withReplies(...)");
		Checks.check(tls == null || !framing.isRequestEndedByHalfClose(),
				"'framing' ends requests by half-close, which TLS does not have");
		Checks.check(maxFrameSize >= 1, "'maxFrameSize' must be at least 1");
		Checks.check(failFastAfter >= 0, "'failFastAfter' must not be negative");
		Checks.notNegative("addressRetryDelay", addressRetryDelay);
		Checks.check(proxy == null || proxyProtocol == null,
				"'proxyProtocol' must not be set with a 'proxy', whose own addresses it would tell the server");
		Checks.check(batchWindow >= 1, "'batchWindow' must be at least 1");
		Checks.notNegative("minRequestInterval", minRequestInterval);
		Checks.check(propertyPrefix.endsWith("."), "'propertyPrefix' must end with a dot");
		if (farewell != null) {
			Checks.check(!framing.isEndedByClose(), "'farewell' is of no use on connections with one reply each");
			try {
				EncodedFrame.of(farewell.content(), farewell.framing(framing), maxFrameSize);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException("'farewell' cannot be sent: "
						+ String.valueOf(ex.getMessage()).replace(DEFAULT_PROPERTY_PREFIX, propertyPrefix), ex);
			}
		}
	}

	/**
	 * Returns a builder with the defaults.
	 * @return a builder, which still needs an address
	 */
	public static ConnectionSettingsBuilder builder() {
		return new ConnectionSettingsBuilder();
	}

	/**
	 * Looks up a name, without a bound on the time.
	 */
	@FunctionalInterface
	public interface Lookup {

		InetAddress[] resolve(String host) throws IOException;

	}

}
