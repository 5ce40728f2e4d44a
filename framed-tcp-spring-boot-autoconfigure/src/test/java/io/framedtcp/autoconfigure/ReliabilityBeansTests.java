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

package io.framedtcp.autoconfigure;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.retry.RetryPolicy;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpConnectionLostException;
import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpWrongReplyException;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.PayloadRedactor;
import io.framedtcp.spi.Ping;
import io.framedtcp.spi.UnsolicitedFrameHandler;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Properties and beans that say which frame is the reply, what to do with others, and
 * what may be repeated, reach the client.
 */
@SuppressWarnings("try")
class ReliabilityBeansTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000");

	@Test
	void matcherOfThePropertiesTellsAWrongReply() {
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			request[0]++;
			connection.writeFrame(request);
		})) {
			at(server).withPropertyValues("framed-tcp.matcher.length=1")
				.run((context) -> assertThatExceptionOfType(FramedTcpWrongReplyException.class)
					.isThrownBy(() -> context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[3]))
					.withMessageContaining("00")
					.withMessageContaining("01"));
		}
	}

	@Test
	void matcherBeanReplacesThatOfTheProperties() {
		ExchangeMatcher matcher = (request, frame) -> ExchangeMatcher.Verdict.MATCH;
		this.contextRunner.withPropertyValues("framed-tcp.matcher.length=1")
			.withBean(ExchangeMatcher.class, () -> matcher)
			.run((context) -> assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().matcher())
				.isSameAs(matcher));
	}

	@Test
	void withoutPropertiesOrBeansThereIsNoMatcherAndNoHandler() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().matcher()).isNull();
			assertThat(context.getBean(FramedConnectionPool.class).connectionSettings().unsolicitedFrameHandler())
				.isNull();
		});
	}

	@Test
	void handlerBeanGetsUnsolicitedFrames() {
		UnsolicitedFrameHandler handler = (connection, payload) -> null;
		this.contextRunner.withBean(UnsolicitedFrameHandler.class, () -> handler)
			.run((context) -> assertThat(
					context.getBean(FramedConnectionPool.class).connectionSettings().unsolicitedFrameHandler())
				.isSameAs(handler));
	}

	@Test
	void redactorBeanReachesTheWireLog() {
		PayloadRedactor redactor = PayloadRedactor.nothingShown();
		this.contextRunner.withBean(PayloadRedactor.class, () -> redactor)
			.run((context) -> assertThat(
					context.getBean(FramedConnectionPool.class).connectionSettings().payloadRedactor())
				.isSameAs(redactor));
	}

	@Test
	void severalMatcherBeansStopTheStart() {
		ExchangeMatcher matcher = (request, frame) -> ExchangeMatcher.Verdict.MATCH;
		this.contextRunner.withBean("one", ExchangeMatcher.class, () -> matcher)
			.withBean("two", ExchangeMatcher.class, () -> matcher)
			.run((context) -> assertThat(context).getFailure().hasMessageContaining("one,two"));
	}

	@Test
	void pingBeanIsSentWhenAConnectionIsSilent() {
		AtomicInteger pings = new AtomicInteger();
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server)
				.withPropertyValues("framed-tcp.ping.interval=50ms", "framed-tcp.pool.min-idle=1",
						"framed-tcp.ping.payload=ffff")
				.withBean(Ping.class, () -> () -> new byte[] { (byte) pings.incrementAndGet() })
				.run((context) -> {
					context.getBean(FramedTcpTemplate.class);
					Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> pings.get() > 1);
				});
		}
	}

	@Test
	void idempotentClientRepeatsACallWhoseConnectionWasClosed() {
		AtomicInteger executions = new AtomicInteger();
		try (FramedTcpServer server = closingOnSecondRequest(executions)) {
			at(server).withPropertyValues("framed-tcp.idempotent=true").run((context) -> {
				FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
				operations.sendAndReceive(new byte[1]);
				assertThat(operations.sendAndReceive(new byte[1])).hasSize(1);
				assertThat(executions).hasValue(3);
			});
		}
	}

	@Test
	void clientIsNotIdempotentUnlessSaidSo() {
		AtomicInteger executions = new AtomicInteger();
		try (FramedTcpServer server = closingOnSecondRequest(executions)) {
			at(server).run((context) -> {
				FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
				operations.sendAndReceive(new byte[1]);
				assertThatExceptionOfType(FramedTcpConnectionLostException.class)
					.isThrownBy(() -> operations.sendAndReceive(new byte[1]));
				assertThat(executions).hasValue(2);
			});
		}
	}

	@Test
	void retryPolicyOfOurNameIsAskedAndNoOther() {
		AtomicInteger asked = new AtomicInteger();
		AtomicInteger otherAsked = new AtomicInteger();
		AtomicInteger executions = new AtomicInteger();
		try (FramedTcpServer server = closingOnSecondRequest(executions)) {
			at(server).withPropertyValues("framed-tcp.idempotent=true")
				.withBean(FramedTcpAutoConfiguration.RETRY_POLICY, RetryPolicy.class,
						() -> (failure) -> asked.incrementAndGet() > 5)
				.withBean("other", RetryPolicy.class, () -> (failure) -> otherAsked.incrementAndGet() > 5)
				.run((context) -> {
					server.close();
					assertThatExceptionOfType(FramedTcpConnectException.class)
						.isThrownBy(() -> context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[1]));
					assertThat(asked).hasValue(1);
					assertThat(otherAsked).hasValue(0);
				});
		}
	}

	private ApplicationContextRunner at(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	private static FramedTcpServer closingOnSecondRequest(AtomicInteger executions) {
		return FramedTcpServer.handling((request, connection) -> {
			if (executions.incrementAndGet() == 2) {
				connection.close();
			}
			else {
				connection.writeFrame(request);
			}
		});
	}

}
