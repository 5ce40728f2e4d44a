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

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * Builder for {@link ConnectionSettings}.
 */
public final class ConnectionSettingsBuilder {

	private final List<ServerAddress> addresses = new ArrayList<>();

	private AddressSelection addressSelection = AddressSelection.IN_ORDER;

	private Duration connectTimeout = Duration.ofSeconds(2);

	private Duration connectAttemptDelay = Duration.ofMillis(250);

	private Framing framing = LengthFieldFraming.builder().build();

	private int maxFrameSize = 1024 * 1024;

	private @Nullable TlsSettings tls;

	private @Nullable ProxySettings proxy;

	private @Nullable ProxyProtocol proxyProtocol;

	private @Nullable ConnectionInitializer initializer;

	private @Nullable ExchangeMatcher matcher;

	private @Nullable RequestStamper requestStamper;

	private UnexpectedBytesPolicy unexpectedBytes = UnexpectedBytesPolicy.discard();

	private @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler;

	private @Nullable PayloadRedactor payloadRedactor;

	private int failFastAfter = 5;

	private Duration addressRetryDelay = Duration.ofSeconds(1);

	private @Nullable Farewell farewell;

	private int batchWindow = Integer.MAX_VALUE;

	private Duration minRequestInterval = Duration.ZERO;

	private SocketSettings socket = SocketSettings.DEFAULTS;

	private ConnectionSettings.Lookup lookup = InetAddress::getAllByName;

	private String propertyPrefix = ConnectionSettings.DEFAULT_PROPERTY_PREFIX;

	ConnectionSettingsBuilder() {
	}

	/**
	 * Adds an address.
	 * @param host name or IP address
	 * @param port the TCP port
	 * @return this builder
	 */
	public ConnectionSettingsBuilder address(String host, int port) {
		return address(new ServerAddress(host, port));
	}

	/**
	 * Adds an address.
	 * @param address the address
	 * @return this builder
	 */
	public ConnectionSettingsBuilder address(ServerAddress address) {
		this.addresses.add(address);
		return this;
	}

