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
 * Exchanges of frames with one server, or several equal ones, over pooled connections.
 * <p>
 * A call gets the reply to its own request or an exception, never another's reply. Every
 * call ends: without a duration it may wait as long as the client's acquire, connect and
 * response time-outs together, in each attempt if a retry policy repeats it; with one,
 * that is the bound on all of it, while the acquire and connect time-outs go on to bound
 * their parts.
 * <p>
 * All methods throw a {@link FramedTcpException} if the exchange fails:
 * {@link FramedTcpBusyException}, {@link FramedTcpConnectException},
 * {@link FramedTcpTimeoutException}, {@link FramedTcpConnectionLostException},
 * {@link FramedTcpMalformedReplyException}, {@link FramedTcpWrongReplyException},
 * {@link FramedTcpInterruptedException} or {@link FramedTcpClosedException}; and an
 * {@link IllegalArgumentException}, before anything is sent, if the payload is
 * {@code null} or its frame would be larger than the maximum. Implementations are safe
 * for use by many threads.
 */
public interface FramedTcpOperations {

	/**
	 * Returns the same operations for requests that the server may get twice without
	 * harm: reads, for example. A call is then repeated once, on a connection opened for
	 * it, if the connection had been idle and was closed before the first byte of the
	 * reply. Any call is repeated once if its connection was lost before a byte of it was
	 * written. No call is repeated after a time-out, and {@code execute} never, unless a
	 * retry policy says so for calls that may be.
	 * @return operations on the same connections, to be kept or made anew for each call
	 */
	FramedTcpOperations idempotent();

	/**
	 * Send a frame that has no reply. Returns when it has been handed to the operating
	 * system, which does not mean that it has arrived. Not for a server that answers: its
	 * answer would be taken for a fault of the connection, or worse, for the answer to
	 * the next request.
	 * @param payload what the frame carries
	 */
	void send(byte[] payload);

	/**
	 * Send a frame that has no reply.
	 * @param payload what the frame carries
	 * @param timeout bound on the call
	 * @see #send(byte[])
	 */
	void send(byte[] payload, Duration timeout);

	/**
	 * Send a request and wait for its reply.
	 * @param payload what the request carries
	 * @return what the reply carries
	 */
	byte[] sendAndReceive(byte[] payload);

	/**
	 * Send a request and wait for its reply.
	 * @param payload what the request carries
	 * @param timeout bound on the call
	 * @return what the reply carries
	 */
	byte[] sendAndReceive(byte[] payload, Duration timeout);

	/**
	 * Send several requests on one connection without waiting for each reply, and wait
	 * for all replies: for servers that go on reading, or find the next request when they
	 * have answered, and that answer in order unless a matcher tells the replies apart.
	 * Many requests go out in one write, so that a batch is much faster than as many
	 * calls.
	 * <p>
	 * Each reply may take the response time-out, counted from the reply before it: how
	 * many there are is up to the caller, so one bound on all of them would be too long
	 * for the first or too short for the last.
	 * <p>
	 * If anything fails, the connection is closed and the whole call fails, and the
	 * message tells how many replies had come; the server may have carried out any of the
	 * requests. It is repeated as other calls are, with all of its requests.
	 * @param payloads what the requests carry; must not change meanwhile. If there are
	 * none, nothing is done
	 * @return what the replies carry, in the order of the requests
	 * @throws IllegalArgumentException if two requests have the same id, so that the
	 * matcher could not tell their replies apart; or if there are several and a reply is
	 * ended by the close of its connection
	 */
	List<byte[]> sendAndReceiveAll(List<byte[]> payloads);

	/**
	 * Send several requests on one connection without waiting for each reply, and wait
	 * for all replies, within one bound.
	 * @param payloads what the requests carry; must not change meanwhile
	 * @param timeout bound on the whole call, instead of one on each reply
	 * @return what the replies carry, in the order of the requests
	 * @throws IllegalArgumentException if two requests have the same id, so that the
	 * matcher could not tell their replies apart; or if there are several and a reply is
	 * ended by the close of its connection
	 * @see #sendAndReceiveAll(List)
	 */
	List<byte[]> sendAndReceiveAll(List<byte[]> payloads, Duration timeout);

	/**
	 * Convert an object and send it in a frame that has no reply.
	 * @param payload the object
	 * @throws org.springframework.messaging.converter.MessageConversionException if it
	 * cannot be converted
	 * @see #send(byte[])
	 */
	void convertAndSend(Object payload);

	/**
	 * Convert an object and send it in a frame that has no reply.
	 * @param payload the object
	 * @param timeout bound on the call
	 * @throws org.springframework.messaging.converter.MessageConversionException if it
	 * cannot be converted
	 * @see #send(byte[])
	 */
	void convertAndSend(Object payload, Duration timeout);

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	default <T> T convertSendAndReceive(Object payload, Class<T> replyType) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param timeout bound on the call
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	default <T> T convertSendAndReceive(Object payload, Class<T> replyType, Duration timeout) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	<T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param timeout bound on the call
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @throws org.springframework.messaging.converter.MessageConversionException if the
	 * object or the reply cannot be converted
	 */
	<T> T convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType, Duration timeout);

	/**
	 * Exchange several frames on one connection. Each of them may take the response
	 * time-out. The connection is kept for others only if the callback returns normally
	 * and has read a frame after each that it has sent; otherwise it is closed.
	 * @param callback what to do
	 * @param <T> the type of the result
	 * @return what the callback returns
	 */
	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback);

	/**
	 * Exchange several frames on one connection, all within one bound.
	 * @param callback what to do
	 * @param timeout bound on getting the connection and on all frames
	 * @param <T> the type of the result
	 * @return what the callback returns
	 * @see #execute(FramedTcpSessionCallback)
	 */
	<T extends @Nullable Object> T execute(FramedTcpSessionCallback<T> callback, Duration timeout);

}
