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
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.support.BlackHole;
import io.framedtcp.support.Callers;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * An interrupted caller leaves at once, with its flag set and nothing of it left behind.
 */
class InterruptedCallerTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	@Test
	void interruptDuringTheExchangeRetiresTheConnection() {
		CountDownLatch requested = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		ClosedConnections closedConnections = new ClosedConnections();
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			requested.countDown();
			release.await();
			connection.writeFrame(request);
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.pool((pool) -> pool.maxTotal(1))
					.listener(closedConnections)
					.build()) {
			FramedTcpInterruptedException failure = interrupted(template, () -> requested.getCount() == 0);
			assertThat(failure.getPhase()).isEqualTo(Phase.READ);
			assertThat(failure.isRequestMaybeSent()).isTrue();
			assertThat(closedConnections.reasons()).containsExactly(CloseReason.INTERRUPTED);
			release.countDown();
			assertThat(template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		}
	}

	@Test
	void interruptWhileConnectingLeavesAtOnce() throws Exception {
		try (BlackHole blackHole = new BlackHole();
				FramedTcpTemplate template = FramedTcpTemplate.builder(blackHole.host(), blackHole.port())
					.connection((connection) -> connection.connectTimeout(Duration.ofSeconds(60)))
					.build()) {
			FramedTcpInterruptedException failure = interrupted(template, () -> true);
			assertThat(failure.isRequestMaybeSent()).isFalse();
		}
	}

	@Test
	void callerThatIsInterruptedAlreadySendsNothing() {
		try (FramedTcpServer server = FramedTcpServer.echo();
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port()).build()) {
			Thread.currentThread().interrupt();
			Throwable failure = catchThrowable(() -> template.sendAndReceive(PAYLOAD));
			assertThat(Thread.interrupted()).isTrue();
			assertThat(failure).isInstanceOf(FramedTcpInterruptedException.class);
			assertThat(server.accepted()).isZero();
		}
	}

	private static FramedTcpInterruptedException interrupted(FramedTcpTemplate template, Callable<Boolean> when) {
		AtomicReference<Thread> caller = new AtomicReference<>();
		CompletableFuture<Boolean> flag = new CompletableFuture<>();
		try (Callers callers = new Callers()) {
			Future<Throwable> call = callers.call(() -> {
				caller.set(Thread.currentThread());
				Throwable failure = catchThrowable(() -> template.sendAndReceive(PAYLOAD, Duration.ofSeconds(60)));
				flag.complete(Thread.interrupted());
				return failure;
			});
			Awaitility.await().until(() -> caller.get() != null && when.call());
			long start = System.nanoTime();
			caller.get().interrupt();
			Throwable failure = Callers.get(call);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			assertThat(flag).isCompletedWithValue(true);
			assertThat(failure).isInstanceOf(FramedTcpInterruptedException.class);
			return (FramedTcpInterruptedException) failure;
		}
	}

}
