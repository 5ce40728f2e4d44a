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
 * A connection as a {@link ConnectionInitializer} gets it: open, and nothing has been
 * said on it. What is read is what comes; no matcher is asked and no unsolicited frame
 * set aside.
 * <p>
 * Each method fails with an {@link EndOfStreamException} if the server closes the
 * connection, with a {@link MalformedFrameException} if what comes is no frame, with
 * another {@link IOException} if the connection breaks or the time is over, and with an
 * {@link IllegalStateException} once the initializer has returned, or while another
 * thread is using the connection. After any failure the connection is of no use.
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
	 * Returns the attributes of the connection, for what others are to know of it.
	 * @return the attributes, which stay when the initializer has returned
	 */
	ConnectionAttributes attributes();

	/**
	 * Send a frame.
	 * @param payload what it carries
	 * @throws IOException if that fails
	 */
	void send(byte[] payload) throws IOException;

	/**
	 * Send a frame that is delimited in another way than the client's others, such as a
	 * line of text.
	 * @param payload what it carries
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
	 * Waits for a frame that is delimited in another way than the client's others, such
	 * as a line of text.
	 * @param framing how this frame is delimited
	 * @return its payload
	 * @throws IOException if that fails
	 */
	byte[] receive(Framing framing) throws IOException;

	/**
	 * Send bytes as they are, without any framing.
	 * @param bytes the bytes
	 * @throws IOException if that fails
	 */
	void writeBytes(byte[] bytes) throws IOException;

	/**
	 * Waits for so many bytes, without any framing.
	 * @param count how many, at least 1 and at most the maximum frame size
	 * @return the bytes
	 * @throws IOException if that fails
	 */
	byte[] readBytes(int count) throws IOException;

	/**
	 * Send a frame and wait for another. Also returns one that came before the first
	 * could be written: it may say why the server refuses it. The connection is of no use
	 * then.
	 * @param payload what the first carries
	 * @return the payload of the second
	 * @throws IOException if that fails
	 */
	default byte[] exchange(byte[] payload) throws IOException {
		send(payload);
		return receive();
	}

}
