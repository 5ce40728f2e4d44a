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

package io.framedtcp.connection;

import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Tells the log of faults of this machine, once until a connection is healthy again.
 */
final class LocalFaultLog {

	private static final Log logger = LogFactory.getLog(LocalFaultLog.class);

	private final String client;

	private final AtomicBoolean told = new AtomicBoolean();

	LocalFaultLog(String client) {
		this.client = client;
	}

	void happened(ConnectFailedException ex) {
		if (this.told.compareAndSet(false, true)) {
			logger.warn("Client '" + this.client + "': no connection can be opened from here: " + ex.getSummary());
		}
	}

	void over() {
		if (this.told.get()) {
			this.told.set(false);
		}
	}

}
