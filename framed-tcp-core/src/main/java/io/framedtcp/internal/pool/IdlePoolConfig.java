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

package io.framedtcp.internal.pool;

import org.apache.commons.pool2.impl.GenericObjectPoolConfig;

import io.framedtcp.config.PoolSettings;

/**
 * The configuration of {@code GenericObjectPool}, which bounds the number of slots and
 * keeps idle ones. Callers wait for a permit before they use it. A caller validates its
 * slot itself, within its deadline.
 * <p>
 * Links with Commons Pool2 2.12 and 2.13.
 */
final class IdlePoolConfig extends GenericObjectPoolConfig<Slot> {

	IdlePoolConfig(PoolSettings settings, Pinger pinger) {
		setMaxTotal(settings.maxTotal());
		setMaxIdle(settings.maxIdle());
		setTestWhileIdle(true);
		// A negative n tests one idle slot in |n|: -1 tests all.
		setNumTestsPerEvictionRun(-1);
		setEvictionPolicy(new IdleConnectionPolicy(settings, pinger));
		setJmxEnabled(false);
	}

	/**
	 * Switches off statistics that take a lock of the whole pool at each call. Commons
	 * Pool2 2.12 has neither this method nor its setter: it always collects them.
	 * @return {@code false}
	 */
	@Override
	public boolean getCollectDetailedStatistics() {
		return false;
	}

}
