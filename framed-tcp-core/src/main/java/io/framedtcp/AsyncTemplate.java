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
 * The calls of a template in threads of an executor.
 */
final class AsyncTemplate implements FramedTcpAsyncOperations {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final FramedTcpTemplate template;

	private final Exchanges exchanges;

	private final Executor executor;

	AsyncTemplate(FramedTcpTemplate template, Exchanges exchanges, Executor executor) {
		this.template = template;
		this.exchanges = exchanges;
		this.executor = executor;
	}

	/**
	 * Make an executor with a new thread for each call, virtual where the JDK has such.
	 * @param client name of the client, which stands in those of the threads
	 * @return the executor, which needs not be closed
	 */
	static Executor defaultExecutor(String client) {
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor("framed-tcp-" + client + "-call-");
		executor.setVirtualThreads(Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS);
		executor.setDaemon(true);
		return executor;
	}

	@Override
	public CompletableFuture<@Nullable Void> send(byte[] payload) {
		return submit(null, (call) -> send(payload, call));
	}

	@Override
	public CompletableFuture<@Nullable Void> send(byte[] payload, Duration timeout) {
		return submitBounded(timeout, (call) -> send(payload, call));
	}

	@Override
	public CompletableFuture<byte[]> sendAndReceive(byte[] payload) {
		return submit(null, (call) -> this.exchanges.sendAndReceive(payload, call));
	}

	@Override
	public CompletableFuture<byte[]> sendAndReceive(byte[] payload, Duration timeout) {
		return submitBounded(timeout, (call) -> this.exchanges.sendAndReceive(payload, call));
	}

	@Override
	public CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads) {
		return submit(null, (call) -> this.exchanges.sendAndReceiveAll(payloads, call));
	}

	@Override
	public CompletableFuture<List<byte[]>> sendAndReceiveAll(List<byte[]> payloads, Duration timeout) {
		return submitBounded(timeout, (call) -> this.exchanges.sendAndReceiveAll(payloads, call));
	}

	@Override
	public CompletableFuture<@Nullable Void> convertAndSend(Object payload) {
		return submit(null, (call) -> send(this.template.toBytes(payload), call));
	}

	@Override
	public CompletableFuture<@Nullable Void> convertAndSend(Object payload, Duration timeout) {
		return submitBounded(timeout, (call) -> send(this.template.toBytes(payload), call));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType) {
		return submit(null, (call) -> this.template.convertSendAndReceive(payload, replyType, call));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, Class<T> replyType, Duration timeout) {
		return submitBounded(timeout, (call) -> this.template.convertSendAndReceive(payload, replyType, call));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType) {
		return submit(null,
				(call) -> this.template.convertSendAndReceive(payload, FramedTcpTemplate.typeOf(replyType), call));
	}

	@Override
	public <T> CompletableFuture<T> convertSendAndReceive(Object payload, ParameterizedTypeReference<T> replyType,
			Duration timeout) {
		return submitBounded(timeout,
				(call) -> this.template.convertSendAndReceive(payload, FramedTcpTemplate.typeOf(replyType), call));
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback) {
		return submit(null, (call) -> this.exchanges.execute(callback, call));
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> execute(FramedTcpSessionCallback<T> callback,
			Duration timeout) {
		return submitBounded(timeout, (call) -> this.exchanges.execute(callback, call));
	}

	private @Nullable Void send(byte[] payload, Call call) {
		this.exchanges.send(payload, call);
		return null;
	}

	private <T extends @Nullable Object> CompletableFuture<T> submitBounded(Duration timeout, Function<Call, T> work) {
		try {
			TemplateSettings.assertPositive(timeout, "'timeout' must be positive");
		}
		catch (IllegalArgumentException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return submit(timeout, work);
	}

	private <T extends @Nullable Object> CompletableFuture<T> submit(@Nullable Duration timeout,
			Function<Call, T> work) {
		Call call = this.template.call(timeout);
		this.exchanges.submitted(call);
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
			task.completeExceptionally(call.busy("The executor refused the call", ex));
		}
		if (timeout != null && !task.isDone()) {
			task.takeUpWithin(timeout, () -> notTakenUp(call));
		}
		return task;
	}

	private static FramedTcpBusyException notTakenUp(Call call) {
		return call.busy("The call was not taken up in time: no thread of its executor was free", null);
	}

}
