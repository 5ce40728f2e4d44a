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

package io.framedtcp.internal.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.Deadline;

/**
 * How long a connection is used, in time and in exchanges. The time is shortened at
 * random, so connections opened together do not end together.
 *
 * @param maxLifetime age at which a connection is retired, shortened by up to a tenth;
 * zero for no bound
 * @param maxUses how many exchanges a connection serves; zero for no bound
 */
public record Lifespan(Duration maxLifetime, int maxUses) {

	private static final int JITTER_PER_MILLE = 100;

	/**
	 * Returns the lifespan of the connections of a pool.
	 * @param settings settings of the pool
	 * @return its bounds
	 */
	public static Lifespan of(PoolSettings settings) {
		return new Lifespan(settings.maxLifetime(), settings.maxUses());
	}

	/**
	 * Returns when a connection that has just been opened must be retired.
	 * @return its maximum lifetime from now
	 */
	Deadline endOfLife() {
		if (this.maxLifetime.isZero()) {
			return Deadline.never();
		}
		int jitter = ThreadLocalRandom.current().nextInt(JITTER_PER_MILLE);
		return Deadline.after(this.maxLifetime.minus(this.maxLifetime.dividedBy(1000).multipliedBy(jitter)));
	}

	/**
	 * Returns how many more exchanges a connection may serve.
	 * @param used how many it has served
	 * @return the number; zero or less if it is used up
	 */
	long usesLeft(long used) {
		return (this.maxUses > 0) ? this.maxUses - used : Long.MAX_VALUE;
	}

}
