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
	 * Sets which address a new connection tries first.
	 * @param addressSelection the selection; in order by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder addressSelection(AddressSelection addressSelection) {
		this.addressSelection = Objects.requireNonNull(addressSelection, "'addressSelection' must not be null");
		return this;
	}

	/**
	 * Sets the bound on opening a connection.
	 * @param connectTimeout the time; 2 s by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder connectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
		return this;
	}

	/**
	 * Sets how long an attempt to connect may take before the next address is tried
	 * besides. The first that is connected is used. If there are many addresses, the
	 * delay is shortened so that all are tried within half of the time.
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
	 * Sets the largest frame in either direction.
	 * @param maxFrameSize bytes, framing included; 1 MiB by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder maxFrameSize(int maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
		return this;
	}

	/**
	 * Sets how connections are secured.
	 * @param tls the settings, or {@code null}, the default, for plain TCP
	 * @return this builder
	 */
	public ConnectionSettingsBuilder tls(@Nullable TlsSettings tls) {
		this.tls = tls;
		return this;
	}

	/**
	 * Sets the proxy that connects to the server. The client resolves the name of the
	 * proxy only, and the proxy that of the server. TLS is spoken with the server.
	 * @param proxy the proxy, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder proxy(@Nullable ProxySettings proxy) {
		this.proxy = proxy;
		return this;
	}

	/**
	 * Sets by which version of the PROXY protocol each connection first tells its own
	 * addresses, before TLS.
	 * @param proxyProtocol the version, or {@code null}, the default, not to tell them
	 * @return this builder
	 */
	public ConnectionSettingsBuilder proxyProtocol(@Nullable ProxyProtocol proxyProtocol) {
		this.proxyProtocol = proxyProtocol;
		return this;
	}

	/**
	 * Sets what prepares each new connection.
	 * @param initializer the initializer, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder initializer(@Nullable ConnectionInitializer initializer) {
		this.initializer = initializer;
		return this;
	}

	/**
	 * Sets what tells the reply to a request from other frames.
	 * @param matcher the matcher, or {@code null}, the default, to take each frame for
	 * the reply
	 * @return this builder
	 */
	public ConnectionSettingsBuilder matcher(@Nullable ExchangeMatcher matcher) {
		this.matcher = matcher;
		return this;
	}

	/**
	 * Sets what changes each request once it is known on which connection it goes out.
	 * @param requestStamper the stamper, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder requestStamper(@Nullable RequestStamper requestStamper) {
		this.requestStamper = requestStamper;
		return this;
	}

	/**
	 * Sets what becomes of an idle connection on which bytes have arrived.
	 * @param unexpectedBytes how much may be drained; nothing by default, so that it is
	 * closed
	 * @return this builder
	 */
	public ConnectionSettingsBuilder unexpectedBytes(UnexpectedBytesPolicy unexpectedBytes) {
		this.unexpectedBytes = Objects.requireNonNull(unexpectedBytes, "'unexpectedBytes' must not be null");
		return this;
	}

	/**
	 * Sets what is given the frames that answer no request.
	 * @param handler the handler, or {@code null}, the default, to count and log them
	 * only
	 * @return this builder
	 */
	public ConnectionSettingsBuilder unsolicitedFrameHandler(@Nullable UnsolicitedFrameHandler handler) {
		this.unsolicitedFrameHandler = handler;
		return this;
	}

	/**
	 * Sets what takes out of the wire log what must not stand there.
	 * @param payloadRedactor the redactor; none by default, so that payloads are logged
	 * as they are once the log is switched on
	 * @return this builder
	 */
	public ConnectionSettingsBuilder payloadRedactor(@Nullable PayloadRedactor payloadRedactor) {
		this.payloadRedactor = payloadRedactor;
		return this;
	}

	/**
	 * Sets after how many failures to connect, one after the other, callers are refused
	 * at once. Failures at the same time count as one, and all of them must be spread
	 * over a second at least.
	 * @param failFastAfter number of failures; 5 by default; 1 to refuse upon the first;
	 * 0 to never refuse
	 * @return this builder
	 */
	public ConnectionSettingsBuilder failFastAfter(int failFastAfter) {
		this.failFastAfter = failFastAfter;
		return this;
	}

	/**
	 * Sets within which time an address that failed is tried in the background, for the
	 * first time. The moment is random; a refused login is repeated after the whole time.
	 * After each further failure the time is doubled, up to 30 s. Callers try such an
	 * address only after the others.
	 * @param addressRetryDelay the time; 1 s by default; zero to let callers try each
	 * address in its turn, whether it has failed or not
	 * @return this builder
	 */
	public ConnectionSettingsBuilder addressRetryDelay(Duration addressRetryDelay) {
		this.addressRetryDelay = addressRetryDelay;
		return this;
	}

	/**
	 * Sets what is sent before a connection is closed that is well: it is idle for too
	 * long, too old, evicted, or the client is closed.
	 * @param farewell the farewell, or {@code null}, the default, for none
	 * @return this builder
	 */
	public ConnectionSettingsBuilder farewell(@Nullable Farewell farewell) {
		this.farewell = farewell;
		return this;
	}

	/**
	 * Sets how many requests of a batch may be without a reply at a time.
	 * @param batchWindow number of requests; 1 to send each when the one before it is
	 * answered; without a bound by default, so that the send buffer decides
	 * @return this builder
	 */
	public ConnectionSettingsBuilder batchWindow(int batchWindow) {
		this.batchWindow = batchWindow;
		return this;
	}

	/**
	 * Sets how long a connection must rest behind a frame, sent or received, before the
	 * next request is written on it. Callers wait for that within their deadlines. It is
	 * for devices that miss a request which comes too soon.
	 * @param minRequestInterval the time; zero, the default, for no rest
	 * @return this builder
	 */
	public ConnectionSettingsBuilder minRequestInterval(Duration minRequestInterval) {
		this.minRequestInterval = minRequestInterval;
		return this;
	}

	/**
	 * Change the socket options.
	 * @param settings changes them
	 * @return this builder
	 */
	public ConnectionSettingsBuilder socket(UnaryOperator<SocketSettings> settings) {
		this.socket = settings.apply(this.socket);
		return this;
	}

	/**
	 * Sets how names are looked up, for tests.
	 * @param lookup how they are
	 * @return this builder
	 */
	public ConnectionSettingsBuilder lookup(ConnectionSettings.Lookup lookup) {
		this.lookup = lookup;
		return this;
	}

	/**
	 * Sets what the names of properties begin with where a message tells which one to
	 * change. Spring Boot's auto-configuration sets it for clients with a name.
	 * @param propertyPrefix the beginning, such as {@code framed-tcp.clients.payments.};
	 * {@code framed-tcp.} by default
	 * @return this builder
	 */
	public ConnectionSettingsBuilder propertyPrefix(String propertyPrefix) {
		this.propertyPrefix = Objects.requireNonNull(propertyPrefix, "'propertyPrefix' must not be null");
		return this;
	}

	/**
	 * Build the settings.
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
