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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the log tells of an outage, and of an address that is marked as failed.
 */
class CircuitBreakerLogTests {

	private static final byte[] REQUEST = { 1 };

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final Logger logger = (Logger) LoggerFactory.getLogger("io.framedtcp");

	private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

	@BeforeEach
	void listen() {
		this.appender.list = new CopyOnWriteArrayList<>();
		this.appender.start();
		this.logger.addAppender(this.appender);
		this.logger.setAdditive(false);
		this.logger.setLevel(Level.INFO);
	}

	@AfterEach
	void stopListening() {
		this.logger.setLevel(null);
		this.logger.setAdditive(true);
		this.logger.detachAppender(this.appender);
		this.server.close();
	}

	@Test
	void outageIsToldOnceWhenItBeginsAndOnceWhenItEnds() {
		try (FramedTcpTemplate template = builder().build()) {
			this.server.refuseConnections();
			for (int i = 0; i < 20; i++) {
				assertFails(template);
			}
			assertThat(lines()).singleElement()
				.isEqualTo("WARN Client 'payments': an outage has begun: cannot connect: 127.0.0.1:"
						+ this.server.port() + ": Connection refused");
			Awaitility.await().until(() -> {
				assertFails(template);
				return template.getPool().statistics().refused() > 0;
			});
			assertThat(lines()).hasSize(1);
			this.server.restart();
			Awaitility.await().until(() -> lines().size() > 1);
			assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
			assertThat(lines()).hasSize(2)
				.last()
				.asString()
				.matches("INFO Client 'payments': the outage is over after \\d{4,5} ms, 127\\.0\\.0\\.1:"
						+ this.server.port() + " is connected");
		}
	}

	@Test
	void outageIsToldThoughNobodyCalls() {
		this.server.refuseConnections();
		try (FramedTcpTemplate template = builder()
			.pool((pool) -> pool.minIdle(2).housekeepingInterval(Duration.ofMillis(10)))
			.build()) {
			Awaitility.await().until(() -> template.getPool().statistics().connectFailures() >= 2);
			assertThat(lines()).hasSize(1).first().asString().startsWith("WARN Client 'payments': an outage has begun");
			this.server.restart();
			Awaitility.await().until(() -> template.getPool().counts().idle() == 2);
			assertThat(lines()).hasSize(2).last().asString().startsWith("INFO Client 'payments': the outage is over");
		}
	}

	@Test
	void whatTheInitializerSaysIsNotLogged() {
		try (FramedTcpTemplate template = builder().initializer((connection) -> {
			throw new IllegalStateException("token s3cr3t has expired");
		}).build()) {
			assertFails(template);
			assertThat(lines()).hasSize(1)
				.first()
				.asString()
				.endsWith("could not be initialized: java.lang.IllegalStateException");
		}
	}

	@Test
	void callersOwnShortDeadlineIsNoOutage() {
		try (FramedTcpServer silent = FramedTcpServer.serving((connection) -> connection.awaitClose());
				FramedTcpTemplate template = FramedTcpTemplate.builder(silent.host(), silent.port())
					.initializer((connection) -> connection.receive())
					.connection((connection) -> connection.connectTimeout(Duration.ofMinutes(1)))
					.build()) {
			for (int i = 0; i < 5; i++) {
				assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> template.sendAndReceive(REQUEST, Duration.ofMillis(20)));
			}
			assertThat(lines()).isEmpty();
		}
	}

	@Test
	void addressMarkedAsFailedIsToldAndThatItIsUsedAgain() {
		try (FramedTcpServer other = FramedTcpServer.echo();
				FramedTcpTemplate template = builder().address(other.host(), other.port()).build()) {
			this.server.refuseConnections();
			for (int i = 0; i < 3; i++) {
				assertThat(template.sendAndReceive(REQUEST)).isEqualTo(REQUEST);
				template.getPool().evictIdle();
			}
			assertThat(lines()).singleElement()
				.isEqualTo("WARN Client 'payments': 127.0.0.1:" + this.server.port()
						+ " is marked as failed, connections are opened to other addresses: 127.0.0.1:"
						+ this.server.port() + ": Connection refused");
			this.server.restart();
			Awaitility.await().until(() -> lines().size() > 1);
			assertThat(lines()).hasSize(2)
				.last()
				.asString()
				.matches("INFO Client 'payments': 127\\.0\\.0\\.1:" + this.server.port()
						+ " is used again after \\d+ ms");
		}
	}

	@Test
	void outageOfSeveralAddressesIsToldAsOne() {
		try (FramedTcpServer other = FramedTcpServer.echo();
				FramedTcpTemplate template = builder().address(other.host(), other.port()).build()) {
			this.server.refuseConnections();
			other.refuseConnections();
			assertFails(template);
			this.server.restart();
			other.restart();
			// An attempt that falls between the two restarts may mark the other address
			// as failed.
			Awaitility.await().until(() -> outageLines().size() > 1);
			assertThat(outageLines()).hasSize(2);
			assertThat(outageLines().get(0)).startsWith("WARN Client 'payments': an outage has begun")
				.contains("127.0.0.1:" + this.server.port() + ": Connection refused",
						"127.0.0.1:" + other.port() + ": Connection refused");
			assertThat(outageLines().get(1)).startsWith("INFO Client 'payments': the outage is over");
		}
	}

	@Test
	void faultOfThisMachineIsToldOnceAndNotAsAnOutage() {
		try (FramedTcpTemplate template = FramedTcpTemplate.builder("255.255.255.255", 9000)
			.client("payments")
			.build()) {
			for (int i = 0; i < 3; i++) {
				assertFails(template);
			}
			assertThat(lines()).singleElement()
				.asString()
				.startsWith("WARN Client 'payments': no connection can be opened from here: ")
				.contains("a fault of this machine");
		}
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port()).client("payments");
	}

	private static void assertFails(FramedTcpTemplate template) {
		assertThatExceptionOfType(FramedTcpConnectException.class).isThrownBy(() -> template.sendAndReceive(REQUEST));
	}

	private List<String> outageLines() {
		return lines().stream().filter((line) -> line.contains("outage")).toList();
	}

	private List<String> lines() {
		return this.appender.list.stream()
			.map((event) -> event.getLevel() + " " + event.getFormattedMessage())
			.toList();
	}

}
