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

import org.jspecify.annotations.Nullable;

/**
 * Properties of the ping that keeps idle connections alive, or finds out that they are
 * not.
 */
public class PingProperties {

	/**
	 * Payload of the ping, as hexadecimal digits, in YAML in quotation marks. Idle
	 * connections are not pinged without it or a bean of type Ping.
	 */
	private @Nullable String payload;

	/**
	 * Time that a connection must have been silent to be pinged.
	 */
	private Duration interval = Duration.ofSeconds(30);

	/**
	 * Time that a ping may take.
	 */
	private Duration timeout = Duration.ofSeconds(2);

	/**
	 * Whether the server answers a ping with the payload above.
	 */
	private boolean answered = true;

	public @Nullable String getPayload() {
		return this.payload;
	}

	public void setPayload(@Nullable String payload) {
		this.payload = payload;
	}

	public Duration getInterval() {
		return this.interval;
	}

	public void setInterval(Duration interval) {
		this.interval = interval;
	}

	public Duration getTimeout() {
		return this.timeout;
	}

	public void setTimeout(Duration timeout) {
		this.timeout = timeout;
	}

	public boolean isAnswered() {
		return this.answered;
	}

	public void setAnswered(boolean answered) {
		this.answered = answered;
	}

}
