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

package io.framedtcp.benchmarks.peer;

import java.io.Closeable;
import java.io.IOException;

import org.jspecify.annotations.Nullable;

import io.framedtcp.pool.SharingStatus;

/**
 * A client that is compared with others. Safe for use by many threads.
 */
public interface Client extends Closeable {

	/**
	 * Send a request and wait for its reply.
	 * @param request what the request carries; not changed before the reply is there
	 * @return what the reply carries
	 * @throws Exception if that fails, which fails the whole run
	 */
	byte[] exchange(byte[] request) throws Exception;

	/**
	 * Return what the shared connections of the client have done.
	 * @return their numbers, or {@code null} if it does not count
	 */
	default @Nullable SharingStatus sharing() {
		return null;
	}

	@Override
	void close() throws IOException;

}
