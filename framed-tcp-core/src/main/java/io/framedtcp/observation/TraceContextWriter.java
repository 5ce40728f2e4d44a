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

package io.framedtcp.observation;

import java.util.Map;

/**
 * Writes the context of a trace into requests, in whatever place the protocol has for it,
 * so that the server's part can be joined to the caller's.
 * <p>
 * Called in the thread of the call, after its observation has begun and before its frame
 * is made; once for each request of a batch, and not for what is sent in a session. A
 * request that is repeated carries what its first attempt did. Must be safe for use by
 * many threads. What it throws fails the call, of which nothing has been sent.
 */
@FunctionalInterface
public interface TraceContextWriter {

	/**
	 * Write the context of a trace into a request.
	 * @param payload what the request is to carry; must not be changed
	 * @param headers what the tracer propagates, {@code traceparent} for example, by
	 * name; empty if nothing is traced
	 * @return what the request is to carry instead
	 */
	byte[] write(byte[] payload, Map<String, String> headers);

}
