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
 * Writes the context of a trace into requests, wherever the protocol has room for it. The
 * server can then join its part of the trace to the caller's.
 * <p>
 * Called in the thread of the call, after its observation has begun and before its frame
 * is encoded. Called once for each request of a batch, and not for frames of a session. A
 * repeated request carries the context of its first attempt. Must be safe for use by many
 * threads. An exception fails the call before anything is sent.
 */
@FunctionalInterface
public interface TraceContextWriter {

	/**
	 * Writes the context of a trace into a request.
	 * @param payload the payload of the request, which must not be changed
	 * @param headers the headers of the tracer by name, {@code traceparent} for example;
	 * empty if nothing is traced
	 * @return the payload to send instead
	 */
	byte[] write(byte[] payload, Map<String, String> headers);

}
