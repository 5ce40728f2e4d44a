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
import java.util.function.Consumer;

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

	private final @Nullable TlsSettings tls;

	private final @Nullable ConnectionInitializer initializer;

	private final @Nullable ExchangeMatcher matcher;

	private final UnexpectedBytes unexpectedBytes;

	private final @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler;

	private final int failFastAfter;

	private final Duration addressRetryDelay;

	private final SocketSettings socket;

	private ConnectionSettings(Builder builder) {
		this.addresses = List.copyOf(builder.addresses);
		this.addressSelection = builder.addressSelection;
		this.connectTimeout = builder.connectTimeout;
		this.framing = builder.framing;
		this.maxFrameSize = builder.maxFrameSize;
		this.tls = builder.tls;
		this.initializer = builder.initializer;
		this.matcher = builder.matcher;
		this.unexpectedBytes = builder.unexpectedBytes;
		this.unsolicitedFrameHandler = builder.unsolicitedFrameHandler;
		this.failFastAfter = builder.failFastAfter;
		this.addressRetryDelay = builder.addressRetryDelay;
		this.socket = builder.socket.build();
		check(!this.addresses.isEmpty(), "'addresses' must not be empty");
		check(!this.connectTimeout.isNegative() && !this.connectTimeout.isZero(), "'connectTimeout' must be positive");
		check(this.maxFrameSize >= 1, "'maxFrameSize' must be at least 1");
		check(this.failFastAfter >= 0, "'failFastAfter' must not be negative");
		check(!this.addressRetryDelay.isNegative(), "'addressRetryDelay' must not be negative");
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
	 * together, which share it evenly, each with its TLS handshake and the initializer.
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
	 * Return how connections are secured.
	 * @return the settings, or {@code null} if they are not
	 */
	public @Nullable TlsSettings tls() {
		return this.tls;
	}

	/**
	 * Return what prepares each new connection.
	 * @return the initializer, or {@code null} if nothing has to be said before the first
	 * request
	 */
	public @Nullable ConnectionInitializer initializer() {
		return this.initializer;
	}

	/**
	 * Return what tells the reply to a request from other frames.
	 * @return the matcher, or {@code null} if each frame is taken for the reply
	 */
	public @Nullable ExchangeMatcher matcher() {
		return this.matcher;
	}

	/**
	 * Return what becomes of an idle connection on which bytes have arrived.
	 * @return how much may be drained
	 */
	public UnexpectedBytes unexpectedBytes() {
		return this.unexpectedBytes;
	}

	/**
	 * Return what is given the frames that answer no request.
	 * @return the handler, or {@code null} if they are only counted and logged
	 */
	public @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler() {
		return this.unsolicitedFrameHandler;
	}

	/**
	 * Return after how many failures to connect, one after the other, callers are refused
	 * at once until an attempt in the background succeeds.
	 * @return the number of failures; 0 if callers are never refused
	 */
	public int failFastAfter() {
		return this.failFastAfter;
	}

	/**
	 * Return how long an address that could not be connected is tried only after the
	 * others.
	 * @return the time
	 */
	public Duration addressRetryDelay() {
		return this.addressRetryDelay;
	}

	/**
	 * Return the socket options.
	 * @return the options
	 */
	public SocketSettings socket() {
		return this.socket;
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

		private @Nullable TlsSettings tls;

		private @Nullable ConnectionInitializer initializer;

		private @Nullable ExchangeMatcher matcher;

		private UnexpectedBytes unexpectedBytes = UnexpectedBytes.discard();

		private @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler;

		private int failFastAfter = 5;

		private Duration addressRetryDelay = Duration.ofSeconds(5);

		private final SocketSettings.Builder socket = SocketSettings.builder();

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
		 * Set how connections are secured.
		 * @param tls the settings, or {@code null}, the default, for plain TCP
		 * @return this builder
		 */
		public Builder tls(@Nullable TlsSettings tls) {
			this.tls = tls;
			return this;
		}

		/**
		 * Set what prepares each new connection.
		 * @param initializer the initializer, or {@code null}, the default, for none
		 * @return this builder
		 */
		public Builder initializer(@Nullable ConnectionInitializer initializer) {
			this.initializer = initializer;
			return this;
		}

		/**
		 * Set what tells the reply to a request from other frames.
		 * @param matcher the matcher, or {@code null}, the default, to take each frame
		 * for the reply
		 * @return this builder
		 */
		public Builder matcher(@Nullable ExchangeMatcher matcher) {
			this.matcher = matcher;
			return this;
		}

		/**
		 * Set what becomes of an idle connection on which bytes have arrived.
		 * @param unexpectedBytes how much may be drained; nothing by default, so that it
		 * is retired
		 * @return this builder
		 */
		public Builder unexpectedBytes(UnexpectedBytes unexpectedBytes) {
			this.unexpectedBytes = Objects.requireNonNull(unexpectedBytes, "'unexpectedBytes' must not be null");
			return this;
		}

		/**
		 * Set what is given the frames that answer no request.
		 * @param handler the handler, or {@code null}, the default, to count and log them
		 * only
		 * @return this builder
		 */
		public Builder unsolicitedFrameHandler(@Nullable UnsolicitedFrameHandler handler) {
			this.unsolicitedFrameHandler = handler;
			return this;
		}

		/**
		 * Set after how many failures to connect, one after the other, callers are
		 * refused at once.
		 * @param failFastAfter number of failures; 5 by default; 0 to never refuse
		 * @return this builder
		 */
		public Builder failFastAfter(int failFastAfter) {
			this.failFastAfter = failFastAfter;
			return this;
		}

		/**
		 * Set how long an address that could not be connected is tried only after the
		 * others.
		 * @param addressRetryDelay the time; 5 s by default
		 * @return this builder
		 */
		public Builder addressRetryDelay(Duration addressRetryDelay) {
			this.addressRetryDelay = addressRetryDelay;
			return this;
		}

		/**
		 * Change the socket options.
		 * @param settings changes them
		 * @return this builder
		 */
		public Builder socket(Consumer<SocketSettings.Builder> settings) {
			settings.accept(this.socket);
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
