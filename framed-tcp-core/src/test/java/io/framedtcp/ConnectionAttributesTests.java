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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.PingSettings;
import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionAttributes;
import io.framedtcp.spi.ConnectionAttributes.Key;
import io.framedtcp.spi.ConnectionInitializer;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.RequestStamper;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * What an initializer learns of a connection, and who gets to know it. The server gives
 * each connection a token, and wants the token and the next number in each request.
 */
class ConnectionAttributesTests {

	private static final Key<String> TOKEN = Key.of("token", String.class);

	private static final Key<Integer> NUMBER = Key.of("number", Integer.class);

	private static final ConnectionInitializer LOGIN = (connection) -> connection.attributes()
		.set(TOKEN, text(connection.exchange(bytes("login"))));

	private static final RequestStamper STAMPER = (connection, payload) -> bytes(connection.require(TOKEN) + ":"
			+ connection.update(NUMBER, 1, (number) -> number + 1) + ":" + text(payload));

	/** The reply begins with the token and the number of its request. */
	private static final ExchangeMatcher MATCHER = ExchangeMatcher.perConnection((connection) -> (request,
			frame) -> (text(frame).startsWith(connection.get(TOKEN) + ":") && stamp(frame).equals(stamp(request)))
					? Verdict.MATCH : Verdict.MISMATCH);

	private final List<String> faults = new CopyOnWriteArrayList<>();

	private final List<String> heard = new CopyOnWriteArrayList<>();

	private final AtomicBoolean losing = new AtomicBoolean();

	private final ClosedConnections closedConnections = new ClosedConnections();

	private final FramedTcpServer server = FramedTcpServer.serving(this::serve);

	@AfterEach
	void close() {
		this.server.close();
		assertThat(this.faults).isEmpty();
	}

	@Test
	void eachRequestIsStampedOnItsConnectionInTheOrderOfWriting() {
		try (FramedTcpTemplate template = template((builder) -> {
		})) {
			template.execute((session) -> {
				assertThat(session.attributes().get(TOKEN)).isEqualTo("token-1");
				assertThat(template.async().sendAndReceive(bytes("a"))).succeedsWithin(Duration.ofSeconds(10))
					.satisfies((reply) -> assertThat(text(reply)).isEqualTo("token-2:1:a"));
				session.send(bytes("b"));
				session.send(bytes("c"));
				assertThat(text(session.receive())).isEqualTo("token-1:1:b");
				assertThat(text(session.receive())).isEqualTo("token-1:2:c");
				return session.sendAndReceive(bytes("d"));
			});
			List<byte[]> batch = List.of(bytes("x"), bytes("x"), bytes("x"));
			assertThat(template.sendAndReceiveAll(batch)).extracting((reply) -> text(reply).split(":")[2])
				.containsExactly("x", "x", "x");
			template.send(bytes("silent"));
			exchange(template, "e");
		}
		assertThat(this.server.accepted()).isEqualTo(2);
		assertThat(this.heard).hasSize(9);
	}

	@Test
	void repeatedCallIsStampedAnewOnItsOtherConnection() {
		try (FramedTcpTemplate template = template((builder) -> builder.idempotent(true))) {
			assertThat(exchange(template, "a")).isEqualTo("token-1:1:a");
			this.losing.set(true);
			assertThat(exchange(template, "b")).isEqualTo("token-2:1:b");
		}
		assertThat(this.heard).containsExactly("token-1:1:a", "token-1:2:b", "token-2:1:b");
	}

