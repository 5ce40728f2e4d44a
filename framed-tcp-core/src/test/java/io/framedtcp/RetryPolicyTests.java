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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.FixedBackOff;

import io.framedtcp.spi.ConnectFailedException;
import io.framedtcp.support.Callers;
import io.framedtcp.support.Ports;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What a user's {@link RetryPolicy} may decide, and what is not up to it.
 */
class RetryPolicyTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final RequestHandler ECHO = (request, connection) -> connection.writeFrame(request);

	private static final RequestHandler CLOSE = (request, connection) -> connection.close();

	private static final RequestHandler STALL = (request, connection) -> connection.awaitClose();

	/** What the server does to the requests that come first; the others it sends back. */
	private final Queue<RequestHandler> script = new ConcurrentLinkedQueue<>();

	private final AtomicInteger executions = new AtomicInteger();

	private final FramedTcpServer server = FramedTcpServer.handling(this::serve);

	private final RecordingPolicy policy = new RecordingPolicy();

	private FramedTcpTemplate template = template(this.server.port());

	@AfterEach
	void close() {
		assertThat(this.template.getPool().counts().active()).isZero();
		this.template.close();
		this.server.close();
	}

	@Test
	void idempotentCallIsRepeatedAsThePolicySays() {
		this.script.addAll(List.of(CLOSE, STALL, CLOSE));
		assertThat(this.template.idempotent().sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		assertThat(this.executions).hasValue(4);
		assertThat(this.policy.asked).hasSize(3).hasOnlyElementsOfType(FramedTcpException.class);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(3);
	}

	@Test
	void lastFailureIsThrownAndHasTheEarlierOnes() {
		this.policy.retries = 2;
		this.script.addAll(List.of(CLOSE, STALL, CLOSE, ECHO));
		FramedTcpConnectionLostException failure = catchThrowableOfType(FramedTcpConnectionLostException.class,
				() -> this.template.idempotent().sendAndReceive(PAYLOAD));
		assertThat(failure.getSuppressed()).hasSize(2)
			.hasExactlyElementsOfTypes(FramedTcpConnectionLostException.class, FramedTcpTimeoutException.class);
		assertThat(failure.isRequestMaybeSent()).isTrue();
		assertThat(this.executions).hasValue(3);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(2);
	}

	@Test
	void policyIsNotAskedForACallThatMayHaveBeenSentAndIsNotIdempotent() {
		this.script.addAll(List.of(CLOSE, STALL));
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.sendAndReceive(PAYLOAD));
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> this.template.sendAndReceive(PAYLOAD));
		assertThat(this.policy.asked).isEmpty();
		assertThat(this.executions).hasValue(2);
	}

	@Test
	void callThatWasNotSentIsRepeatedThoughItIsNotIdempotent() throws Exception {
		int port = Ports.unused();
		use(port);
		this.policy.retries = 2;
		FramedTcpConnectException failure = catchThrowableOfType(FramedTcpConnectException.class,
				() -> this.template.sendAndReceive(PAYLOAD));
		assertThat(failure.isRequestMaybeSent()).isFalse();
		assertThat(failure.getSuppressed()).hasSize(2).hasOnlyElementsOfType(FramedTcpConnectException.class);
		assertThat(this.template.getPool().statistics().connectFailures()).isEqualTo(3);
		this.policy.retries = 1;
		this.policy.onAsked = () -> this.policy.back = FramedTcpServer.handling(port, ECHO);
		assertThat(this.template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		this.policy.back.close();
	}

	@Test
	void onceItMayHaveBeenSentAnIdempotentCallStaysSo() {
		this.policy.retries = 1;
		this.script.add((request, connection) -> this.server.close());
		FramedTcpConnectException failure = catchThrowableOfType(FramedTcpConnectException.class,
				() -> this.template.idempotent().sendAndReceive(PAYLOAD));
		assertThat(failure.isRequestMaybeSent()).isTrue();
	}

	@Test
	void noAttemptBeginsThatItsBackOffWouldMakeLate() {
		this.policy.backOff = new FixedBackOff(10_000, Long.MAX_VALUE);
		this.script.add(CLOSE);
		long start = System.nanoTime();
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD, Duration.ofSeconds(5)));
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
		assertThat(this.executions).hasValue(1);
		assertThat(this.template.getPool().statistics().retried()).isZero();
	}

	@Test
	void allAttemptsEndByTheDeadlineOfTheCall() {
		this.policy.backOff = new FixedBackOff(50, Long.MAX_VALUE);
		for (int i = 0; i < 50; i++) {
			this.script.add(CLOSE);
		}
		FramedTcpException failure = catchThrowableOfType(FramedTcpException.class,
				() -> this.template.idempotent().sendAndReceive(PAYLOAD, Duration.ofSeconds(1)));
		assertThat(failure.getElapsed()).isLessThan(Duration.ofSeconds(3));
		assertThat(failure.getSuppressed()).isNotEmpty();
		assertThat(this.executions.get()).isBetween(2, 21);
	}

	@Test
	void callThatHasTimedOutByItsOwnDeadlineIsNotRepeated() {
		this.script.add(STALL);
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD, Duration.ofMillis(100)));
		assertThat(this.executions).hasValue(1);
		assertThat(this.policy.asked).isEmpty();
	}

	@Test
	void interruptEndsTheBackOffAtOnce() throws Exception {
		this.policy.backOff = new FixedBackOff(60_000, Long.MAX_VALUE);
		this.script.add(CLOSE);
		AtomicReference<FramedTcpException> failure = new AtomicReference<>();
		CountDownLatch ended = new CountDownLatch(1);
		try (Callers callers = new Callers()) {
			Future<?> caller = callers.call(() -> {
				failure.set(catchThrowableOfType(FramedTcpException.class,
						() -> this.template.idempotent().sendAndReceive(PAYLOAD)));
				assertThat(Thread.currentThread().isInterrupted()).isTrue();
				ended.countDown();
				return null;
			});
			Awaitility.await().until(() -> this.policy.asked.size() == 1);
			caller.cancel(true);
			ended.await();
		}
		assertThat(failure.get()).isInstanceOf(FramedTcpInterruptedException.class)
			.hasCauseInstanceOf(FramedTcpConnectionLostException.class);
		assertThat(failure.get().isRequestMaybeSent()).isTrue();
		assertThat(this.executions).hasValue(1);
	}

	@Test
	void policyIsNotAskedOnceTheCallerIsInterruptedOrTheClientClosed() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(FramedTcpInterruptedException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD));
		assertThat(Thread.interrupted()).isTrue();
		this.template.close();
		assertThatExceptionOfType(FramedTcpClosedException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD));
		assertThat(this.policy.asked).isEmpty();
	}

	@Test
	void frameThatIsOnlySentIsRepeatedToo() throws Exception {
		int port = Ports.unused();
		use(port);
		this.policy.onAsked = () -> this.policy.back = FramedTcpServer.handling(port, this::serve);
		this.template.send(PAYLOAD);
		Awaitility.await().untilAsserted(() -> assertThat(this.executions).hasValue(1));
		this.policy.back.close();
	}

	@Test
	void sessionIsNeverRepeated() {
		this.script.add(CLOSE);
		AtomicInteger sessions = new AtomicInteger();
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.idempotent().execute((session) -> {
				sessions.incrementAndGet();
				return session.sendAndReceive(PAYLOAD);
			}));
		use(Ports.unused());
		assertThatExceptionOfType(FramedTcpConnectException.class)
			.isThrownBy(() -> this.template.idempotent().execute((session) -> sessions.incrementAndGet()));
		assertThat(sessions).hasValue(1);
		assertThat(this.policy.asked).isEmpty();
	}

	@Test
	void whatIsNoFailureOfTheExchangeIsThrownAsItIs() {
		assertThatThrownBy(() -> this.template.idempotent().sendAndReceive(new byte[2_000_000]))
			.isInstanceOf(IllegalArgumentException.class);
		StackOverflowError error = new StackOverflowError("of the matcher");
		use(this.server.port(), error);
		assertThatThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD)).isSameAs(error);
		assertThat(this.policy.asked).isEmpty();
	}

	@Test
	void policyThatThrowsDoesNotHideTheFailure() {
		IllegalStateException broken = new IllegalStateException("of the policy");
		this.policy.onAsked = () -> {
			throw broken;
		};
		this.script.add(CLOSE);
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(broken));
	}

	@Test
	void timeoutOfThePolicyEndsTheCall() {
		this.policy.timeout = Duration.ofSeconds(1);
		this.policy.backOff = new FixedBackOff(50, Long.MAX_VALUE);
		for (int i = 0; i < 50; i++) {
			this.script.add(CLOSE);
		}
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.idempotent().sendAndReceive(PAYLOAD))
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isNotEmpty());
	}

	@Test
	void callerThatIsRefusedDuringAnOutageIsToldSo() {
		this.policy.retries = 0;
		use(Ports.unused());
		AtomicReference<FramedTcpConnectException> last = new AtomicReference<>();
		Awaitility.await().until(() -> {
			last.set(
					catchThrowableOfType(FramedTcpConnectException.class, () -> this.template.sendAndReceive(PAYLOAD)));
			return this.template.getPool().statistics().refused() == 1;
		});
		FramedTcpConnectException refused = last.get();
		assertThat(refused.isRequestMaybeSent()).isFalse();
		assertThat(refused.getPhase()).isEqualTo(Phase.CONNECT);
		assertThat(refused).hasMessageContaining("attempts in a row have failed");
		assertThat(((ConnectFailedException) refused.getCause()).isRefused()).isTrue();
		assertThat(refused.getElapsed()).isLessThan(Duration.ofSeconds(1));
		assertThat(this.template.getPool().statistics().refused()).isEqualTo(1);
	}

	private void use(int port) {
		this.template.close();
		this.template = template(port);
	}

	private void use(int port, Error error) {
		this.template.close();
		this.template = builder(port).matcher((request, frame) -> {
			throw error;
		}).build();
	}

	private FramedTcpTemplate template(int port) {
		return builder(port).build();
	}

	private FramedTcpTemplateBuilder builder(int port) {
		return FramedTcpTemplate.builder("127.0.0.1", port)
			.responseTimeout(Duration.ofMillis(500))
			.retryPolicy(this.policy)
			// So that the client itself repeats nothing.
			.pool((pool) -> pool.maxTotal(4).maxIdle(0).closeTimeout(Duration.ZERO));
	}

	private void serve(byte[] request, ServerConnection connection) throws IOException, InterruptedException {
		this.executions.incrementAndGet();
		RequestHandler handler = this.script.poll();
		((handler != null) ? handler : ECHO).handle(request, connection);
	}

	private static final class RecordingPolicy implements RetryPolicy {

		private final List<Throwable> asked = new CopyOnWriteArrayList<>();

		private volatile BackOff backOff = new FixedBackOff(0, Long.MAX_VALUE);

		private volatile Duration timeout = Duration.ZERO;

		private volatile int retries = Integer.MAX_VALUE;

		private volatile Runnable onAsked = () -> {
		};

		private volatile FramedTcpServer back;

		@Override
		public boolean shouldRetry(Throwable failure) {
			this.asked.add(failure);
			this.onAsked.run();
			return this.retries-- > 0;
		}

		@Override
		public BackOff getBackOff() {
			return this.backOff;
		}

		@Override
		public Duration getTimeout() {
			return this.timeout;
		}

	}

}
