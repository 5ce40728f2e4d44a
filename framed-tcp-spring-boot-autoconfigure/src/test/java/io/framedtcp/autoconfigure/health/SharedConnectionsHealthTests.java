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

package io.framedtcp.autoconfigure.health;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.config.PingSettings;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.Ping;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpHealthIndicator} of clients that share connections.
 */
@Timeout(30)
class SharedConnectionsHealthTests extends AbstractHealthIndicatorTests {

	@Test
	void isUpWithoutAnotherConnectionWhileASharedOneIsInUse() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		FramedTcpServer server = open(FramedTcpServer.handling((request, connection) -> {
			answer.await();
			connection.writeFrame(request);
		}));
		FramedTcpTemplate template = sharing(server, 3, null);
		CompletableFuture<byte[]> call = template.async().sendAndReceive(new byte[] { 1 }, LONG);
		Awaitility.await().atMost(SHORT).until(() -> template.getPool().sharing().inFlight() == 1);
		Health health = health(template.getPool());
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsEntry("shared",
				Map.of("connections", 1, "inFlight", 1, "waiting", 0, "orphans", 0));
		assertThat(new FramedTcpHealthIndicator(template.getPool(), true).health().getStatus()).isEqualTo(Status.UP);
		assertThat(template.getPool().statistics().opened()).isOne();
		answer.countDown();
		assertThat(call).succeedsWithin(SHORT);
		assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.UP);
		assertThat(template.getPool().statistics().opened()).isOne();
	}

	@Test
	void isDownWhileCallsOnASharedConnectionTimeOutAndUpOnceSomethingComes() {
		CountDownLatch answer = new CountDownLatch(1);
		FramedTcpServer server = open(FramedTcpServer.handling((request, connection) -> {
			answer.await();
			connection.writeFrame(request);
		}));
		FramedTcpTemplate template = sharing(server, 3, null);
		CompletableFuture<byte[]> patient = template.async().sendAndReceive(new byte[] { 9 }, LONG);
		Awaitility.await().atMost(SHORT).until(() -> template.getPool().sharing().inFlight() == 1);
		timeOut(template, 1);
		assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.UP);
		timeOut(template, 2);
		Awaitility.await()
			.atMost(SHORT)
			.untilAsserted(() -> assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.DOWN));
		assertThat((String) health(template.getPool()).getDetails().get("error")).contains("time out",
				"nothing has come");
		assertThat(template.getPool().statistics().opened()).isOne();
		answer.countDown();
		assertThat(patient).succeedsWithin(SHORT);
		assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.UP);
	}

	@Test
	void isUnknownIfTheOnlyConnectionWasSharedAndDrainedForItsSilence() {
		FramedTcpServer server = open(FramedTcpServer.handling((request, connection) -> {
		}));
		FramedTcpTemplate template = sharing(server, 1, null);
		assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.UNKNOWN);
		timeOut(template, 1);
		timeOut(template, 2);
		Awaitility.await()
			.atMost(SHORT)
			.until(() -> template.getPool().statistics().closed().containsKey(CloseReason.TIMED_OUT));
		assertThat(health(template.getPool()).getStatus()).isEqualTo(Status.UNKNOWN);
		assertThat(template.getPool().statistics().opened()).isOne();
	}

	@Test
	void isDownIfASharedConnectionIsLostAndNoneCanBeOpened() {
		FramedTcpServer server = open(FramedTcpServer.echo());
		FramedTcpTemplate template = sharing(server, 3, Ping.of(new byte[] { 7 }));
		template.sendAndReceive(new byte[1]);
		assertThat(new FramedTcpHealthIndicator(template.getPool(), true).health().getStatus()).isEqualTo(Status.UP);
		assertThat(server.executions(new byte[] { 7 })).isOne();
		closeAndAwaitRefusal(server);
		Health health = health(template.getPool());
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat((String) health.getDetails().get("error")).contains("ConnectFailedException");
	}

	private FramedTcpTemplate sharing(FramedTcpServer server, int maxTotal, @Nullable Ping ping) {
		return open(FramedTcpTemplate.builder(server.host(), server.port())
			.matcher(ExchangeMatcher.equalBytes(0, 0, 1))
			.connection((connection) -> connection.connectTimeout(Duration.ofMillis(300)))
			.pool((pool) -> pool.maxTotal(maxTotal)
				.ping((ping != null) ? new PingSettings(ping, LONG, Duration.ofSeconds(1)) : null))
			.shared((shared) -> shared.suspectAfter(2))
			.build());
	}

	private static void timeOut(FramedTcpTemplate template, int id) {
		assertThatExceptionOfType(FramedTcpTimeoutException.class)
			.isThrownBy(() -> template.sendAndReceive(new byte[] { (byte) id }, Duration.ofMillis(50)));
	}

}