	@Test
	void matcherKnowsItsConnection() {
		try (FramedTcpTemplate template = template((builder) -> {
		})) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> exchange(template, "answer as another"));
		}
	}

	@Test
	void handlerKnowsItsConnection() {
		try (FramedTcpTemplate template = template((builder) -> builder.unsolicitedFrameHandler(UnsolicitedFrameHandler
			.perConnection((connection) -> (info, payload) -> bytes("answer of " + connection.require(TOKEN)))))) {
			assertThat(exchange(template, "notify")).endsWith("notify");
			Awaitility.await().until(() -> this.heard.contains("answer of token-1"));
		}
	}

	@Test
	void pingKnowsItsConnectionAndIsStamped() {
		Ping ping = Ping.perConnection((connection) -> () -> bytes("ping of " + connection.require(TOKEN)));
		try (FramedTcpTemplate template = template((builder) -> builder.pool((pool) -> pool.maxTotal(1)
			.housekeepingInterval(Duration.ofMillis(10))
			.ping(new PingSettings(ping, Duration.ofMillis(20), Duration.ofSeconds(2)))))) {
			exchange(template, "a");
			Awaitility.await().until(() -> this.heard.contains("token-1:3:ping of token-1"));
			exchange(template, "b");
		}
		assertThat(this.server.accepted()).isOne();
	}

	@Test
	void stamperThatFailsSendsNothingAndCostsNoConnection() {
		AtomicInteger calls = new AtomicInteger();
		try (FramedTcpTemplate template = template((builder) -> builder.requestStamper((connection, payload) -> {
			if (calls.incrementAndGet() == 2) {
				throw new IllegalStateException("no more numbers");
			}
			return (calls.get() == 3) ? null : STAMPER.stamp(connection, payload);
		}))) {
			assertThat(exchange(template, "a")).isEqualTo("token-1:1:a");
			assertThatIllegalStateException().isThrownBy(() -> exchange(template, "b")).withMessage("no more numbers");
			assertThatNullPointerException().isThrownBy(() -> exchange(template, "c"))
				.withMessage("The stamper has returned no payload");
			assertThat(exchange(template, "d")).isEqualTo("token-1:2:d");
		}
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.POOL_CLOSED);
	}

	@Test
	void stamperThatHangsIsInterruptedAtTheDeadline() {
		CountDownLatch never = new CountDownLatch(1);
		try (FramedTcpTemplate template = template((builder) -> builder.requestStamper((connection, payload) -> {
			try {
				never.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return payload;
		}))) {
			long start = System.nanoTime();
			assertThatExceptionOfType(FramedTcpTimeoutException.class)
				.isThrownBy(() -> template.sendAndReceive(bytes("a"), Duration.ofMillis(200)))
				.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isFalse());
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
			assertThat(template.getPool().counts().active()).isZero();
		}
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.TIMED_OUT);
		assertThat(this.heard).isEmpty();
	}

	@Test
	void stamperThatHeedsNoInterruptEndsInATimeoutOnceItReturns() {
		AtomicBoolean givenUp = new AtomicBoolean();
		try (FramedTcpTemplate template = template((builder) -> builder.requestStamper((connection, payload) -> {
			while (!givenUp.get()) {
				Thread.onSpinWait();
			}
			return payload;
		}).responseTimeout(Duration.ofMillis(50)))) {
			CompletableFuture<byte[]> call = template.async().sendAndReceive(bytes("a"));
			CompletableFuture<byte[]> session = CompletableFuture
				.supplyAsync(() -> template.execute((connection) -> connection.sendAndReceive(bytes("b"))));
			Awaitility.await().until(() -> template.getPool().counts().active() == 2);
			Awaitility.await().until(() -> template.getPool().counts().active() == 0);
			givenUp.set(true);
			for (CompletableFuture<byte[]> each : List.of(call, session)) {
				assertThat(each).failsWithin(Duration.ofSeconds(10))
					.withThrowableOfType(ExecutionException.class)
					.withCauseInstanceOf(FramedTcpTimeoutException.class)
					.withMessageContaining("The request could not be written in time");
			}
		}
		assertThat(this.heard).isEmpty();
	}

	@Test
	void stampedRequestIsTheOneThatIsChecked() {
		ExchangeMatcher byNumber = ExchangeMatcher.equalBytes(0, 0, 9);
		try (FramedTcpTemplate template = template((builder) -> builder.matcher(byNumber))) {
			assertThat(exchange(template, "a")).isEqualTo("token-1:1:a");
		}
		try (FramedTcpTemplate template = template(
				(builder) -> builder.matcher(byNumber).requestStamper((connection, payload) -> bytes("short")))) {
			assertThatIllegalArgumentException().isThrownBy(() -> exchange(template, "long enough"))
				.withMessageContaining("A payload of 5 bytes has no id");
		}
	}

	@Test
	void bytesThatComeWhileARequestIsStampedAreNotItsReply() {
		CountDownLatch stamping = new CountDownLatch(1);
		CountDownLatch pushed = new CountDownLatch(1);
		FramedTcpServer pushing = FramedTcpServer.serving((connection) -> {
			assertThat(connection.readFrame()).isEqualTo(bytes("login"));
			connection.writeFrame(bytes("token"));
			if (connection.number() == 1) {
				await(stamping);
				connection.writeFrame(bytes("stray"));
				pushed.countDown();
			}
			echo(connection);
		});
		try (FramedTcpServer other = pushing;
				FramedTcpTemplate template = FramedTcpTemplate.builder(other.host(), other.port())
					.initializer(LOGIN)
					.requestStamper((connection, payload) -> {
						stamping.countDown();
						await(pushed);
						return payload;
					})
					.build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class).isThrownBy(() -> exchange(template, "a"))
				.withMessageContaining("The request was not written");
		}
	}

	@Test
	void connectionWhoseMatcherCannotBeMadeIsNotOpened() {
		try (FramedTcpTemplate template = template(
				(builder) -> builder.initializer((connection) -> connection.exchange(bytes("login")))
					.matcher(ExchangeMatcher.perConnection((connection) -> {
						connection.require(TOKEN);
						return ExchangeMatcher.anyReply();
					})))) {
			assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "a"))
				.withMessageContaining("The connection has no attribute 'token'")
				.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
		}
	}

	@Test
	void matcherThatCannotBeMadeIsNoFaultOfTheServer() {
		for (ExchangeMatcher matcher : List.of(ExchangeMatcher.perConnection((connection) -> {
			throw new IllegalStateException("no matcher");
		}), new NoMatcher())) {
			try (FramedTcpTemplate template = template(
					(builder) -> builder.matcher(matcher).connection((connection) -> connection.initializer(null)))) {
				assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> exchange(template, "a"))
					.withMessageContaining("connected, but the connection could not be initialized: ")
					.withMessageContaining("no matcher")
					.satisfies((ex) -> assertThat(ex.getPhase()).isEqualTo(Phase.INITIALIZE));
			}
		}
	}

	@Test
	void handlerOfASharedConnectionKnowsItToo() {
		FramedTcpServer notifying = FramedTcpServer.serving((connection) -> {
			connection.readFrame();
			connection.writeFrame(bytes("token"));
			connection.writeFrame(bytes("notice"));
			this.heard.add(text(connection.readFrame()));
		});
		try (FramedTcpServer other = notifying;
				FramedTcpTemplate template = FramedTcpTemplate.builder(other.host(), other.port())
					.initializer(LOGIN)
					.matcher(ExchangeMatcher.equalBytes(0, 0, 1).orUnsolicited((frame) -> frame[0] == 'n'))
					.unsolicitedFrameHandler(UnsolicitedFrameHandler.perConnection(
							(connection) -> (info, payload) -> bytes("seen by " + connection.require(TOKEN))))
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
					.shared((shared) -> shared.listen(true))
					.build()) {
			Awaitility.await().until(() -> this.heard.contains("seen by token"));
			assertThat(template.getPool().statistics().opened()).isPositive();
		}
	}

	@Test
	void requestsOnSharedConnectionsCannotDependOnThem() {
		for (Consumer<FramedTcpTemplateBuilder> settings : List.<Consumer<FramedTcpTemplateBuilder>>of(
				(builder) -> builder.requestStamper(STAMPER).matcher(ExchangeMatcher.equalBytes(0, 0, 1)),
				(builder) -> builder.matcher(MATCHER.orUnsolicited((frame) -> false)))) {
			FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder("localhost", 1).shared((shared) -> {
			});
			settings.accept(builder);
			assertThatIllegalArgumentException().isThrownBy(builder::build)
				.withMessage("Connections whose requests are stamped, or that have a matcher each, cannot be shared");
		}
	}

	@Test
	void attributesAreSetReadChangedAndRemoved() {
		ConnectionAttributes attributes = new ConnectionAttributes();
		assertThat(attributes.get(TOKEN)).isNull();
		assertThatIllegalStateException().isThrownBy(() -> attributes.require(TOKEN))
			.withMessage("The connection has no attribute 'token'");
		attributes.set(TOKEN, "x");
		assertThat(attributes.require(TOKEN)).isEqualTo("x");
		assertThat(attributes.get(Key.of("token", String.class))).isNull();
		assertThat(attributes.update(NUMBER, 7, (number) -> number + 1)).isEqualTo(7);
		assertThat(attributes.update(NUMBER, 7, (number) -> number + 1)).isEqualTo(8);
		attributes.remove(TOKEN);
		assertThat(attributes.get(TOKEN)).isNull();
		assertThat(TOKEN).hasToString("token");
	}

	private void serve(ServerConnection connection) throws IOException {
		String token = "token-" + connection.number();
		byte[] login = connection.readFrame();
		if (login == null) {
			return;
		}
		connection.writeFrame(bytes(token));
		int number = 0;
		for (byte[] frame = connection.readFrame(); frame != null; frame = connection.readFrame()) {
			String request = text(frame);
			this.heard.add(request);
			if (request.startsWith("answer of ")) {
				continue;
			}
			number++;
			if (!request.startsWith(token + ":" + number + ":")) {
				this.faults.add(request + " instead of " + token + ":" + number);
			}
			if (this.losing.getAndSet(false)) {
				return;
			}
			if (request.endsWith(":notify")) {
				connection.writeFrame(bytes("!"));
			}
			if (!request.endsWith(":silent")) {
				connection.writeFrame(request.endsWith("another") ? bytes("token-9:" + number + ":") : frame);
			}
		}
	}

	private static void echo(ServerConnection connection) throws IOException {
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			connection.writeFrame(request);
		}
	}

	private FramedTcpTemplate template(Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.initializer(LOGIN)
			.matcher(MATCHER.orUnsolicited((frame) -> frame[0] == '!'))
			.requestStamper(STAMPER)
			.listener(this.closedConnections);
		settings.accept(builder);
		return builder.build();
	}

	private static String stamp(byte[] payload) {
		String text = text(payload);
		return text.substring(0, text.lastIndexOf(':'));
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Leaves the connection without a matcher.
	 */
	private static final class NoMatcher implements ExchangeMatcher {

		@Override
		public Verdict match(byte[] request, byte[] frame) {
			return Verdict.MISMATCH;
		}

		@Override
		public ExchangeMatcher forConnection(ConnectionAttributes connection) {
			return null;
		}

	}

}
