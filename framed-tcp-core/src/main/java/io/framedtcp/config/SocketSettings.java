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

import org.jspecify.annotations.Nullable;

import io.framedtcp.internal.Checks;

/**
 * Options of the sockets. Immutable.
 *
 * @param tcpNoDelay whether small writes are sent at once (TCP_NODELAY)
 * @param keepAlive whether the kernel probes idle connections (SO_KEEPALIVE)
 * @param keepAliveIdle the idle time after which the kernel probes a connection
 * (TCP_KEEPIDLE), or {@code null} for the system's default
 * @param keepAliveInterval the time between two probes (TCP_KEEPINTVL), or {@code null}
 * for the system's default
 * @param keepAliveCount the number of successive unanswered probes after which the kernel
 * ends the connection (TCP_KEEPCNT), or {@code null} for the system's default
 * @param quickAck whether the kernel acknowledges each piece of a reply at once
 * (TCP_QUICKACK)
 * @param sendBufferSize the kernel's send buffer in bytes (SO_SNDBUF), or {@code null}
 * for the system's default
 * @param receiveBufferSize the kernel's receive buffer in bytes (SO_RCVBUF), or
 * {@code null} for the system's default
 * @param localAddress the local address from which connections are opened, or
 * {@code null} to leave it to the system
 */
public record SocketSettings(boolean tcpNoDelay, boolean keepAlive, @Nullable Duration keepAliveIdle,
		@Nullable Duration keepAliveInterval, @Nullable Integer keepAliveCount, boolean quickAck,
		@Nullable Integer sendBufferSize, @Nullable Integer receiveBufferSize, @Nullable InetAddress localAddress) {

	/**
	 * The longest keep-alive time that kernels accept.
	 */
	public static final Duration MAX_KEEP_ALIVE_TIME = Duration.ofSeconds(Short.MAX_VALUE);

	/**
	 * The most unanswered keep-alive probes that kernels accept.
	 */
	public static final int MAX_KEEP_ALIVE_COUNT = Byte.MAX_VALUE;

	static final SocketSettings DEFAULTS = new SocketSettings(true, true, null, null, null, false, null, null, null);

	/**
	 * Creates the options.
	 */
	public SocketSettings {
		checkKeepAlive("keepAliveIdle", keepAliveIdle, keepAlive);
		checkKeepAlive("keepAliveInterval", keepAliveInterval, keepAlive);
		Checks.check(keepAliveCount == null || (keepAliveCount >= 1 && keepAliveCount <= MAX_KEEP_ALIVE_COUNT),
				"'keepAliveCount' must be 1 to " + MAX_KEEP_ALIVE_COUNT);
		Checks.check(keepAliveCount == null || keepAlive, "'keepAliveCount' has no effect without 'keepAlive'");
		Checks.check(sendBufferSize == null || sendBufferSize >= 1, "'sendBufferSize' must be at least 1");
		Checks.check(receiveBufferSize == null || receiveBufferSize >= 1, "'receiveBufferSize' must be at least 1");
		Checks.check(localAddress == null || !(localAddress.isAnyLocalAddress() || localAddress.isMulticastAddress()),
				"'localAddress' must be the address of one interface");
	}

	private static void checkKeepAlive(String name, @Nullable Duration time, boolean keepAlive) {
		Checks.check(time == null || isKeepAliveTime(time),
				"'" + name + "' must be 1 to " + MAX_KEEP_ALIVE_TIME.toSeconds() + " whole seconds");
		Checks.check(time == null || keepAlive, "'" + name + "' has no effect without 'keepAlive'");
	}

	/**
	 * Returns whether kernels accept a keep-alive time.
	 * @param time the time
	 * @return whether it is 1 to 32,767 whole seconds
	 */
	public static boolean isKeepAliveTime(Duration time) {
		return time.getNano() == 0 && time.compareTo(Duration.ofSeconds(1)) >= 0
				&& time.compareTo(MAX_KEEP_ALIVE_TIME) <= 0;
	}

	/**
	 * Returns a copy that sets whether small writes are sent at once.
	 * @param tcpNoDelay whether to set TCP_NODELAY; {@code true} by default
	 * @return the copy
	 */
	public SocketSettings tcpNoDelay(boolean tcpNoDelay) {
		return new SocketSettings(tcpNoDelay, this.keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, this.quickAck, this.sendBufferSize, this.receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets whether the kernel probes idle connections.
	 * @param keepAlive whether to set SO_KEEPALIVE; {@code true} by default
	 * @return the copy
	 */
	public SocketSettings keepAlive(boolean keepAlive) {
		return new SocketSettings(this.tcpNoDelay, keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, this.quickAck, this.sendBufferSize, this.receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets the times of keep-alive probes. A platform without one of
	 * these options ignores it, and the client logs a warning.
	 * @param idle the idle time before the first probe, 1 to 32,767 whole seconds, or
	 * {@code null} for the system's default
	 * @param interval the time between two probes, 1 to 32,767 whole seconds, or
	 * {@code null} for the system's default
	 * @param count the number of successive unanswered probes that end the connection, 1
	 * to 127, or {@code null} for the system's default
	 * @return the copy
	 */
	public SocketSettings keepAliveTimes(@Nullable Duration idle, @Nullable Duration interval,
			@Nullable Integer count) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, idle, interval, count, this.quickAck,
				this.sendBufferSize, this.receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets whether the kernel acknowledges each piece of a reply at
	 * once. Kernels delay acknowledgements by some 40 ms. A server with Nagle's algorithm
	 * that writes a reply in pieces waits for the first acknowledgement. The option costs
	 * a system call for each write. A platform without the option ignores it, and the
	 * client logs a warning.
	 * @param quickAck whether to set TCP_QUICKACK; {@code false} by default
	 * @return the copy
	 */
	public SocketSettings quickAck(boolean quickAck) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, quickAck, this.sendBufferSize, this.receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets the size of the kernel's send buffer.
	 * @param sendBufferSize the size in bytes, or {@code null} for the system's default
	 * @return the copy
	 */
	public SocketSettings sendBufferSize(@Nullable Integer sendBufferSize) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, this.quickAck, sendBufferSize, this.receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets the size of the kernel's receive buffer.
	 * @param receiveBufferSize the size in bytes, or {@code null} for the system's
	 * default
	 * @return the copy
	 */
	public SocketSettings receiveBufferSize(@Nullable Integer receiveBufferSize) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, this.quickAck, this.sendBufferSize, receiveBufferSize, this.localAddress);
	}

	/**
	 * Returns a copy that sets the local address from which connections are opened. The
	 * system chooses the port.
	 * @param localAddress the address, or {@code null}, the default, to leave it to the
	 * system
	 * @return the copy
	 */
	public SocketSettings localAddress(@Nullable InetAddress localAddress) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, this.keepAliveIdle, this.keepAliveInterval,
				this.keepAliveCount, this.quickAck, this.sendBufferSize, this.receiveBufferSize, localAddress);
	}

}
