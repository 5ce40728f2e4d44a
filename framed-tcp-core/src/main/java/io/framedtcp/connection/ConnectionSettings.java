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

import org.jspecify.annotations.Nullable;

import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;

/**
 * How connections are opened and what is spoken on them. Immutable.
 *
 * @param addresses where the servers listen, at least one
 * @param addressSelection which of them a new connection tries first
 * @param connectTimeout bound on opening a connection: name resolution and all addresses
 * together, which share it evenly
 * @param framing how frames are delimited
 * @param maxFrameSize the largest frame in either direction, in bytes, framing included
 * @param tcpNoDelay whether small writes are sent at once (TCP_NODELAY)
 * @param keepAlive whether the kernel probes idle connections (SO_KEEPALIVE)
 * @param sendBufferSize the kernel's send buffer in bytes (SO_SNDBUF), or {@code null}
 * for the system's default
 * @param receiveBufferSize the kernel's receive buffer in bytes (SO_RCVBUF), or
 * {@code null} for the system's default
 */
public record ConnectionSettings(List<ServerAddress> addresses, AddressSelection addressSelection,
		Duration connectTimeout, Framing framing, int maxFrameSize, boolean tcpNoDelay, boolean keepAlive,
		@Nullable Integer sendBufferSize, @Nullable Integer receiveBufferSize) {

	/**
	 * Create settings.
	 * @throws IllegalArgumentException if there is no address, a duration is not positive
	 * or a size is smaller than 1
	 */
	public ConnectionSettings {
		addresses = List.copyOf(addresses);
		check(!addresses.isEmpty(), "'addresses' must not be empty");
		check(!connectTimeout.isNegative() && !connectTimeout.isZero(), "'connectTimeout' must be positive");
		check(maxFrameSize >= 1, "'maxFrameSize' must be at least 1");
		check(sendBufferSize == null || sendBufferSize >= 1, "'sendBufferSize' must be at least 1");
		check(receiveBufferSize == null || receiveBufferSize >= 1, "'receiveBufferSize' must be at least 1");
	}

	/**
	 * Start with the defaults.
	 * @return a builder, which still needs an address
	 */
	public static Builder builder() {
		return new Builder();
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
			this.addressSelection = addressSelection;
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
			this.framing = framing;
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
			return new ConnectionSettings(this.addresses, this.addressSelection, this.connectTimeout, this.framing,
					this.maxFrameSize, this.tcpNoDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize);
		}

	}

}
