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
 * The operations of {@link FramedTcpOperations} in threads of an executor, each with a
 * future instead of a result. They are the same calls over the same connections, with the
 * same bounds, and are repeated or not as those are.
 * <p>
 * <b>Time.</b> A duration counts from the submission, so that time in the executor's
 * queue is part of it. A call whose time passes before a thread takes it up fails then,
 * with a {@link FramedTcpBusyException}, and touches no connection. A call without a
 * duration has its time-outs once it is taken up, and no bound on its time in the queue.
 * <p>
 * <b>Failures.</b> All come by the future, those of arguments too, as the methods of
 * {@link FramedTcpOperations} would throw them: {@code whenComplete} and
 * {@code exceptionally} of the future itself are given a {@link FramedTcpException},
 * while {@code join()} and stages derived from the future wrap it in a
 * {@link java.util.concurrent.CompletionException} and {@code get()} in an
 * {@link java.util.concurrent.ExecutionException}. If the executor refuses a call, that
 * is a {@link FramedTcpBusyException}.
 * <p>
 * <b>Cancellation.</b> Whoever completes the future from outside, by {@code cancel} with
 * either argument, {@code orTimeout}, {@code complete} or {@code obtrudeValue}, ends the
 * call: if it has not begun it never does; if it is running, its thread is interrupted
 * and its connection is closed unless the exchange was just complete. The executor's
 * thread goes on without a trace of it. What the server has made of the request is not
 * known then. Stages that hang on the future run after that, so that one which makes
 * another call need not wait for the connection of the first. They run in the thread that
 * completes the future: one that blocks should be an {@code …Async} one, since the thread
 * of {@code orTimeout} may be one that the JDK has for all time-outs. To cancel a stage
 * derived from the future cancels that stage only.
 * <p>
 * Payloads must not change before the future is complete. Implementations are safe for
 * use by many threads.
 *
 * @see FramedTcpTemplate#async()
 */
public interface FramedTcpAsyncOperations {

	/**
	 * Send a frame that has no reply.
	 * @param payload what the frame carries
	 * @return completed with {@code null} when it has been handed to the operating system
	 * @see FramedTcpOperations#send(byte[])
	 */
	CompletableFuture<@Nullable Void> send(byte[] payload);

	/**
	 * Send a frame that has no reply.
	 * @param payload what the frame carries
	 * @param timeout bound on the call, from now
	 * @return completed with {@code null} when it has been handed to the operating system
	 * @see FramedTcpOperations#send(byte[], Duration)
	 */
	CompletableFuture<@Nullable Void> send(byte[] payload, Duration timeout);

	/**
	 * Send a request and wait for its reply.
	 * @param payload what the request carries
	 * @return what the reply carries
	 * @see FramedTcpOperations#sendAndReceive(byte[])
	 */
	CompletableFuture<byte[]> sendAndReceive(byte[] payload);

	/**
	 * Send a request and wait for its reply.
	 * @param payload what the request carries
	 * @param timeout bound on the call, from now
	 * @return what the reply carries
	 * @see FramedTcpOperations#sendAndReceive(byte[], Duration)
	 */
	CompletableFuture<byte[]> sendAndReceive(byte[] payload, Duration timeout);

	/**
	 * Send several requests on one connection without waiting for each reply.
	 * @param payloads what the requests carry
	 * @return what the replies carry, in the order of the requests
	 * @see FramedTcpOperations#sendAndReceiveAll(List)
	 */
	CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads);

	/**
	 * Send several requests on one connection without waiting for each reply.
	 * @param payloads what the requests carry
	 * @param timeout bound on the call, from now
	 * @return what the replies carry, in the order of the requests
	 * @see FramedTcpOperations#sendAndReceiveAll(List, Duration)
	 */
	CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads, Duration timeout);

	/**
	 * Convert an object and send it in a frame that has no reply. The conversion is part
	 * of the call, and so done by its thread.
	 * @param payload the object
	 * @return completed with {@code null} when it has been handed to the operating system
	 * @see FramedTcpOperations#convertAndSend(Object)
	 */
	CompletableFuture<@Nullable Void> convertAndSend(Object payload);

	/**
	 * Convert an object and send it in a frame that has no reply.
	 * @param payload the object
	 * @param timeout bound on the call, from now
	 * @return completed with {@code null} when it has been handed to the operating system
	 * @see FramedTcpOperations#convertAndSend(Object, Duration)
	 */
	CompletableFuture<@Nullable Void> convertAndSend(Object payload, Duration timeout);

	/**
	 * Convert an object, send it as a request and convert the reply. Both conversions are
	 * part of the call, and so done by its thread.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, Class)
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType));
	}

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param timeout bound on the call, from now
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, Class, Duration)
	 */
	default <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType, Duration timeout) {
		return convertSendAndReceive(payload, ParameterizedTypeReference.forType(replyType), timeout);
	}

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, ParameterizedTypeReference)
	 */
	<T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType);

	/**
	 * Convert an object, send it as a request and convert the reply.
	 * @param payload the object
	 * @param replyType what the reply is to be converted to
	 * @param timeout bound on the call, from now
	 * @param <T> the type of the result
	 * @return the converted reply
	 * @see FramedTcpOperations#convertSendAndReceive(Object, ParameterizedTypeReference,
	 * Duration)
	 */
	<T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType,
			Duration timeout);

	/**
	 * Exchange several frames on one connection, in a thread of the executor.
	 * @param callback what to do
	 * @param <T> the type of the result
	 * @return what the callback returns, or what it throws
	 * @see FramedTcpOperations#execute(FramedTcpSessionCallback)
	 */
	<T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback);

	/**
	 * Exchange several frames on one connection, all within one bound.
	 * @param callback what to do
	 * @param timeout bound on getting the connection and on all frames, from now
	 * @param <T> the type of the result
	 * @return what the callback returns, or what it throws
	 * @see FramedTcpOperations#execute(FramedTcpSessionCallback, Duration)
	 */
	<T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback, Duration timeout);

}
