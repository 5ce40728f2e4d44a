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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.messaging.converter.MessageConversionException;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Tests for {@link FramedTcpAsyncOperations}, with an executor of one thread where it
 * matters what that does next.
 */
class AsyncTests {

	private static final Duration SECOND = Duration.ofSeconds(1);

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final AtomicInteger requests = new AtomicInteger();

	private final CountDownLatch release = new CountDownLatch(1);

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		this.requests.incrementAndGet();
		if (text(request).equals("slow")) {
			this.release.await();
		}
		if (!text(request).equals("push")) {
			connection.writeFrame(request);
		}
	});

	private final ExecutorService oneThread = Executors.newSingleThreadExecutor();

	private final FramedTcpTemplate template = FramedTcpTemplate.builder(this.server.host(), this.server.port())
		.responseTimeout(Duration.ofSeconds(20))
		.listener(this.closedConnections)
		.executor(this.oneThread)
		.build();

	private final FramedTcpAsyncOperations async = this.template.async();

	@AfterEach
	void close() throws Exception {
		this.release.countDown();
		this.oneThread.shutdown();
		assertThat(this.oneThread.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
		assertThat(this.template.getPool().counts().active()).isZero();
		this.template.close();
		this.server.close();
	}

	@Test
	void resultsAreThoseOfTheCalls() {
		ParameterizedTypeReference<String> string = new ParameterizedTypeReference<>() {
		};
		List<byte[]> batch = List.of(bytes("1"), bytes("2"));
		assertThat(this.async.sendAndReceive(bytes("a")).join()).isEqualTo(bytes("a"));
		assertThat(this.async.sendAndReceive(bytes("b"), SECOND).join()).isEqualTo(bytes("b"));
		assertThat(this.async.sendAndReceiveAll(batch).join()).containsExactlyElementsOf(batch);
		assertThat(this.async.sendAndReceiveAll(batch, SECOND).join()).containsExactlyElementsOf(batch);
		assertThat(this.async.convertSendAndReceive("c", String.class).join()).isEqualTo("c");
		assertThat(this.async.convertSendAndReceive("d", String.class, SECOND).join()).isEqualTo("d");
		assertThat(this.async.convertSendAndReceive("e", string).join()).isEqualTo("e");
		assertThat(this.async.convertSendAndReceive("f", string, SECOND).join()).isEqualTo("f");
		assertThat(this.async.send(bytes("push")).join()).isNull();
		assertThat(this.async.send(bytes("push"), SECOND).join()).isNull();
		assertThat(this.async.convertAndSend("push").join()).isNull();
		assertThat(this.async.convertAndSend("push", SECOND).join()).isNull();
		assertThat(this.async.execute((session) -> session.sendAndReceive(bytes("g"))).join()).isEqualTo(bytes("g"));
		assertThat(this.async.execute((session) -> session.sendAndReceive(bytes("h")), SECOND).join())
			.isEqualTo(bytes("h"));
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void callsRunInThreadsOfTheirOwnUnlessAnExecutorIsSet() throws IOException {
		try (FramedTcpTemplate unset = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.client("payments")
			.build()) {
			Thread thread = unset.async().execute((session) -> Thread.currentThread()).join();
			assertThat(thread.getName()).startsWith("framed-tcp-payments-call-");
			assertThat(thread.isDaemon()).isTrue();
			assertThat(thread.getClass() != Thread.class).isEqualTo(Runtime.version().feature() >= 21);
			assertThat(unset.withExecutor(Runnable::run).async().execute((session) -> Thread.currentThread()).join())
				.isSameAs(Thread.currentThread());
		}
	}

	@Test
	void failureIsGivenAsItIs() {
		FramedTcpTemplate refused = FramedTcpTemplate.builder("localhost", 1).build();
		try (refused) {
			AtomicReference<Throwable> seen = new AtomicReference<>();
			CompletableFuture<byte[]> future = refused.async().sendAndReceive(bytes("a"));
			CompletableFuture<byte[]> told = future.whenComplete((reply, failure) -> seen.set(failure));
			assertThatExceptionOfType(CompletionException.class).isThrownBy(told::join)
				.withCauseInstanceOf(FramedTcpConnectException.class);
			assertThat(seen.get()).isInstanceOf(FramedTcpConnectException.class);
		}
	}

	@Test
	void argumentsThatAreOfNoUseFailTheFuture() {
		assertThat(this.async.sendAndReceive(null)).failsWithin(SECOND)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalArgumentException.class);
		assertThat(this.async.sendAndReceive(bytes("a"), Duration.ZERO)).failsWithin(SECOND)
			.withThrowableThat()
			.withCauseInstanceOf(IllegalArgumentException.class);
		assertThat(this.async.convertAndSend(new Object())).failsWithin(SECOND)
			.withThrowableThat()
			.withCauseInstanceOf(MessageConversionException.class);
		assertThat(this.requests).hasValue(0);
	}

	@Test
	void timeInTheQueueCounts() {
		CompletableFuture<byte[]> slow = this.async.sendAndReceive(bytes("slow"));
		CompletableFuture<byte[]> late = this.async.sendAndReceive(bytes("late"), Duration.ofMillis(100));
		CompletableFuture<byte[]> unbounded = this.async.sendAndReceive(bytes("unbounded"));
		assertThat(late).failsWithin(Duration.ofSeconds(10));
		assertThat(slow).isNotDone();
		this.release.countDown();
		assertThat(unbounded.join()).isEqualTo(bytes("unbounded"));
		assertThat(slow.join()).isEqualTo(bytes("slow"));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(late::join)
			.havingCause()
			.isInstanceOfSatisfying(FramedTcpBusyException.class, (ex) -> {
				assertThat(ex.isRequestMaybeSent()).isFalse();
				assertThat(ex.getElapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(100));
			});
		assertThat(this.requests).hasValue(2);
	}

	@Test
	void callThatTheExecutorRefusesIsBusy() {
		FramedTcpTemplate refusing = this.template.withExecutor((task) -> {
			throw new RejectedExecutionException("full");
		});
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> refusing.async().sendAndReceive(bytes("a")).join())
			.havingCause()
			.isInstanceOf(FramedTcpBusyException.class)
			.withMessageContaining("refused")
			.withCauseInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void callThatIsLeftInTheQueueCanBeCancelledByWhoeverEmptiesIt() {
		CompletableFuture<byte[]> slow = this.async.sendAndReceive(bytes("slow"));
		CompletableFuture<byte[]> queued = this.async.sendAndReceive(bytes("queued"));
		Awaitility.await().until(() -> this.requests.get() == 1);
		// As Spring's executors do when they are shut down.
		assertThat(this.oneThread.shutdownNow()).hasSize(1)
			.allMatch((task) -> task instanceof Future<?> future && future.cancel(true));
		assertThat(queued).isCancelled();
		assertThat(slow).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(FramedTcpInterruptedException.class);
		assertThat(this.requests).hasValue(1);
	}

	@ParameterizedTest
	@MethodSource("completions")
	void callThatHasNotBegunNeverDoes(Consumer<CompletableFuture<byte[]>> completion) {
		CompletableFuture<byte[]> slow = this.async.sendAndReceive(bytes("slow"));
		CompletableFuture<byte[]> cancelled = this.async.sendAndReceive(bytes("cancelled"));
		completion.accept(cancelled);
		this.release.countDown();
		assertThat(slow.join()).isEqualTo(bytes("slow"));
		assertThat(this.async.sendAndReceive(bytes("next")).join()).isEqualTo(bytes("next"));
		assertThat(this.requests).hasValue(2);
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("completions")
	void runningCallIsInterruptedAndItsThreadGoesOnWithoutATrace(Consumer<CompletableFuture<byte[]>> completion) {
		CompletableFuture<byte[]> running = slowCall(this.async);
		completion.accept(running);
		Future<Boolean> interrupted = this.oneThread.submit(() -> Thread.currentThread().isInterrupted());
		assertThat(interrupted).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
		assertThat(this.template.getPool().counts().active()).isZero();
		assertThat(this.async.sendAndReceive(bytes("next")).join()).isEqualTo(bytes("next"));
	}

	@ParameterizedTest
	@MethodSource("completions")
	void stageMayCallAgainOverTheOnlyConnection(Consumer<CompletableFuture<byte[]>> completion) {
		try (FramedTcpTemplate single = withOneConnection()) {
			CompletableFuture<byte[]> running = slowCall(single.async());
			CompletableFuture<byte[]> fallback = running
				.handle((reply, failure) -> single.sendAndReceive(bytes("fallback")));
			completion.accept(running);
			assertThat(fallback).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(bytes("fallback"));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
		}
	}

	@Test
	void fallbackMayUseTheOnlyConnectionThoughNobodyElseWaitsForTheCall() {
		try (FramedTcpTemplate single = withOneConnection()) {
			CompletableFuture<byte[]> running = slowCall(single.async());
			// Not run by a thread that waits for the call, which would help with its
			// stages.
			CompletableFuture<byte[]> fallback = running.orTimeout(300, TimeUnit.MILLISECONDS)
				.exceptionally((failure) -> single.sendAndReceive(bytes("fallback")));
			assertThat(fallback).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(bytes("fallback"));
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
		}
	}

	@ParameterizedTest
	@MethodSource("completions")
	void callThatHasNotBegunNeverDoesWhileAStageBlocks(Consumer<CompletableFuture<byte[]>> completion)
			throws Exception {
		CountDownLatch blocking = new CountDownLatch(1);
		CountDownLatch blocked = new CountDownLatch(1);
		CompletableFuture<byte[]> slow = this.async.sendAndReceive(bytes("slow"));
		CompletableFuture<byte[]> queued = this.async.sendAndReceive(bytes("queued"));
		CompletableFuture<Boolean> stage = queued.handle((reply, failure) -> {
			blocking.countDown();
			return awaited(blocked);
		});
		try (Callers callers = new Callers()) {
			Future<Object> completing = callers.call(() -> {
				completion.accept(queued);
				return null;
			});
			assertThat(blocking.await(10, TimeUnit.SECONDS)).isTrue();
			this.release.countDown();
			assertThat(slow.join()).isEqualTo(bytes("slow"));
			assertThat(this.async.sendAndReceive(bytes("next")).join()).isEqualTo(bytes("next"));
			assertThat(this.requests).hasValue(2);
			blocked.countDown();
			assertThat(stage).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
			Callers.get(completing);
		}
		finally {
			blocked.countDown();
		}
	}

	@RepeatedTest(50)
	void resultIsThatOfWhoeverEndsTheCall() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<String> running = this.async.execute((session) -> {
			begun.countDown();
			return awaited(this.release) ? "released" : "interrupted";
		});
		assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(running.complete("else")).isTrue();
		assertThat(running.join()).isEqualTo("else");
	}

	@Test
	void failureThatIsNullEndsNothing() {
		CompletableFuture<byte[]> slow = slowCall(this.async);
		assertThatNullPointerException().isThrownBy(() -> slow.completeExceptionally(null));
		assertThatNullPointerException().isThrownBy(() -> slow.obtrudeException(null));
		assertThatNullPointerException().isThrownBy(() -> slow.completeAsync(null));
		this.release.countDown();
		assertThat(slow.join()).isEqualTo(bytes("slow"));
	}

	@Test
	void callGoesOnWhileAnotherResultIsBeingMade() {
		CountDownLatch never = new CountDownLatch(1);
		CompletableFuture<byte[]> slow = this.async.sendAndReceive(bytes("slow"));
		slow.completeAsync(() -> bytes("else" + awaited(never)));
		Awaitility.await().until(() -> this.requests.get() == 1);
		this.release.countDown();
		assertThat(slow.join()).isEqualTo(bytes("slow"));
		never.countDown();
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void callThatIsOverIsNotInterrupted() {
		CompletableFuture<byte[]> complete = this.async.sendAndReceive(bytes("a"));
		complete.join();
		assertThat(complete.cancel(true)).isFalse();
		complete.obtrudeValue(bytes("b"));
		assertThat(this.oneThread.submit(() -> Thread.currentThread().isInterrupted())).succeedsWithin(SECOND)
			.isEqualTo(false);
		assertThat(this.closedConnections.reasons()).isEmpty();
	}

	@Test
	void interruptOfSomebodyElseIsLeftToTheThread() {
		AtomicReference<Boolean> left = new AtomicReference<>();
		FramedTcpAsyncOperations here = this.template.withExecutor((task) -> {
			Thread.currentThread().interrupt();
			task.run();
			left.set(Thread.interrupted());
		}).async();
		assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> here.sendAndReceive(bytes("a")).join())
			.withCauseInstanceOf(FramedTcpInterruptedException.class);
		assertThat(left).hasValue(true);
	}

	private CompletableFuture<byte[]> slowCall(FramedTcpAsyncOperations client) {
		CompletableFuture<byte[]> call = client.sendAndReceive(bytes("slow"));
		Awaitility.await().until(() -> this.requests.get() == 1);
		return call;
	}

	private FramedTcpTemplate withOneConnection() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.responseTimeout(Duration.ofSeconds(20))
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections)
			.build();
	}

	static Stream<Consumer<CompletableFuture<byte[]>>> completions() {
		return Stream.of((future) -> future.cancel(true), (future) -> future.cancel(false),
				(future) -> future.complete(bytes("else")),
				(future) -> future.completeExceptionally(new IllegalStateException()),
				(future) -> future.obtrudeValue(bytes("else")),
				(future) -> future.obtrudeException(new IllegalStateException()),
				(future) -> assertThat(future.completeAsync(() -> bytes("else"))).succeedsWithin(SECOND),
				(future) -> assertThat(future.completeAsync(() -> {
					throw new IllegalStateException();
				})).failsWithin(SECOND),
				(future) -> assertThat(future.orTimeout(1, TimeUnit.MILLISECONDS)).failsWithin(SECOND),
				(future) -> assertThat(future.completeOnTimeout(bytes("else"), 1, TimeUnit.MILLISECONDS))
					.succeedsWithin(SECOND));
	}

	private static boolean awaited(CountDownLatch latch) {
		try {
			return latch.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			return false;
		}
	}

}
