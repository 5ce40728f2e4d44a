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
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Runs the calls of a template in threads of an executor.
 */
final class AsyncTemplate implements FramedTcpAsyncOperations {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final FramedTcpTemplate template;

	private final Executor executor;

	AsyncTemplate(FramedTcpTemplate template, Executor executor) {
		this.template = template;
		this.executor = executor;
	}

	/**
	 * Creates an executor with a new thread for each call, a virtual one if the JDK has
	 * virtual threads.
	 * @param client the name of the client, for the names of the threads
	 * @return the executor, which need not be closed
	 */
	static Executor defaultExecutor(String client) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("framed-tcp-" + client + "-call-");
		executor.setVirtualThreads(Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS);
		executor.setDaemon(true);
		return executor;
	}

	@Override
	public CompletableFuture<@Nullable Void> send(byte[] payload) {
		return submit((call) -> send(payload, call));
	}

	@Override
	public CompletableFuture<@Nullable Void> send(byte[] payload, Duration timeout) {
		return submitBounded(timeout, (call) -> send(payload, call));
	}

	@Override
	public CompletableFuture<byte[]> sendAndReceive(byte[] payload) {
		return submit((call) -> call.sendAndReceive(payload));
	}

	@Override
	public CompletableFuture<byte[]> sendAndReceive(byte[] payload, Duration timeout) {
		return submitBounded(timeout, (call) -> call.sendAndReceive(payload));
	}

	@Override
	public CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads) {
		return submit((call) -> call.sendAndReceiveAll(payloads));
	}

	@Override
	public CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads, Duration timeout) {
		return submitBounded(timeout, (call) -> call.sendAndReceiveAll(payloads));
	}

	@Override
	public CompletableFuture<@Nullable Void> convertAndSend(Object payload) {
		return submit((call) -> send(this.template.conversion.toBytes(payload), call));
	}

	@Override
	public CompletableFuture<@Nullable Void> convertAndSend(Object payload, Duration timeout) {
		return submitBounded(timeout, (call) -> send(this.template.conversion.toBytes(payload), call));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType) {
		return submit((call) -> call.convertSendAndReceive(payload, replyType));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType,
			Duration timeout) {
		return submitBounded(timeout, (call) -> call.convertSendAndReceive(payload, replyType));
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback) {
		return submit((call) -> call.execute(callback));
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback,
			Duration timeout) {
		return submitBounded(timeout, (call) -> call.execute(callback));
	}

	private @Nullable Void send(byte[] payload, Call call) {
		call.send(payload);
		return null;
	}

	private <T extends @Nullable Object> CompletableFuture<T> submitBounded(Duration timeout, Function<Call, T> work) {
		Call call;
		try {
			call = this.template.boundedCall(timeout);
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		AsyncCall<T> task = submit(call, work);
		if (!task.isDone()) {
			task.takeUpWithin(timeout, () -> notTakenUp(call));
		}
		return task;
	}

	private <T extends @Nullable Object> CompletableFuture<T> submit(Function<Call, T> work) {
		return submit(this.template.call(null), work);
	}

	private <T extends @Nullable Object> AsyncCall<T> submit(Call call, Function<Call, T> work) {
		AsyncCall<T> task = new AsyncCall<>(() -> {
			if (!call.hasTimeFor(0)) {
				throw notTakenUp(call);
			}
			return work.apply(call);
		});
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			task.completeExceptionally(
					new FramedTcpBusyException("The executor refused the call", call.context(Phase.ACQUIRE), ex));
		}
		return task;
	}

	private static FramedTcpBusyException notTakenUp(Call call) {
		return new FramedTcpBusyException(
				"The call was not taken up within " + call.bound() + ": no thread of its executor was free",
				call.context(Phase.ACQUIRE), null);
	}

}
