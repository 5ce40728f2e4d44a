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
 * Properties of the connection pool.
 */
public class PoolProperties {

	/**
	 * Most connections that are open at any time.
	 */
	private int maxTotal = 8;

	/**
	 * Most connections that are kept while idle. As many as may be open unless set.
	 */
	private @Nullable Integer maxIdle;

	/**
	 * Number of idle connections that are kept ready.
	 */
	private int minIdle;

	/**
	 * Time to wait for a connection while all are in use. Zero not to wait.
	 */
	private Duration acquireTimeout = Duration.ofSeconds(2);

	/**
	 * Most callers that wait for a connection at a time; one more is refused at once. No
	 * bound unless set.
	 */
	private @Nullable Integer maxWaiting;

	/**
	 * Age at which a connection is retired, less a random tenth at most. Zero for no
	 * bound.
	 */
	private Duration maxLifetime = Duration.ofMinutes(30);

	/**
	 * Time that a connection beyond min-idle may be idle. Zero for no bound.
	 */
	private Duration idleTimeout = Duration.ofMinutes(5);

	/**
	 * Time between two rounds of testing, retiring and refilling idle connections.
	 */
	private Duration housekeepingInterval = Duration.ofSeconds(10);

	/**
	 * Time that closing the client waits for connections in use before it closes them as
	 * well.
	 */
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * Time that a connection may be held before that is reported, with the stack trace of
	 * its borrower. Zero not to report it.
	 */
	private Duration leakDetectionThreshold = Duration.ZERO;

	public int getMaxTotal() {
		return this.maxTotal;
	}

	public void setMaxTotal(int maxTotal) {
		this.maxTotal = maxTotal;
	}

	public @Nullable Integer getMaxIdle() {
		return this.maxIdle;
	}

	public void setMaxIdle(@Nullable Integer maxIdle) {
		this.maxIdle = maxIdle;
	}

	public int getMinIdle() {
		return this.minIdle;
	}

	public void setMinIdle(int minIdle) {
		this.minIdle = minIdle;
	}

	public Duration getAcquireTimeout() {
		return this.acquireTimeout;
	}

	public void setAcquireTimeout(Duration acquireTimeout) {
		this.acquireTimeout = acquireTimeout;
	}

	public @Nullable Integer getMaxWaiting() {
		return this.maxWaiting;
	}

	public void setMaxWaiting(@Nullable Integer maxWaiting) {
		this.maxWaiting = maxWaiting;
	}

	public Duration getMaxLifetime() {
		return this.maxLifetime;
	}

	public void setMaxLifetime(Duration maxLifetime) {
		this.maxLifetime = maxLifetime;
	}

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public Duration getHousekeepingInterval() {
		return this.housekeepingInterval;
	}

	public void setHousekeepingInterval(Duration housekeepingInterval) {
		this.housekeepingInterval = housekeepingInterval;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Duration getLeakDetectionThreshold() {
		return this.leakDetectionThreshold;
	}

	public void setLeakDetectionThreshold(Duration leakDetectionThreshold) {
		this.leakDetectionThreshold = leakDetectionThreshold;
	}

}
