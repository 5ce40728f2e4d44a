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
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.internal.Deadline;
import io.framedtcp.internal.pool.ConnectionPool;
import io.framedtcp.internal.pool.Lease;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.SynchronousPoolListener;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.RequestHandler;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * When a call is repeated without a policy of the user's: once, on a fresh connection,
 * and only if the server cannot have seen it or may see it twice.
 */
class RetryTests {

	private static final byte[] PAYLOAD = { 1, 2, 3 };

	private static final RequestHandler ECHO = (request, connection) -> connection.writeFrame(request);

	private static final RequestHandler STALL = (request, connection) -> connection.awaitClose();

	/** What the server does to the requests that come first; the others it sends back. */
	private final Queue<RequestHandler> script = new ConcurrentLinkedQueue<>();

	private final AtomicInteger executions = new AtomicInteger();

	private final CopyOnWriteArrayList<ServerConnection> seen = new CopyOnWriteArrayList<>();

	private final FramedTcpServer server = FramedTcpServer.handling(this::serve);

	private final AtomicInteger repetitionsTold = new AtomicInteger();

	private FramedTcpTemplate template = template((builder) -> {
	});

	@AfterEach
	void close() {
		assertThat(this.template.getPool().counts().active()).isZero();
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(this.repetitionsTold.get());
		this.template.close();
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void idempotentCallIsRepeatedOnAFreshConnectionEvenIfOthersAreIdle(Ending ending) throws Exception {
		makeIdle(3);
		this.script.add(ending.fault);
		assertThat(this.template.idempotent().sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		assertThat(this.executions).hasValue(2);
		assertThat(this.server.accepted()).isEqualTo(4);
		assertThat(this.seen.get(1)).isNotIn(this.seen.get(0));
		assertThat(this.template.getPool().counts().idle()).isEqualTo(3);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(1);
	}

	@Test
	void clientOfWhichAllCallsAreIdempotentRepeatsThem() throws Exception {
		use((builder) -> builder.idempotent(true));
		makeIdle(1);
		this.script.add(Ending.FIN.fault);
		assertThat(this.template.convertSendAndReceive("text", String.class)).isEqualTo("text");
		assertThat(this.executions).hasValue(2);
	}

	@ParameterizedTest
	@EnumSource
	void callThatIsNotIdempotentIsNotRepeated(Ending ending) throws Exception {
		makeIdle(1);
		this.script.add(ending.fault);
		assertFailsAfterExecutions(1, this.template, FramedTcpConnectionLostException.class);
	}

	@ParameterizedTest
	@EnumSource
	void callOnAConnectionThatWasNeverIdleIsNotRepeated(Ending ending) {
		this.script.add(ending.fault);
		assertFailsAfterExecutions(1, this.template.idempotent(), FramedTcpConnectionLostException.class);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 3, 4, 5 })
	void callOfWhichAnyByteOfTheReplyHasComeIsNotRepeated(int bytes) throws Exception {
		makeIdle(1);
		this.script.add((request, connection) -> {
			connection.writeBytes(Arrays.copyOf(ServerConnection.frame(request), bytes));
			connection.close();
		});
		assertFailsAfterExecutions(1, this.template.idempotent(), FramedTcpConnectionLostException.class);
	}

	@Test
	void callThatTimesOutIsNotRepeated() throws Exception {
		use((builder) -> builder.responseTimeout(Duration.ofMillis(100)));
		makeIdle(1);
		this.script.add(STALL);
		assertFailsAfterExecutions(1, this.template.idempotent(), FramedTcpTimeoutException.class);
	}

	@Test
	void callWhoseReplyIsMalformedIsNotRepeated() throws Exception {
		makeIdle(1);
		this.script.add((request, connection) -> connection.writeBytes((byte) -1, (byte) -1, (byte) -1, (byte) -1));
		assertFailsAfterExecutions(1, this.template.idempotent(), FramedTcpMalformedReplyException.class);
	}

	@Test
	void callWithAWrongReplyIsNotRepeated() throws Exception {
		use((builder) -> builder.matcher(ExchangeMatcher.equalBytes(0, 0, 1)));
		makeIdle(1);
		this.script.add((request, connection) -> connection.writeFrame(new byte[] { 9 }));
		assertFailsAfterExecutions(1, this.template.idempotent(), FramedTcpWrongReplyException.class);
	}

	@ParameterizedTest
	@EnumSource
	void secondFailureIsThrownAndHasTheFirst(Ending ending) throws Exception {
		makeIdle(3);
		this.script.add(ending.fault);
		this.script.add(ending.fault);
		FramedTcpException failure = assertFailsAfterExecutions(2, this.template.idempotent(),
				FramedTcpConnectionLostException.class);
		assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(FramedTcpConnectionLostException.class);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(1);
	}

	@Test
	void failureToConnectAnewIsSuppressedInTheFirst() throws Exception {
		makeIdle(1);
		this.script.add((request, connection) -> this.server.close());
		FramedTcpException failure = assertFailsAfterExecutions(1, this.template.idempotent(),
				FramedTcpConnectionLostException.class);
		assertThat(failure.getSuppressed()).hasSize(1).hasOnlyElementsOfType(FramedTcpConnectException.class);
		assertThat(this.template.getPool().statistics().retried()).isZero();
	}

	@Test
	void repetitionEndsByTheDeadlineOfTheCall() throws Exception {
		makeIdle(1);
		this.script.add(Ending.FIN.fault);
		this.script.add(STALL);
		FramedTcpTimeoutException failure = catchThrowableOfType(FramedTcpTimeoutException.class,
				() -> this.template.idempotent().sendAndReceive(PAYLOAD, Duration.ofSeconds(1)));
		assertThat(failure.getElapsed()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(3));
		assertThat(failure.isRequestMaybeSent()).isTrue();
		assertThat(failure.getSuppressed()).hasSize(1);
		assertThat(this.executions).hasValue(2);
	}

	@Test
	void repetitionOfACallWithoutADeadlineEndsByTheResponseTimeout() throws Exception {
		use((builder) -> builder.responseTimeout(Duration.ofSeconds(1)));
		makeIdle(1);
		this.script.add(Ending.FIN.fault);
		this.script.add(STALL);
		FramedTcpException failure = assertFailsAfterExecutions(2, this.template.idempotent(),
				FramedTcpTimeoutException.class);
		assertThat(failure.getElapsed()).isBetween(Duration.ofMillis(990), Duration.ofSeconds(3));
	}

	@Test
	void requestOfWhichNoByteWasWrittenIsRepeatedThoughItIsNotIdempotent() {
		useThatIsResetBetweenItsTestAndTheWrite();
		assertThat(this.template.sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		assertThat(this.executions).hasValue(1);
		assertThat(this.server.accepted()).isEqualTo(2);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(1);
	}

	@Test
	void frameOfWhichNoByteWasWrittenIsSentAgain() {
		useThatIsResetBetweenItsTestAndTheWrite();
		this.template.send(PAYLOAD);
		Awaitility.await().untilAsserted(() -> assertThat(this.executions).hasValue(1));
		assertThat(this.server.accepted()).isEqualTo(2);
	}

	@Test
	void requestOfWhichNoByteWasWrittenIsSafeToRepeatIfItCannotBe() {
		useThatIsResetBetweenItsTestAndTheWrite(this.server::close);
		FramedTcpConnectionLostException failure = catchThrowableOfType(FramedTcpConnectionLostException.class,
				() -> this.template.sendAndReceive(PAYLOAD));
		assertThat(failure.isRequestMaybeSent()).isFalse();
		assertThat(failure.getSuppressed()).hasOnlyElementsOfType(FramedTcpConnectException.class).hasSize(1);
		assertThat(this.executions).hasValue(0);
	}

	@Test
	void sessionIsNeverRepeated() {
		useThatIsResetBetweenItsTestAndTheWrite();
		AtomicInteger sessions = new AtomicInteger();
		assertThatExceptionOfType(FramedTcpConnectionLostException.class)
			.isThrownBy(() -> this.template.idempotent().execute((session) -> {
				sessions.incrementAndGet();
				return session.sendAndReceive(PAYLOAD);
			}));
		assertThat(sessions).hasValue(1);
		assertThat(this.executions).hasValue(0);
	}

	@ParameterizedTest
	@EnumSource
	void idempotentCallIsRepeatedThoughANoticeWasDrainedForItBefore(Ending ending) {
		AtomicInteger drained = new AtomicInteger();
		use((builder) -> builder.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain())
			.unsolicitedFrameHandler((info, frame) -> {
				drained.incrementAndGet();
				return null;
			})));
		this.template.sendAndReceive(PAYLOAD);
		this.executions.set(0);
		writeUnsolicited(this.seen.get(0));
		this.script.add(ending.fault);
		assertThat(this.template.idempotent().sendAndReceive(PAYLOAD)).isEqualTo(PAYLOAD);
		assertThat(drained).hasValue(1);
		assertThat(this.executions).hasValue(2);
		assertThat(this.template.getPool().statistics().retried()).isEqualTo(1);
	}

