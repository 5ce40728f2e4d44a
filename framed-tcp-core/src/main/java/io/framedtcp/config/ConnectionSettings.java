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
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.UnsolicitedFrameHandler;

/**
 * How connections are opened and what is spoken on them. Immutable.
 */
public final class ConnectionSettings {

	private final List<ServerAddress> addresses;

	private final AddressSelection addressSelection;

	private final Duration connectTimeout;

	private final Duration connectAttemptDelay;

	private final Framing framing;

	private final int maxFrameSize;

	private final @Nullable TlsSettings tls;

	private final @Nullable ConnectionInitializer initializer;

	private final @Nullable ExchangeMatcher matcher;

	private final UnexpectedBytesPolicy unexpectedBytes;

	private final @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler;

	private final @Nullable PayloadRedactor payloadRedactor;

	private final int failFastAfter;

	private final Duration addressRetryDelay;

	private final SocketSettings socket;

	private final Lookup lookup;

	ConnectionSettings(ConnectionSettingsBuilder builder) {
		this.addresses = List.copyOf(builder.addresses);
		this.addressSelection = builder.addressSelection;
		this.connectTimeout = builder.connectTimeout;
		this.connectAttemptDelay = builder.connectAttemptDelay;
		this.framing = builder.framing;
		this.maxFrameSize = builder.maxFrameSize;
		this.tls = builder.tls;
		this.initializer = builder.initializer;
		this.matcher = builder.matcher;
		this.unexpectedBytes = builder.unexpectedBytes;
		this.unsolicitedFrameHandler = builder.unsolicitedFrameHandler;
		this.payloadRedactor = builder.payloadRedactor;
		this.failFastAfter = builder.failFastAfter;
		this.addressRetryDelay = builder.addressRetryDelay;
		this.socket = builder.socket.build();
		this.lookup = builder.lookup;
		check(!this.addresses.isEmpty(), "'addresses' must not be empty");
		check(!this.connectTimeout.isNegative() && !this.connectTimeout.isZero(), "'connectTimeout' must be positive");
		check(!this.connectAttemptDelay.isNegative() && !this.connectAttemptDelay.isZero(),
				"'connectAttemptDelay' must be positive");
		check(this.maxFrameSize >= 1, "'maxFrameSize' must be at least 1");
		check(this.failFastAfter >= 0, "'failFastAfter' must not be negative");
		check(!this.addressRetryDelay.isNegative(), "'addressRetryDelay' must not be negative");
	}

	/**
	 * Starts with the defaults.
	 * @return a builder, which still needs an address
	 */
	public static ConnectionSettingsBuilder builder() {
		return new ConnectionSettingsBuilder();
	}

	/**
	 * Returns where the servers listen, at least one.
	 * @return the addresses
	 */
	public List<ServerAddress> addresses() {
		return this.addresses;
	}

	/**
	 * Returns which of them a new connection tries first.
	 * @return the selection
	 */
	public AddressSelection addressSelection() {
		return this.addressSelection;
	}

	/**
	 * Returns the bound on opening a connection: name resolution, all addresses, the TLS
	 * handshake and the initializer together.
	 * @return the time
	 */
	public Duration connectTimeout() {
		return this.connectTimeout;
	}

	/**
	 * Returns how long an attempt to connect may take before the next address is tried
	 * besides.
	 * @return the time
	 */
	public Duration connectAttemptDelay() {
		return this.connectAttemptDelay;
	}

	/**
	 * Returns how frames are delimited.
	 * @return the framing
	 */
	public Framing framing() {
		return this.framing;
	}

	/**
	 * Returns the largest frame in either direction, in bytes, framing included.
	 * @return the size in bytes
	 */
	public int maxFrameSize() {
		return this.maxFrameSize;
	}

	/**
	 * Returns how connections are secured.
	 * @return the settings, or {@code null} if they are not
	 */
	public @Nullable TlsSettings tls() {
		return this.tls;
	}

	/**
	 * Returns what prepares each new connection.
	 * @return the initializer, or {@code null} if nothing has to be said before the first
	 * request
	 */
	public @Nullable ConnectionInitializer initializer() {
		return this.initializer;
	}

	/**
	 * Returns what tells the reply to a request from other frames.
	 * @return the matcher, or {@code null} if each frame is taken for the reply
	 */
	public @Nullable ExchangeMatcher matcher() {
		return this.matcher;
	}

	/**
	 * Returns what becomes of an idle connection on which bytes have arrived.
	 * @return how much may be drained
	 */
	public UnexpectedBytesPolicy unexpectedBytes() {
		return this.unexpectedBytes;
	}

	/**
	 * Returns what is given the frames that answer no request.
	 * @return the handler, or {@code null} if they are only counted and logged
	 */
	public @Nullable UnsolicitedFrameHandler unsolicitedFrameHandler() {
		return this.unsolicitedFrameHandler;
	}

	/**
	 * Returns what takes out of the wire log what must not stand there.
	 * @return the redactor, or {@code null} if payloads are logged as they are
	 */
	public @Nullable PayloadRedactor payloadRedactor() {
		return this.payloadRedactor;
	}

	/**
	 * Returns after how many failures to connect, one after the other and spread over a
	 * second at least, callers are refused at once until an attempt in the background
	 * succeeds.
	 * @return the number of failures; 0 if callers are never refused
	 */
	public int failFastAfter() {
		return this.failFastAfter;
	}

	/**
	 * Returns within which time an address that failed is tried in the background, for
	 * the first time. Callers try it only after the others until that succeeds.
	 * @return the time; zero if callers try each address in its turn
	 */
	public Duration addressRetryDelay() {
		return this.addressRetryDelay;
	}

	/**
	 * Returns the socket options.
	 * @return the options
	 */
	public SocketSettings socket() {
		return this.socket;
	}

	/**
	 * Returns what finds the addresses of a server by its name.
	 * @return the look-up; by default that of the JVM
	 */
	public Lookup lookup() {
		return this.lookup;
	}

	private static void check(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * How a name is looked up, however long it takes.
	 */
	@FunctionalInterface
	public interface Lookup {

		InetAddress[] resolve(String host) throws IOException;

	}

}
