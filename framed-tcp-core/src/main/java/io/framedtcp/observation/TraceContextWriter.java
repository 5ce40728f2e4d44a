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
 * Writes the context of a trace into requests, if the protocol has room for it. The
 * server can then join its part of the trace to the caller's part.
 * <p>
 * It is called in the thread of the call, after the observation has begun and before the
 * frame is encoded. It is called once for each request of a batch, but not for frames of
 * a session. A repeated request carries the context of its first attempt. If it throws an
 * exception, the call fails before anything is sent.
 * <p>
 * Implementations must be safe for use by many threads.
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
