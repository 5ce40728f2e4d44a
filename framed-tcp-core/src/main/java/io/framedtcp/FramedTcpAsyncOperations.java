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
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;

/**
 * The operations of {@link FramedTcpOperations} in threads of an executor, with futures
 * as results. The calls use the same connections, bounds and rules for repetitions.
 * <p>
 * <b>Time.</b> A duration counts from the submission and includes the time in the
 * executor's queue. If it passes in the queue, the call fails with a
 * {@link FramedTcpBusyException} and touches no connection. Without a duration, the time
 * in the queue has no bound, and the time-outs count from the start of the call.
 * <p>
 * <b>Failures.</b> The future fails with the exceptions that the methods of
 * {@link FramedTcpOperations} throw, wrong arguments included. Stages directly on the
 * future, such as {@code whenComplete}, receive the {@link FramedTcpException} itself.
 * {@code join()} and later stages wrap it in a
 * {@link java.util.concurrent.CompletionException}, and {@code get()} in an
 * {@link java.util.concurrent.ExecutionException}. If the executor refuses a call, the
 * future fails with a {@link FramedTcpBusyException}.
 * <p>
 * <b>Cancellation.</b> Completing the future from outside ends the call: by
 * {@code cancel} with either argument, {@code orTimeout}, {@code complete} or
 * {@code obtrudeValue}. A call that has not begun never begins. The thread of a running
 * call is interrupted, and its connection is closed unless the exchange was just
 * complete. The executor can use the thread for other tasks. The server may have carried
 * out the request. Cancelling a derived stage cancels that stage only.
 * <p>
 * <b>Stages</b> run after the call has released its connection, in the thread that
 * completes the future. Use an {@code …Async} stage for work that blocks:
 * {@code orTimeout} may complete the future in a JDK thread shared by all time-outs.
 * <p>
 * Payloads must not change before the future is complete. Implementations are safe for
 * use by many threads.
 *
 * @see FramedTcpTemplate#async()
 */
public interface FramedTcpAsyncOperations {

	/**
	 * Sends a frame without a reply.
	 * @param payload the payload of the frame
	 * @return completed with {@code null} when the frame has been handed to the operating
	 * system
	 * @see FramedTcpOperations#send(byte[])
	 */
	CompletableFuture<@Nullable Void> send(byte[] payload);

	/**
	 * Sends a frame without a reply.
	 * @param payload the payload of the frame
	 * @param timeout bounds the call, from now
	 * @return completed with {@code null} when the frame has been handed to the operating
	 * system
	 * @see FramedTcpOperations#send(byte[], Duration)
	 */
	CompletableFuture<@Nullable Void> send(byte[] payload, Duration timeout);

	/**
	 * Sends a request and waits for its reply.
	 * @param payload the payload of the request
	 * @return the payload of the reply
	 * @see FramedTcpOperations#sendAndReceive(byte[])
	 */
	CompletableFuture<byte[]> sendAndReceive(byte[] payload);

	/**
	 * Sends a request and waits for its reply.
	 * @param payload the payload of the request
	 * @param timeout bounds the call, from now
	 * @return the payload of the reply
	 * @see FramedTcpOperations#sendAndReceive(byte[], Duration)
	 */
	CompletableFuture<byte[]> sendAndReceive(byte[] payload, Duration timeout);

	/**
	 * Sends several requests on one connection without waiting for each reply.
	 * @param payloads the payloads of the requests
	 * @return the payloads of the replies, in the order of the requests
	 * @see FramedTcpOperations#sendAndReceiveAll(List)
	 */
	CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads);

	/**
	 * Sends several requests on one connection without waiting for each reply.
	 * @param payloads the payloads of the requests
	 * @param timeout bounds the call, from now
	 * @return the payloads of the replies, in the order of the requests
	 * @see FramedTcpOperations#sendAndReceiveAll(List, Duration)
	 */
	CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads, Duration timeout);

	/**
	 * Converts an object and sends it in a frame without a reply. The thread of the call
	 * converts it.
	 * @param payload the object
	 * @return completed with {@code null} when the frame has been handed to the operating
	 * system
	 * @see FramedTcpOperations#convertAndSend(Object)
	 */
	CompletableFuture<@Nullable Void> convertAndSend(Object payload);

	/**
	 * Converts an object and sends it in a frame without a reply.
	 * @param payload the object
	 * @param timeout bounds the call, from now
	 * @return completed with {@code null} when the frame has been handed to the operating
	 * system
	 * @see FramedTcpOperations#convertAndSend(Object, Duration)
	 */
	CompletableFuture<@Nullable Void> convertAndSend(Object payload, Duration timeout);

	/**
	 * Converts an object, sends it as a request and converts the reply. The thread of the
	 * call converts both.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, Class)
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param timeout bounds the call, from now
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, Class, Duration)
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType, Duration timeout) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, ParameterizedTypeReference)
	 */
	<T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Converts an object, sends it as a request and converts the reply.
	 * @param payload the object
	 * @param replyType the type to convert the reply to
	 * @param timeout bounds the call, from now
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, ParameterizedTypeReference,
	 * Duration)
	 */
	<T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType,
			Duration timeout);

	/**
	 * Exchanges several frames on one connection, in a thread of the executor.
	 * @param callback exchanges the frames
	 * @param <T> the type of the result
	 * @return completed with the result or the exception of the callback
	 * @see FramedTcpOperations#execute(FramedTcpSessionCallback)
	 */
	<T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback);

	/**
	 * Exchanges several frames on one connection, all within one time-out.
	 * @param callback exchanges the frames
	 * @param timeout bounds the whole session, from now, including the wait for a
	 * connection
	 * @param <T> the type of the result
	 * @return completed with the result or the exception of the callback
	 * @see FramedTcpOperations#execute(FramedTcpSessionCallback, Duration)
	 */
	<T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback, Duration timeout);

}
