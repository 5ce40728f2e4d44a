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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * Exchanges frames with one server, or several equal ones, over pooled connections.
 * <p>
 * A call gets the reply to its own request or an exception, never the reply of another
 * call. Every call ends. Without a duration, each attempt takes at most the sum of the
 * client's acquire, connect and response time-outs. A duration bounds the whole call; the
 * acquire and connect time-outs still bound their parts.
 * <p>
 * All methods throw a {@link FramedTcpException} if the exchange fails:
 * {@link FramedTcpBusyException}, {@link FramedTcpConnectException},
 * {@link FramedTcpTimeoutException}, {@link FramedTcpConnectionLostException},
 * {@link FramedTcpMalformedReplyException}, {@link FramedTcpWrongReplyException},
 * {@link FramedTcpInterruptedException} or {@link FramedTcpClosedException}. They throw
 * an {@link IllegalArgumentException}, before anything is sent, if the payload is
 * {@code null} or its frame would be too large. Implementations are safe for use by many
 * threads.
 */
public interface FramedTcpOperations {

	/**
	 * Returns the same operations for requests that may reach the server twice without
	 * harm, such as reads. Such a call is repeated once, on a new connection, if an idle
	 * connection turns out to be closed before the first byte of the reply. Any call is
	 * repeated once if its connection was lost before a byte of it was written. Without a
	 * retry policy, no call is repeated after a time-out. {@code execute} is never
	 * repeated. A retry policy may add repetitions, but sends only idempotent requests
	 * twice.
	 * @return operations on the same connections; keep them or create them for each call
	 */
	FramedTcpOperations idempotent();

	/**
	 * Sends a frame without a reply. Returns when the frame has been handed to the
	 * operating system; the server may not have received it yet. Do not use this method
	 * if the server answers. The answer would count as a fault of the connection, or even
	 * as the reply to the next request.
	 * @param payload the payload of the frame
	 */
	void send(byte[] payload);

	/**
	 * Sends a frame without a reply.
	 * @param payload the payload of the frame
	 * @param timeout bounds the call
	 * @see #send(byte[])
	 */
	void send(byte[] payload, Duration timeout);

	/**
	 * Sends a request and waits for its reply.
	 * @param payload the payload of the request
	 * @return the payload of the reply
	 */
	byte[] sendAndReceive(byte[] payload);

	/**
	 * Sends a request and waits for its reply.
	 * @param payload the payload of the request
	 * @param timeout bounds the call
	 * @return the payload of the reply
	 */
	byte[] sendAndReceive(byte[] payload, Duration timeout);

	/**
	 * Sends several requests on one connection without waiting for each reply, and waits
	 * for all replies. The server must keep reading, or find the next request after its
	 * reply. It must answer in order, unless a matcher tells the replies apart. Many
	 * requests go out in one write, which makes a batch much faster than single calls.
	 * <p>
	 * Each reply may take the response time-out, counted from the previous reply. One
	 * time-out for a batch of any size would be too long for the first reply or too short
	 * for the last.
	 * <p>
	 * If anything fails, the connection is closed and the whole call fails. The message
	 * says how many replies had come. The server may have carried out any of the
	 * requests. A repetition, under the same rules as for other calls, sends all requests
	 * again.
	 * <p>
	 * If the client shares its connections, the requests may go to several of them, among
	 * those of other callers. A call that fails then leaves the connections open that
	 * still work.
	 * @param payloads the payloads of the requests, which must not change meanwhile; an
	 * empty list does nothing
	 * @return the payloads of the replies, in the order of the requests
	 * @throws IllegalArgumentException if the matcher finds the same id in two requests,
	 * or if there are several requests and the framing allows one reply per connection
	 */
	List<byte[]> sendAndReceiveAll(List<byte[]> payloads);

	/**
	 * Sends several requests on one connection without waiting for each reply, and waits
	 * for all replies within one time-out.
	 * @param payloads the payloads of the requests, which must not change meanwhile
	 * @param timeout bounds the whole call, instead of each reply
	 * @return the payloads of the replies, in the order of the requests
	 * @throws IllegalArgumentException if the matcher finds the same id in two requests,
	 * or if there are several requests and the framing allows one reply per connection
	 * @see #sendAndReceiveAll(List)
	 */
	List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Duration timeout);

	/**
	 * Converts an object and sends it in a frame without a reply.
	 * @param payload the object
	 * @throws org.springframework.messaging.converter.MessageConversionException if it
	 * cannot be converted
	 * @see #send(byte[])
	 */
	void convertAndSend(Object payload);

	/**
	 * Converts an object and sends it in a frame without a reply.
	 * @param payload the object
	 * @param timeout bounds the call
	 * @throws org.springframework.messaging.converter.MessageConversionException if it
	 * cannot be converted
	 * @see #send(byte[])
	 */
	void convertAndSend(Object payload, Duration timeout);

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	default <T> T convertSendAndReceive(Object payload, Class<T> replyType) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param timeout bounds the call
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	default <T> T convertSendAndReceive(Object payload, Class<T> replyType, Duration timeout) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	<T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param timeout bounds the call
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	<T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType, Duration timeout);

	/**
	 * Exchanges several frames on one connection. Each frame may take the response
	 * time-out. The connection is kept for others only if the callback returns normally
	 * and has read a frame for each frame that it has sent. Otherwise it is closed.
	 * @param callback exchanges the frames
	 * @param <T> the type of the result
	 * @return the result of the callback
	 */
	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback);

	/**
	 * Exchanges several frames on one connection, all within one time-out.
	 * @param callback exchanges the frames
	 * @param timeout bounds the whole session, including the wait for a connection
	 * @param <T> the type of the result
	 * @return the result of the callback
	 * @see #execute(FramedTcpSessionCallback)
	 */
	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Duration timeout);

}
