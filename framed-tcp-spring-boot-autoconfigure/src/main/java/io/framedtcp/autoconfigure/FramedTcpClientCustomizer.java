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

import io.framedtcp.config.ConnectionSettingsBuilder;
import io.framedtcp.config.PoolSettings;

/**
 * Changes the settings of a client after its properties and beans have been applied.
 * <p>
 * All beans of this type are called in their order when the pool of a client is created.
 * A bean qualified with the name of a client is called only for that client.
 */
@FunctionalInterface
public interface FramedTcpClientCustomizer {

	/**
	 * Changes the settings of a client.
	 * @param client name of the client; {@code default} for the one without a name
	 * @param connection settings of its connections
	 * @param pool settings of its pool
	 */
	void customize(String client, ConnectionSettingsBuilder connection, PoolSettings.Builder pool);

}
