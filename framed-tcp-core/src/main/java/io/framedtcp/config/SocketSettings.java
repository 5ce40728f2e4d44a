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

import org.jspecify.annotations.Nullable;

/**
 * Options of the sockets. Immutable.
 *
 * @param tcpNoDelay whether small writes are sent at once (TCP_NODELAY)
 * @param keepAlive whether the kernel probes idle connections (SO_KEEPALIVE)
 * @param sendBufferSize the kernel's send buffer in bytes (SO_SNDBUF), or {@code null}
 * for the system's default
 * @param receiveBufferSize the kernel's receive buffer in bytes (SO_RCVBUF), or
 * {@code null} for the system's default
 */
public record SocketSettings(boolean tcpNoDelay, boolean keepAlive, @Nullable Integer sendBufferSize,
		@Nullable Integer receiveBufferSize) {

	static final SocketSettings DEFAULTS = new SocketSettings(true, true, null, null);

	/**
	 * Create the options.
	 */
	public SocketSettings {
		Checks.check(sendBufferSize == null || sendBufferSize >= 1, "'sendBufferSize' must be at least 1");
		Checks.check(receiveBufferSize == null || receiveBufferSize >= 1, "'receiveBufferSize' must be at least 1");
	}

	/**
	 * Return a copy that sets whether small writes are sent at once.
	 * @param tcpNoDelay whether to set TCP_NODELAY; {@code true} by default
	 * @return the copy
	 */
	public SocketSettings tcpNoDelay(boolean tcpNoDelay) {
		return new SocketSettings(tcpNoDelay, this.keepAlive, this.sendBufferSize, this.receiveBufferSize);
	}

	/**
	 * Return a copy that sets whether the kernel probes idle connections.
	 * @param keepAlive whether to set SO_KEEPALIVE; {@code true} by default
	 * @return the copy
	 */
	public SocketSettings keepAlive(boolean keepAlive) {
		return new SocketSettings(this.tcpNoDelay, keepAlive, this.sendBufferSize, this.receiveBufferSize);
	}

	/**
	 * Return a copy that sets the size of the kernel's send buffer.
	 * @param sendBufferSize bytes, or {@code null} for the system's default
	 * @return the copy
	 */
	public SocketSettings sendBufferSize(@Nullable Integer sendBufferSize) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, sendBufferSize, this.receiveBufferSize);
	}

	/**
	 * Return a copy that sets the size of the kernel's receive buffer.
	 * @param receiveBufferSize bytes, or {@code null} for the system's default
	 * @return the copy
	 */
	public SocketSettings receiveBufferSize(@Nullable Integer receiveBufferSize) {
		return new SocketSettings(this.tcpNoDelay, this.keepAlive, this.sendBufferSize, receiveBufferSize);
	}

}
