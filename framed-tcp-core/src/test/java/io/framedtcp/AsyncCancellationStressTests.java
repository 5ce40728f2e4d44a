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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

import io.framedtcp.support.Bytes;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hundreds of calls to a server that is slow at times, cancelled at any moment: nobody
 * gets another's reply, and no connection, permit or thread is lost.
 */
class AsyncCancellationStressTests {

	private static final int CALLS = 400;

	@RepeatedTest(5)
	void cancelsAtAnyMomentLoseNothing(RepetitionInfo repetition) throws Exception {
		Random random = new Random(repetition.getCurrentRepetition());
		AtomicInteger dirty = new AtomicInteger();
		AtomicInteger served = new AtomicInteger();
		ExecutorService threads = Executors.newFixedThreadPool(12);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			LockSupport.parkNanos((served.incrementAndGet() % 7 == 0) ? 3_000_000 : 50_000);
			connection.writeFrame(request);
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.pool((pool) -> pool.maxTotal(6).acquireTimeout(Duration.ofSeconds(60)))
					.executor((task) -> threads.execute(() -> {
						dirty.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
						task.run();
						dirty.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
					}))
					.build()) {
			List<CompletableFuture<?>> futures = new ArrayList<>();
			for (int i = 0; i < CALLS; i++) {
				futures.add(submit(template.async(), "call " + i));
				if (random.nextInt(3) == 0) {
					CompletableFuture<?> victim = futures.get(random.nextInt(futures.size()));
					LockSupport.parkNanos(random.nextInt(400_000));
					abandon(victim, random.nextInt(3));
				}
			}
			int own = 0;
			for (int i = 0; i < CALLS; i++) {
				own += isOwn(futures.get(i), "call " + i) ? 1 : 0;
			}
			assertThat(own).isGreaterThan(CALLS / 3);
			threads.shutdown();
			assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
			assertThat(dirty).hasValue(0);
			assertThat(template.getPool().counts().active()).isZero();
			assertThat(template.getPool().counts().waiting()).isZero();
			FramedTcpTemplate after = template.withExecutor(Runnable::run);
			assertThat(isOwn(submit(after.async(), "after"), "after")).isTrue();
			Awaitility.await().until(() -> server.open() == template.getPool().counts().idle());
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static CompletableFuture<?> submit(FramedTcpAsyncOperations async, String text) {
		if (text.endsWith("9")) {
			return async.execute((session) -> {
				session.sendAndReceive(bytes(text));
				return text(session.sendAndReceive(bytes(text)));
			});
		}
		if (text.endsWith("8")) {
			return async.sendAndReceiveAll(batch(text).stream().map(Bytes::bytes).toList());
		}
		return async.convertSendAndReceive(text, String.class);
	}

	private static List<String> batch(String text) {
		return List.of(text + " first", text + " second", text + " third");
	}

	private static void abandon(CompletableFuture<?> victim, int way) {
		switch (way) {
			case 0 -> victim.cancel(true);
			case 1 -> victim.completeExceptionally(new CancellationException());
			default -> victim.orTimeout(50, TimeUnit.MICROSECONDS);
		}
	}

	private static boolean isOwn(CompletableFuture<?> future, String text) {
		try {
			Object result = future.join();
			if (result instanceof List<?> replies) {
				assertThat(replies.stream().map((reply) -> text((byte[]) reply)).toList()).isEqualTo(batch(text));
			}
			else {
				assertThat(result).isEqualTo(text);
			}
			return true;
		}
		catch (CancellationException ex) {
			return false;
		}
		catch (CompletionException ex) {
			assertThat(ex.getCause()).isNotInstanceOf(FramedTcpException.class);
			return false;
		}
	}

}
