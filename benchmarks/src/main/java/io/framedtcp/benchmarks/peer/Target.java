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

package io.framedtcp.benchmarks.peer;

import java.time.Duration;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

/**
 * What a client is to talk to, and with how much.
 *
 * @param port where the server listens on this machine
 * @param connections how many connections the client may hold
 * @param maxPayload bytes of the largest payload
 * @param tls what secures the connections, or {@code null} for plain TCP
 */
public record Target(int port, int connections, int maxPayload, @Nullable SSLContext tls) {

	/** The server's name, as it stands in its certificate. */
	public static final String HOST = "localhost";

	/** Bound on each reply, the same for all clients. */
	public static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);

	/**
	 * Bound on the wait for a connection: long enough for the last of 1,000 callers on
	 * one connection.
	 */
	public static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(60);

	int responseTimeoutMillis() {
		return (int) RESPONSE_TIMEOUT.toMillis();
	}

	int acquireTimeoutMillis() {
		return (int) ACQUIRE_TIMEOUT.toMillis();
	}

	/**
	 * Return the bound for clients that count a frame's header.
	 * @return bytes
	 */
	public int maxFrame() {
		return this.maxPayload + Integer.BYTES;
	}

}
