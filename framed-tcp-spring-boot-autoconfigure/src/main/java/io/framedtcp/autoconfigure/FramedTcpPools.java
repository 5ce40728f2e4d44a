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

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;

import io.framedtcp.pool.FramedConnectionPool;

/**
 * Finds the pools of all clients, of those that have a name as well, for what watches
 * them.
 */
public final class FramedTcpPools {

	private FramedTcpPools() {
	}

	/**
	 * Find the pools and name them by their clients; if two pools, which then are the
	 * application's own, claim one client, by their beans.
	 * @param beanFactory where they are
	 * @return the pools by the names to show
	 */
	public static Map<String, FramedConnectionPool> byClient(ConfigurableListableBeanFactory beanFactory) {
		Map<String, FramedConnectionPool> byBean = SimpleAutowireCandidateResolver
			.resolveAutowireCandidates(beanFactory, FramedConnectionPool.class);
		Map<String, FramedConnectionPool> byClient = new LinkedHashMap<>();
		byBean.values().forEach((pool) -> byClient.put(pool.client(), pool));
		return (byClient.size() == byBean.size()) ? byClient : byBean;
	}

}
