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

package io.framedtcp.support;

import java.io.IOException;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.SessionLease;

/**
 * Leases of a template's pool, for tests that look below the template.
 */
public final class Leases {

	private Leases() {
	}

	public static SessionLease acquire(FramedTcpTemplate template, Deadline deadline)
			throws IOException, InterruptedException {
		return ((ConnectionPool) template.getPool()).acquireForSession(deadline);
	}

}
