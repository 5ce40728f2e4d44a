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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Status;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.autoconfigure.health.FramedTcpHealthIndicator;
import io.framedtcp.config.SharedSettings;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log says of settings that cannot work, and that it is quiet otherwise.
 */
class ClientLogTests {

	private static final byte[] REQUEST = { 0, 0, 0, 1, 2 };

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Logger logger = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

	private final Logger client = (Logger) LoggerFactory.getLogger("io.framedtcp");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.list = new CopyOnWriteArrayList<>();
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.client.setLevel(Level.INFO);
	}

	@AfterEach
	void stopListening() {
		this.client.setLevel(null);
		this.logger.detachAppender(this.appender);
		this.server.close();
	}

	@Test
	void matcherThatNeverFindsAnIdIsWarnedOfOnce() {
		try (FramedTcpTemplate template = builder().matcher(ExchangeMatcher.equalBytes(0, 1, 4))
			.shared((shared) -> shared.connections(1))
			.build()) {
			for (int i = 0; i < 2; i++) {
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> template.sendAndReceive(REQUEST, Duration.ofMillis(200)));
			}
			assertThat(lines()).singleElement()
				.asString()
				.startsWith("WARN A frame on payments")
				.endsWith("answers no request, so the connection gets no new calls. This client has never had a reply "
						+ "that its matcher accepts: compare framed-tcp.matcher with where both sides put the id.");
		}
	}

	@Test
	void limitOfRepliesInOrderIsToldOnce() {
		try (FramedTcpTemplate template = builder().shared(SharedSettings.Builder::inOrder).build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
		}
		assertThat(lines()).containsExactly("INFO Client 'payments' finds the callers of replies by their order alone "
				+ "(framed-tcp.shared.ordering: in-order without a matcher). If the server omits a reply or sends one "
				+ "twice, callers get each other's replies.");
	}

	@Test
	void repliesInOrderThatAreMatchedNeedNoWord() {
		try (FramedTcpTemplate template = builder().matcher(ExchangeMatcher.equalBytes(0, 0, 4))
			.shared(SharedSettings.Builder::inOrder)
			.build()) {
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
		}
		assertThat(lines()).isEmpty();
	}

	@Test
	void checksOfHealthAddNothingToTheWarningOfAnOutage() {
		this.server.refuseConnections();
		try (FramedTcpTemplate template = builder().build()) {
			FramedTcpHealthIndicator indicator = new FramedTcpHealthIndicator(template.getPool());
			for (int i = 0; i < 5; i++) {
				assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
			}
			assertThat(lines()).singleElement().asString().startsWith("WARN Client 'payments': an outage has begun");
		}
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port()).client("payments");
	}

	private List<String> lines() {
		return this.appender.list.stream()
			.filter((event) -> event.getLevel().isGreaterOrEqual(Level.INFO))
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
	}

}
