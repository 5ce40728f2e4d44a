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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.util.unit.DataSize;

import io.framedtcp.connection.AddressSelection;

/**
 * Properties of one client. Values that are not set are left to the defaults of the
 * library; those that are out of range stop the start of the application.
 */
public class ClientProperties {

	/**
	 * Host name or IP address of the server. No client is created without it or
	 * addresses.
	 */
	private @Nullable String host;

	/**
	 * TCP port of the server.
	 */
	private @Nullable Integer port;

	/**
	 * Addresses of several equal servers, each as host:port. Replaces host and port.
	 */
	private List<String> addresses = new ArrayList<>();

	/**
	 * Which of several addresses a new connection tries first.
	 */
	private AddressSelection addressSelection = AddressSelection.IN_ORDER;

	/**
	 * Time to open a connection in: name resolution, all addresses and the initializer
	 * together.
	 */
	private Duration connectTimeout = Duration.ofSeconds(2);

	/**
	 * Time after which the next address is tried besides, while an attempt to connect to
	 * one goes on. Shorter if many addresses have to fit into the connect timeout.
	 */
	private Duration connectAttemptDelay = Duration.ofMillis(250);

	/**
	 * Time to write a request and read its reply in, for calls that have no bound of
	 * their own.
	 */
	private Duration responseTimeout = Duration.ofSeconds(5);

	/**
	 * Largest frame in either direction, header included.
	 */
	private DataSize maxFrameSize = DataSize.ofMegabytes(1);

	/**
	 * Whether the server may get any request twice without harm, so that a call may be
	 * repeated if its connection was closed before the reply began.
	 */
	private boolean idempotent;

	/**
	 * Number of failures to connect, one after the other and spread over a second at
	 * least, upon which callers are refused at once until an attempt in the background
	 * succeeds. Zero to never refuse.
	 */
	private int failFastAfter = 5;

	/**
	 * Time within which an address that failed is tried in the background for the first
	 * time. Doubled after each failure, up to 30 seconds. Callers try such an address
	 * only after the others.
	 */
	private Duration addressRetryDelay = Duration.ofSeconds(1);

	@NestedConfigurationProperty
	private final FramingProperties framing = new FramingProperties();

	@NestedConfigurationProperty
	private final FramingProperties replyFraming = new FramingProperties();

	@NestedConfigurationProperty
	private final SslProperties ssl = new SslProperties();

	@NestedConfigurationProperty
	private final InitializerProperties initializer = new InitializerProperties();

	@NestedConfigurationProperty
	private final MatcherProperties matcher = new MatcherProperties();

	@NestedConfigurationProperty
	private final UnexpectedBytesProperties unexpectedBytes = new UnexpectedBytesProperties();

	@NestedConfigurationProperty
	private final PingProperties ping = new PingProperties();

	@NestedConfigurationProperty
	private final PoolProperties pool = new PoolProperties();

	private final Socket socket = new Socket();

	public @Nullable String getHost() {
		return this.host;
	}

	public void setHost(@Nullable String host) {
		this.host = host;
	}

	public @Nullable Integer getPort() {
		return this.port;
	}

	public void setPort(@Nullable Integer port) {
		this.port = port;
	}

	public List<String> getAddresses() {
		return this.addresses;
	}

	public void setAddresses(List<String> addresses) {
		this.addresses = addresses;
	}

	public AddressSelection getAddressSelection() {
		return this.addressSelection;
	}

	public void setAddressSelection(AddressSelection addressSelection) {
		this.addressSelection = addressSelection;
	}

	public Duration getConnectTimeout() {
		return this.connectTimeout;
	}

	public void setConnectTimeout(Duration connectTimeout) {
		this.connectTimeout = connectTimeout;
	}

	public Duration getConnectAttemptDelay() {
		return this.connectAttemptDelay;
	}

	public void setConnectAttemptDelay(Duration connectAttemptDelay) {
		this.connectAttemptDelay = connectAttemptDelay;
	}

	public Duration getResponseTimeout() {
		return this.responseTimeout;
	}

	public void setResponseTimeout(Duration responseTimeout) {
		this.responseTimeout = responseTimeout;
	}

	public DataSize getMaxFrameSize() {
		return this.maxFrameSize;
	}

	public void setMaxFrameSize(DataSize maxFrameSize) {
		this.maxFrameSize = maxFrameSize;
	}

	public boolean isIdempotent() {
		return this.idempotent;
	}

	public void setIdempotent(boolean idempotent) {
		this.idempotent = idempotent;
	}

	public int getFailFastAfter() {
		return this.failFastAfter;
	}

	public void setFailFastAfter(int failFastAfter) {
		this.failFastAfter = failFastAfter;
	}

	public Duration getAddressRetryDelay() {
		return this.addressRetryDelay;
	}

	public void setAddressRetryDelay(Duration addressRetryDelay) {
		this.addressRetryDelay = addressRetryDelay;
	}

	public MatcherProperties getMatcher() {
		return this.matcher;
	}

	public UnexpectedBytesProperties getUnexpectedBytes() {
		return this.unexpectedBytes;
	}

	public PingProperties getPing() {
		return this.ping;
	}

	public FramingProperties getFraming() {
		return this.framing;
	}

	public FramingProperties getReplyFraming() {
		return this.replyFraming;
	}

	public SslProperties getSsl() {
		return this.ssl;
	}

	public InitializerProperties getInitializer() {
		return this.initializer;
	}

	public PoolProperties getPool() {
		return this.pool;
	}

	public Socket getSocket() {
		return this.socket;
	}

	/**
	 * Socket options.
	 */
	public static class Socket {

		/**
		 * Whether small writes are sent at once (TCP_NODELAY).
		 */
		private boolean tcpNoDelay = true;

		/**
		 * Whether the operating system probes idle connections (SO_KEEPALIVE).
		 */
		private boolean keepAlive = true;

		/**
		 * Size of the send buffer (SO_SNDBUF). Left to the operating system unless set.
		 */
		private @Nullable DataSize sendBufferSize;

		/**
		 * Size of the receive buffer (SO_RCVBUF). Left to the operating system unless
		 * set.
		 */
		private @Nullable DataSize receiveBufferSize;

		public boolean isTcpNoDelay() {
			return this.tcpNoDelay;
		}

		public void setTcpNoDelay(boolean tcpNoDelay) {
			this.tcpNoDelay = tcpNoDelay;
		}

		public boolean isKeepAlive() {
			return this.keepAlive;
		}

		public void setKeepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
		}

		public @Nullable DataSize getSendBufferSize() {
			return this.sendBufferSize;
		}

		public void setSendBufferSize(@Nullable DataSize sendBufferSize) {
			this.sendBufferSize = sendBufferSize;
		}

		public @Nullable DataSize getReceiveBufferSize() {
			return this.receiveBufferSize;
		}

		public void setReceiveBufferSize(@Nullable DataSize receiveBufferSize) {
			this.receiveBufferSize = receiveBufferSize;
		}

	}

}
