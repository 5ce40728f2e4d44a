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

package io.framedtcp.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * How connections are opened and what is spoken on them. Immutable.
 */
public final class ConnectionSettings {

	private final List<ServerAddress> addresses;

	private final AddressSelection addressSelection;

	private final Duration connectTimeout;

	private final Framing framing;

	private final int maxFrameSize;

	private final boolean tcpNoDelay;

	private final boolean keepAlive;

	private final @Nullable Integer sendBufferSize;

	private final @Nullable Integer receiveBufferSize;

	private ConnectionSettings(Builder builder) {
		this.addresses = List.copyOf(builder.addresses);
		this.addressSelection = builder.addressSelection;
		this.connectTimeout = builder.connectTimeout;
		this.framing = builder.framing;
		this.maxFrameSize = builder.maxFrameSize;
		this.tcpNoDelay = builder.tcpNoDelay;
		this.keepAlive = builder.keepAlive;
		this.sendBufferSize = builder.sendBufferSize;
		this.receiveBufferSize = builder.receiveBufferSize;
		check(!this.addresses.isEmpty(), "'addresses' must not be empty");
		check(!this.connectTimeout.isNegative() && !this.connectTimeout.isZero(), "'connectTimeout' must be positive");
		check(this.maxFrameSize >= 1, "'maxFrameSize' must be at least 1");
		check(this.sendBufferSize == null || this.sendBufferSize >= 1, "'sendBufferSize' must be at least 1");
		check(this.receiveBufferSize == null || this.receiveBufferSize >= 1, "'receiveBufferSize' must be at least 1");
	}

	/**
	 * Start with the defaults.
	 * @return a builder, which still needs an address
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Return where the servers listen, at least one.
	 * @return the addresses
	 */
	public List<ServerAddress> addresses() {
		return this.addresses;
	}

	/**
	 * Return which of them a new connection tries first.
	 * @return the selection
	 */
	public AddressSelection addressSelection() {
		return this.addressSelection;
	}

	/**
	 * Return the bound on opening a connection: name resolution and all addresses
	 * together, which share it evenly.
	 * @return the time
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * Return how frames are delimited.
	 * @return the framing
	 */
	public Framing framing() {
		return this.framing;
	}

	/**
	 * Return the largest frame in either direction, in bytes, framing included.
	 * @return the size in bytes
	 */
	public int maxFrameSize() {
		return this.maxFrameSize;
	}

	/**
	 * Return whether small writes are sent at once (TCP_NODELAY).
	 * @return whether it is on
	 */
	public boolean tcpNoDelay() {
		return this.tcpNoDelay;
	}

	/**
	 * Return whether the kernel probes idle connections (SO_KEEPALIVE).
	 * @return whether it is on
	 */
	public boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Return the kernel's send buffer in bytes (SO_SNDBUF).
	 * @return the size in bytes, or {@code null} for the system's default
	 */
	public @Nullable Integer sendBufferSize() {
		return this.sendBufferSize;
	}

	/**
	 * Return the kernel's receive buffer in bytes (SO_RCVBUF).
	 * @return the size in bytes, or {@code null} for the system's default
	 */
	public @Nullable Integer receiveBufferSize() {
		return this.receiveBufferSize;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Builder for {@link ConnectionSettings}.
	 */
	public static final class Builder {

		private final List<ServerAddress> addresses = new ArrayList<>();

		private AddressSelection addressSelection = AddressSelection.IN_ORDER;

		private Duration connectTimeout = Duration.ofSeconds(2);

		private Framing framing = LengthFieldFraming.builder().build();

		private int maxFrameSize = 1024 * 1024;

		private boolean tcpNoDelay = true;

		private boolean keepAlive = true;

		private @Nullable Integer sendBufferSize;

		private @Nullable Integer receiveBufferSize;

		private Builder() {
		}

		/**
		 * Add an address.
		 * @param host name or IP address
		 * @param port the TCP port
		 * @return this builder
		 */
		public Builder address(String host, int port) {
			return address(new ServerAddress(host, port));
		}

		/**
		 * Add an address.
		 * @param address the address
		 * @return this builder
		 */
		public Builder address(ServerAddress address) {
			this.addresses.add(address);
			return this;
		}

		/**
		 * Set which address a new connection tries first.
		 * @param addressSelection the selection; in order by default
		 * @return this builder
		 */
		public Builder addressSelection(AddressSelection addressSelection) {
			this.addressSelection = Objects.requireNonNull(addressSelection, "'addressSelection' must not be null");
			return this;
		}

		/**
		 * Set the bound on opening a connection.
		 * @param connectTimeout the time; 2 s by default
		 * @return this builder
		 */
		public Builder connectTimeout(Duration connectTimeout) {
			this.connectTimeout = connectTimeout;
			return this;
		}

		/**
		 * Set how frames are delimited.
		 * @param framing the framing; a 32-bit big-endian length, then the payload, by
		 * default
		 * @return this builder
		 */
		public Builder framing(Framing framing) {
			this.framing = Objects.requireNonNull(framing, "'framing' must not be null");
			return this;
		}

		/**
		 * Set the largest frame in either direction.
		 * @param maxFrameSize bytes, framing included; 1 MiB by default
		 * @return this builder
		 */
		public Builder maxFrameSize(int maxFrameSize) {
			this.maxFrameSize = maxFrameSize;
			return this;
		}

		/**
		 * Set whether small writes are sent at once.
		 * @param tcpNoDelay whether to set TCP_NODELAY; {@code true} by default
		 * @return this builder
		 */
		public Builder tcpNoDelay(boolean tcpNoDelay) {
			this.tcpNoDelay = tcpNoDelay;
			return this;
		}

		/**
		 * Set whether the kernel probes idle connections.
		 * @param keepAlive whether to set SO_KEEPALIVE; {@code true} by default
		 * @return this builder
		 */
		public Builder keepAlive(boolean keepAlive) {
			this.keepAlive = keepAlive;
			return this;
		}

		/**
		 * Set the size of the kernel's send buffer.
		 * @param sendBufferSize bytes, or {@code null} for the system's default
		 * @return this builder
		 */
		public Builder sendBufferSize(@Nullable Integer sendBufferSize) {
			this.sendBufferSize = sendBufferSize;
			return this;
		}

		/**
		 * Set the size of the kernel's receive buffer.
		 * @param receiveBufferSize bytes, or {@code null} for the system's default
		 * @return this builder
		 */
		public Builder receiveBufferSize(@Nullable Integer receiveBufferSize) {
			this.receiveBufferSize = receiveBufferSize;
			return this;
		}

		/**
		 * Build the settings.
		 * @return the settings
		 * @throws IllegalArgumentException if there is no address or a value is out of
		 * range
		 */
		public ConnectionSettings build() {
			return new ConnectionSettings(this);
		}

	}

}
