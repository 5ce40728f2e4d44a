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

package io.framedtcp.internal.connect;

import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.internal.route.FailedRoutes;
import io.framedtcp.internal.transport.Watchdog;

/**
 * Connectors for tests, each with a record of failed routes of its own.
 */
public final class Connectors {

	private Connectors() {
	}

	public static Connector connector(ConnectionSettings settings, Watchdog watchdog) {
		return connector(settings, watchdog, failedRoutes(settings));
	}

	public static Connector connector(ConnectionSettings settings, Watchdog watchdog, FailedRoutes failedRoutes) {
		return new Connector(settings, watchdog, failedRoutes);
	}

	public static FailedRoutes failedRoutes(ConnectionSettings settings) {
		return new FailedRoutes("test", settings.addressRetryDelay(), () -> 0.5, System::nanoTime, () -> {
		});
	}

}
