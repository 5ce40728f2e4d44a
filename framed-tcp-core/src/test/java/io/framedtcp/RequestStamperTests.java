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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Requests that are stamped with what their connection has learnt.
 */
class RequestStamperTests extends AbstractAttributesTests {

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
					.withMessageContaining("The request could not be written within ");
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

}
