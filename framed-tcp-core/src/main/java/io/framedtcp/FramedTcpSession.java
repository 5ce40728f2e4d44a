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

package io.framedtcp;

import io.framedtcp.spi.ConnectionAttributes;

/**
 * Exchanges several frames on one connection, without other callers on it. Valid only
 * inside the {@link FramedTcpOperations#execute(FramedTcpSessionCallback) callback} and
 * in its thread.
 * <p>
 * Receive all frames of a reply before you send the next frame. Receive the greeting of a
 * server that speaks first, too. Bytes that arrive before a request could be mistaken for
 * its reply. So the session then sends nothing and fails with a
 * {@link FramedTcpWrongReplyException}. If the client drains idle connections, whole
 * frames go to the handler instead.
 */
public interface FramedTcpSession {

	/**
	 * Returns the attributes of the connection, such as a session id set by an
	 * initializer.
	 * @return the attributes, which outlive the session
	 */
	ConnectionAttributes attributes();

	/**
	 * Sends a frame. The connection is kept only if the session receives a frame for each
	 * frame that it has sent. So a frame without an answer costs the connection.
	 * <p>
	 * A server may refuse the frame and close the connection before it has read the whole
	 * frame. Then this method throws a {@link FramedTcpConnectionLostException}. Only
	 * {@link #sendAndReceive(byte[])} returns such an early answer.
	 * @param payload the payload of the frame
	 * @throws FramedTcpException if it fails
	 * @throws IllegalArgumentException if the frame cannot be sent, or has the id of an
	 * unanswered request; the session remains usable
	 */
	void send(byte[] payload);

	/**
	 * Reads the next frame. A matcher must accept the frame as the reply to an unanswered
	 * request. If all requests are answered, the frame must be a further part of the last
	 * reply. The matcher is not asked about frames before the first request.
	 * @return the payload of the frame
	 * @throws FramedTcpException if it fails
	 */
	byte[] receive();

	/**
	 * Sends a frame and reads the next one. A matcher must accept the received frame as
	 * the reply to the sent one. Without a matcher, do not use this method while an
	 * earlier frame is unanswered.
	 * <p>
	 * A reply may come before the whole frame is written. This method returns it, but the
	 * connection is lost: further frames fail with a
	 * {@link FramedTcpConnectionLostException}.
	 * @param payload the payload of the frame
	 * @return the payload of the reply
	 * @throws FramedTcpException if it fails
	 * @throws IllegalArgumentException if the frame cannot be sent, or has the id of an
	 * unanswered request; the session remains usable
	 */
	byte[] sendAndReceive(byte[] payload);

}
