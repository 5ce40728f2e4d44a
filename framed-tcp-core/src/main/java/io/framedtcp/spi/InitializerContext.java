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

import java.io.IOException;
import java.net.InetSocketAddress;

import io.framedtcp.framing.EndOfStreamException;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.MalformedFrameException;

/**
 * An open connection in the hands of its {@link ConnectionInitializer}, before any
 * exchange. Frames are returned as they arrive: no matcher is asked, and unsolicited
 * frames are not sorted out.
 * <p>
 * Each method throws:
 * <ul>
 * <li>an {@link EndOfStreamException} if the server closes the connection
 * <li>a {@link MalformedFrameException} if the bytes that arrive are not a frame
 * <li>another {@link IOException} if the connection breaks or the time is over
 * <li>an {@link IllegalStateException} if the initializer has returned, or another thread
 * is using the connection
 * </ul>
 * After any failure the connection is of no use.
 * <p>
 * Used by one thread at a time.
 */
public interface InitializerContext {

	/**
	 * Returns the server's address.
	 * @return the IP address and the port; behind a proxy, which resolves the name, the
	 * unresolved host
	 */
	InetSocketAddress remoteAddress();

	/**
	 * Returns the attributes of the connection. Matchers, handlers, pings and stampers
	 * can read them later.
	 * @return the attributes, which outlive the initializer
	 */
	ConnectionAttributes attributes();

	/**
	 * Sends a frame.
	 * @param payload the payload of the frame
	 * @throws IOException if that fails
	 */
	void send(byte[] payload) throws IOException;

	/**
	 * Sends a frame in a framing of its own, such as a line of text.
	 * @param payload the payload of the frame
	 * @param framing how this frame is delimited
	 * @throws IOException if that fails
	 */
	void send(byte[] payload, Framing framing) throws IOException;

	/**
	 * Waits for a frame.
	 * @return its payload
	 * @throws IOException if that fails
	 */
	byte[] receive() throws IOException;

	/**
	 * Waits for a frame in a framing of its own, such as a line of text.
	 * @param framing how this frame is delimited
	 * @return its payload
	 * @throws IOException if that fails
	 */
	byte[] receive(Framing framing) throws IOException;

	/**
	 * Sends bytes without any framing.
	 * @param bytes the bytes
	 * @throws IOException if that fails
	 */
	void writeBytes(byte[] bytes) throws IOException;

	/**
	 * Waits for a number of bytes, without any framing.
	 * @param count the number of bytes, at least 1 and at most the maximum frame size
	 * @return the bytes
	 * @throws IOException if that fails
	 */
	byte[] readBytes(int count) throws IOException;

	/**
	 * Sends a frame and waits for the answer. If a frame arrives before the first one is
	 * written, that frame is returned: it may say why the server refuses the connection,
	 * which is of no use then.
	 * @param payload the payload of the frame to send
	 * @return the payload of the answer
	 * @throws IOException if that fails
	 */
	default byte[] exchange(byte[] payload) throws IOException {
		send(payload);
		return receive();
	}

}
