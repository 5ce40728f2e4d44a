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

package io.framedtcp.spi;

/**
 * Changes each request once its connection is known, to write a token, a session id or a
 * number that the connection counts.
 * <p>
 * Called for each request of a call, a batch, a session or a ping, in the order of
 * writing on the connection. A call that is repeated on another connection is stamped
 * anew, from the payload of the caller. The matcher sees the stamped request. Frames of
 * an initializer, answers to unsolicited frames and a farewell are not stamped.
 * <p>
 * Called in the thread of the caller. It must be quick, and safe for use by many threads
 * for different connections. The thread is interrupted at the deadline of the call. The
 * caller gets an exception that the stamper throws, and the request is not sent. Shared
 * connections have no stampers.
 */
@FunctionalInterface
public interface RequestStamper {

	/**
	 * Stamps a request.
	 * @param connection attributes of the connection
	 * @param payload the payload, which must not be changed
	 * @return the payload to send instead
	 */
	byte[] stamp(ConnectionAttributes connection, byte[] payload);

}