	private FramedTcpException assertFailsAfterExecutions(int executions, FramedTcpTemplate template,
			Class<? extends FramedTcpException> type) {
		FramedTcpException failure = catchThrowableOfType(FramedTcpException.class,
				() -> template.sendAndReceive(PAYLOAD));
		assertThat(failure).isInstanceOf(type);
		assertThat(failure.isRequestMaybeSent()).isTrue();
		assertThat(this.executions).hasValue(executions);
		assertThat(this.template.getPool().counts().active()).isZero();
		return failure;
	}

	private void useThatIsResetBetweenItsTestAndTheWrite() {
		useThatIsResetBetweenItsTestAndTheWrite(() -> {
		});
	}

	/**
	 * The handler of an unsolicited frame runs when the connection has been tested and is
	 * about to be used, and so does to it there what otherwise is a rare race.
	 * @param further what else the server does then
	 */
	private void useThatIsResetBetweenItsTestAndTheWrite(Runnable further) {
		AtomicInteger handled = new AtomicInteger();
		use((builder) -> builder.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain())
			.unsolicitedFrameHandler((info, frame) -> {
				if (handled.getAndIncrement() == 0) {
					resetConnectionsAndWait();
					further.run();
				}
				return null;
			})));
		this.template.sendAndReceive(PAYLOAD);
		this.executions.set(0);
		writeUnsolicited(this.seen.get(0));
	}

	/**
	 * The reset is sent only when the server's thread has left its read.
	 */
	private void resetConnectionsAndWait() {
		this.server.resetConnections();
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> this.server.open() == 0);
	}

	private static void writeUnsolicited(ServerConnection connection) {
		try {
			connection.writeFrame(new byte[] { 42 });
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void use(Consumer<FramedTcpTemplateBuilder> settings) {
		this.template.close();
		this.template = template(settings);
	}

	private FramedTcpTemplate template(Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.pool((pool) -> pool.maxTotal(4).closeTimeout(Duration.ZERO))
			.listener(new SynchronousPoolListener() {

				@Override
				public void exchangeRetried(String client) {
					RetryTests.this.repetitionsTold.incrementAndGet();
				}

			});
		settings.accept(builder);
		return builder.build();
	}

	private void makeIdle(int count) throws Exception {
		FramedConnectionPool pool = this.template.getPool();
		List<Lease> leases = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			leases.add(((ConnectionPool) pool).acquireForSession(Deadline.after(Duration.ofSeconds(10))));
		}
		leases.forEach(Lease::close);
		assertThat(pool.counts().idle()).isEqualTo(count);
	}

	private void serve(byte[] request, ServerConnection connection) throws IOException, InterruptedException {
		this.executions.incrementAndGet();
		this.seen.add(connection);
		RequestHandler handler = this.script.poll();
		((handler != null) ? handler : ECHO).handle(request, connection);
	}

	private enum Ending {

		FIN((request, connection) -> connection.close()),

		RST((request, connection) -> connection.reset());

		private final RequestHandler fault;

		Ending(RequestHandler fault) {
			this.fault = fault;
		}

	}

}
