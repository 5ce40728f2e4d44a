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

package io.framedtcp.internal.transport;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.framedtcp.config.SocketSettings;

/**
 * Sets the options of sockets. Some platforms lack some options, and a JDK without the
 * module {@code jdk.net} has only the standard ones. So the others are looked up by name,
 * and skipped if missing.
 */
public final class SocketOptions {

	private static final String KEEP_ALIVE_IDLE = "TCP_KEEPIDLE";

	private static final String KEEP_ALIVE_INTERVAL = "TCP_KEEPINTERVAL";

	private static final String KEEP_ALIVE_COUNT = "TCP_KEEPCOUNT";

	private static final String QUICK_ACK = "TCP_QUICKACK";

	private final Set<SocketOption<?>> supported;

	/**
	 * Creates the options of a platform.
	 * @param supported options that the platform has
	 */
	SocketOptions(Set<SocketOption<?>> supported) {
		this.supported = supported;
	}

	/**
	 * Sets the options of a socket that is not connected yet.
	 * @param channel channel of the socket
	 * @param settings the options
	 * @throws IOException if the platform refuses a supported option
	 */
	public static void set(SocketChannel channel, SocketSettings settings) throws IOException {
		set(channel, StandardSocketOptions.TCP_NODELAY, settings.tcpNoDelay());
		set(channel, StandardSocketOptions.SO_KEEPALIVE, settings.keepAlive());
		set(channel, StandardSocketOptions.SO_SNDBUF, settings.sendBufferSize());
		set(channel, StandardSocketOptions.SO_RCVBUF, settings.receiveBufferSize());
		if (isKeepAliveTimed(settings)) {
			new SocketOptions(channel.supportedOptions()).setKeepAliveTimes(channel, settings);
		}
	}

	/**
	 * Returns a warning about options that have no effect on this platform.
	 * @param client name of the client
	 * @param settings the options
	 * @return a text for the log, or {@code null} if all have an effect
	 */
	public static @Nullable String warning(String client, SocketSettings settings) {
		if (!isKeepAliveTimed(settings) && !settings.quickAck()) {
			return null;
		}
		try (SocketChannel channel = SocketChannel.open()) {
			return new SocketOptions(channel.supportedOptions()).warningFor(client, settings);
		}
		catch (IOException ex) {
			// Perhaps no descriptor is left: each connect reports that.
			return null;
		}
	}

	private static boolean isKeepAliveTimed(SocketSettings settings) {
		return settings.keepAliveIdle() != null || settings.keepAliveInterval() != null
				|| settings.keepAliveCount() != null;
	}

	void setKeepAliveTimes(SocketChannel channel, SocketSettings settings) throws IOException {
		setIfSupported(channel, KEEP_ALIVE_IDLE, seconds(settings.keepAliveIdle()));
		setIfSupported(channel, KEEP_ALIVE_INTERVAL, seconds(settings.keepAliveInterval()));
		setIfSupported(channel, KEEP_ALIVE_COUNT, settings.keepAliveCount());
	}

	@Nullable String warningFor(String client, SocketSettings settings) {
		List<String> missing = new ArrayList<>();
		addIfMissing(missing, "keep-alive-idle", KEEP_ALIVE_IDLE, settings.keepAliveIdle() != null);
		addIfMissing(missing, "keep-alive-interval", KEEP_ALIVE_INTERVAL, settings.keepAliveInterval() != null);
		addIfMissing(missing, "keep-alive-count", KEEP_ALIVE_COUNT, settings.keepAliveCount() != null);
		addIfMissing(missing, "quick-ack", QUICK_ACK, settings.quickAck());
		return missing.isEmpty() ? null : "Client '" + client + "' goes on without " + String.join(", ", missing)
				+ ", which this platform does not have";
	}

	/**
	 * Returns the option that makes the kernel acknowledge at once.
	 * @return the option, or {@code null} if the platform lacks it
	 */
	@Nullable SocketOption<Boolean> quickAck() {
		return find(QUICK_ACK, Boolean.class);
	}

	private void addIfMissing(List<String> missing, String property, String option, boolean wanted) {
		if (wanted && this.supported.stream().map(SocketOption::name).noneMatch(option::equals)) {
			missing.add("framed-tcp.socket." + property + " (" + option + ")");
		}
	}

	private void setIfSupported(SocketChannel channel, String name, @Nullable Integer value) throws IOException {
		SocketOption<Integer> option = find(name, Integer.class);
		if (option != null) {
			set(channel, option, value);
		}
	}

	@SuppressWarnings("unchecked")
	private <T> @Nullable SocketOption<T> find(String name, Class<T> type) {
		return (SocketOption<T>) this.supported.stream()
			.filter((option) -> option.name().equals(name) && Objects.equals(option.type(), type))
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Integer seconds(@Nullable Duration time) {
		return (time != null) ? (int) time.toSeconds() : null;
	}

	private static <T> void set(SocketChannel channel, SocketOption<T> option, @Nullable T value) throws IOException {
		if (value != null) {
			channel.setOption(option, value);
		}
	}

}
