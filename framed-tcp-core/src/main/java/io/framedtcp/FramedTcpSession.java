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
 * Several frames on one connection, which nobody else uses meanwhile. Valid only inside
 * the {@link FramedTcpOperations#execute(FramedTcpSessionCallback) callback} and in its
 * thread.
 * <p>
 * While each frame that was sent has been answered, nothing may be there when the next
 * one is sent, since it would be taken for the reply. So receive all frames of a reply
 * before that, and what the server says first. Otherwise the frame is not sent, and the
 * session fails with a {@link FramedTcpWrongReplyException}. Where idle connections are
 * drained, whole frames go to the handler instead.
 */
public interface FramedTcpSession {

	/**
	 * Returns the attributes of the connection: what an initializer has learnt of it,
	 * say.
	 * @return the attributes, which stay when the session has ended
	 */
	ConnectionAttributes attributes();

	/**
	 * Send a frame. The connection is kept for others only if a frame is received for
	 * each that was sent, so one that the server does not answer costs the connection.
	 * <p>
	 * If the server refuses the frame before it has read all of it, and closes the
	 * connection, this method throws a {@link FramedTcpConnectionLostException}; only
	 * {@link #sendAndReceive(byte[])} returns what the server has answered.
	 * @param payload what the frame carries
	 * @throws FramedTcpException if that fails
	 * @throws IllegalArgumentException if the frame cannot be sent, or has the same id as
	 * one that has no reply yet; the session can go on
	 */
	void send(byte[] payload);

	/**
	 * Reads the next frame. If the client has a matcher, that is the reply to any of the
	 * requests that have none yet, or once all have, a further part of the last reply; of
	 * what comes before anything was sent the matcher is not asked.
	 * @return what it carried
	 * @throws FramedTcpException if that fails
	 */
	byte[] receive();

	/**
	 * Send a frame and read the next one. If the client has a matcher, that must be the
	 * reply to this very frame; otherwise it should not be used while an earlier frame
	 * has no reply yet.
	 * <p>
	 * Also returns a reply that came before the whole frame could be written. The
	 * connection is lost then, and further frames fail with a
	 * {@link FramedTcpConnectionLostException}.
	 * @param payload what the frame carries
	 * @return what the reply carried
	 * @throws FramedTcpException if that fails
	 * @throws IllegalArgumentException if the frame cannot be sent, or has the same id as
	 * one that has no reply yet; the session can go on
	 */
	byte[] sendAndReceive(byte[] payload);

}