	/**
	 * Sets the order in which a new connection tries the addresses.
	 * @param addressSelection the selection; in order by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder addressSelection(AddressSelection addressSelection) {
		this.addressSelection = Objects.requireNonNull(addressSelection, "'addressSelection' must not be null");
		return this;
	}

	/**
	 * Sets the maximum time to open a connection.
	 * @param connectTimeout the time; 2 s by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
		return this;
	}

	/**
	 * Sets the time after which the next address is tried in parallel to a slow attempt.
	 * The first connection to succeed is used. For many addresses the delay is shortened,
	 * to try all of them within half of the connect time-out.
	 * @param connectAttemptDelay the time; 250 ms by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder connectAttemptDelay(Duration connectAttemptDelay) {
		this.connectAttemptDelay = connectAttemptDelay;
		return this;
	}

	/**
	 * Sets how frames are delimited.
	 * @param framing the framing; a 32-bit big-endian length, then the payload, by
	 * default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder framing(Framing framing) {
		this.framing = Objects.requireNonNull(framing, "'framing' must not be null");
		return this;
	}

	/**
	 * Sets the maximum size of a frame in either direction.
	 * @param maxFrameSize the size in bytes, framing included; 1 MiB by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder maxFrameSize(int maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
		return this;
	}

	/**
	 * Sets the TLS settings.
	 * @param tls the settings, or {@code null}, the default, for plain TCP
	 * @return this builder
	 */
	public ConnectionSettingsBuilder tls(@Nullable TlsSettings tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Sets the proxy that connects to the server. The client resolves only the name of
	 * the proxy, and the proxy resolves the name of the server. TLS runs between client
	 * and server.
	 * @param proxy the proxy, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder proxy(@Nullable ProxySettings proxy) {
		this.proxy = proxy;
		return this;
	}

	/**
	 * Sets the version of the PROXY protocol. Each connection then begins with a header
	 * of its own addresses, before TLS.
	 * @param proxyProtocol the version, or {@code null}, the default, for no header
	 * @return this builder
	 */
	public ConnectionSettingsBuilder proxyProtocol(@Nullable ProxyProtocol proxyProtocol) {
		this.proxyProtocol = proxyProtocol;
		return this;
	}

	/**
	 * Sets the initializer, which prepares each new connection.
	 * @param initializer the initializer, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder initializer(@Nullable ConnectionInitializer initializer) {
		this.initializer = initializer;
		return this;
	}

	/**
	 * Sets the matcher, which tells the reply to a request from other frames.
	 * @param matcher the matcher, or {@code null}, the default, to accept any frame as
	 * the reply
	 * @return this builder
	 */
	public ConnectionSettingsBuilder matcher(@Nullable ExchangeMatcher matcher) {
		this.matcher = matcher;
		return this;
	}

	/**
	 * Sets the stamper, which changes each request once its connection is known.
	 * @param requestStamper the stamper, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder requestStamper(@Nullable RequestStamper requestStamper) {
		this.requestStamper = requestStamper;
		return this;
	}

	/**
	 * Sets the policy for idle connections on which bytes have arrived.
	 * @param unexpectedBytes the policy; by default such a connection is closed
	 * @return this builder
	 */
	public ConnectionSettingsBuilder unexpectedBytes(UnexpectedBytesPolicy unexpectedBytes) {
		this.unexpectedBytes = Objects.requireNonNull(unexpectedBytes, "'unexpectedBytes' must not be null");
		return this;
	}

	/**
	 * Sets the handler of frames that answer no request.
	 * @param handler the handler, or {@code null}, the default, to only count and log
	 * them
	 * @return this builder
	 */
	public ConnectionSettingsBuilder unsolicitedFrameHandler(@Nullable UnsolicitedFrameHandler handler) {
		this.unsolicitedFrameHandler = handler;
		return this;
	}

	/**
	 * Sets the redactor, which removes sensitive data from the wire log.
	 * @param payloadRedactor the redactor; none by default, so an enabled wire log shows
	 * whole payloads
	 * @return this builder
	 */
	public ConnectionSettingsBuilder payloadRedactor(@Nullable PayloadRedactor payloadRedactor) {
		this.payloadRedactor = payloadRedactor;
		return this;
	}

	/**
	 * Sets the number of consecutive connect failures after which callers are refused at
	 * once. Simultaneous failures count as one, and the failures must be spread over at
	 * least a second.
	 * @param failFastAfter the number of failures; 5 by default; 1 to refuse after the
	 * first; 0 to never refuse
	 * @return this builder
	 */
	public ConnectionSettingsBuilder failFastAfter(int failFastAfter) {
		this.failFastAfter = failFastAfter;
		return this;
	}

	/**
	 * Sets the maximum time until a failed address is first tried again in the
	 * background. The moment is random, except that a refused login is repeated after
	 * about the whole time. Each further failure doubles the time, up to 30 s. Callers
	 * try such an address only after the others.
	 * @param addressRetryDelay the time; 1 s by default; zero to let callers try failed
	 * addresses like the others
	 * @return this builder
	 */
	public ConnectionSettingsBuilder addressRetryDelay(Duration addressRetryDelay) {
		this.addressRetryDelay = addressRetryDelay;
		return this;
	}

	/**
	 * Sets the farewell, which is sent before a healthy connection is closed. Such a
	 * connection was idle for too long, is too old, is evicted, or its client is closed.
	 * @param farewell the farewell, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder farewell(@Nullable Farewell farewell) {
		this.farewell = farewell;
		return this;
	}

	/**
	 * Sets the maximum number of unanswered requests of a batch.
	 * @param batchWindow the number of requests; 1 to send each request after the
	 * previous reply; by default as many as fit into the send buffer
	 * @return this builder
	 */
	public ConnectionSettingsBuilder batchWindow(int batchWindow) {
		this.batchWindow = batchWindow;
		return this;
	}

	/**
	 * Sets the minimum time between a frame, sent or received, and the next request on
	 * the same connection. Callers wait within their deadlines. Some devices miss a
	 * request that comes too soon.
	 * @param minRequestInterval the time; zero, the default, for no rest
	 * @return this builder
	 */
	public ConnectionSettingsBuilder minRequestInterval(Duration minRequestInterval) {
		this.minRequestInterval = minRequestInterval;
		return this;
	}

	/**
	 * Changes the socket options.
	 * @param settings changes the options
	 * @return this builder
	 */
	public ConnectionSettingsBuilder socket(UnaryOperator<SocketSettings> settings) {
		this.socket = settings.apply(this.socket);
		return this;
	}

	/**
	 * Sets the look-up of names, for tests.
	 * @param lookup the look-up
	 * @return this builder
	 */
	public ConnectionSettingsBuilder lookup(ConnectionSettings.Lookup lookup) {
		this.lookup = lookup;
		return this;
	}

	/**
	 * Sets the prefix of property names in messages. Spring Boot's auto-configuration
	 * sets it for named clients.
	 * @param propertyPrefix the prefix, such as {@code framed-tcp.clients.payments.};
	 * {@code framed-tcp.} by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder propertyPrefix(String propertyPrefix) {
		this.propertyPrefix = Objects.requireNonNull(propertyPrefix, "'propertyPrefix' must not be null");
		return this;
	}

	/**
	 * Builds the settings.
	 * @return the settings
	 * @throws IllegalArgumentException if there is no address or a value is out of range
	 */
	public ConnectionSettings build() {
		return new ConnectionSettings(this.addresses, this.addressSelection, this.connectTimeout,
				this.connectAttemptDelay, this.framing, this.maxFrameSize, this.tls, this.proxy, this.proxyProtocol,
				this.initializer, this.matcher, this.requestStamper, this.unexpectedBytes, this.unsolicitedFrameHandler,
				this.payloadRedactor, this.failFastAfter, this.addressRetryDelay, this.farewell, this.batchWindow,
				this.minRequestInterval, this.socket, this.lookup, this.propertyPrefix);
	}

}
