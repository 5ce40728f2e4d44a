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

import java.time.Duration;
import java.util.Objects;

import io.framedtcp.internal.Checks;
import io.framedtcp.spi.Ping;

/**
 * The settings for pinging idle connections. Connections are pinged one at a time. A
 * connection counts as in use during its ping. Immutable.
 *
 * @param ping creates the request and checks the reply
 * @param interval the time without a frame after which a connection is pinged, longer
 * than zero
 * @param timeout the maximum time of one ping, including user code, longer than zero
 */
public record PingSettings(Ping ping, Duration interval, Duration timeout) {

	/**
	 * The default interval.
	 */
	public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

	/**
	 * The default time-out.
	 */
	public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(2);

	/**
	 * Creates settings.
	 */
	public PingSettings {
		Objects.requireNonNull(ping, "'ping' must not be null");
		Checks.positive("interval", interval);
		Checks.positive("timeout", timeout);
	}

	/**
	 * Creates settings with the default times.
	 * @param ping the ping
	 */
	public PingSettings(Ping ping) {
		this(ping, DEFAULT_INTERVAL, DEFAULT_TIMEOUT);
	}

}
