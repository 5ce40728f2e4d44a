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

package io.framedtcp.autoconfigure.metrics;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpMetrics} of clients that share connections.
 */
class SharedConnectionsMetricsTests extends AbstractMetricsTests {

	@Test
	void metersTellOfSharedConnections() {
		CountDownLatch answer = new CountDownLatch(1);
		FramedTcpServer slow = FramedTcpServer.handling((request, connection) -> {
			if (request[0] == 1) {
				answer.await();
			}
			connection.writeFrame(request);
		});
		try (slow) {
			at(slow)
				.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=1",
						"framed-tcp.shared.max-in-flight=1", "framed-tcp.pool.max-total=1",
						"framed-tcp.pool.acquire-timeout=20s")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					Future<byte[]> first = template.async().sendAndReceive(new byte[] { 1 });
					Awaitility.await().until(() -> gauge("framedtcp.shared.inflight") == 1);
					assertThat(gauge("framedtcp.shared.connections")).isOne();
					Future<byte[]> second = template.async().sendAndReceive(new byte[] { 2 });
					Awaitility.await().until(() -> gauge("framedtcp.shared.waiting") == 1);
					assertThat(gauge("framedtcp.callers.waiting")).isOne();
					answer.countDown();
					assertThat(first.get(10, TimeUnit.SECONDS)).containsExactly(1);
					assertThat(second.get(10, TimeUnit.SECONDS)).containsExactly(2);
					assertThat(counter("framedtcp.shared.frames")).isEqualTo(2);
					assertThat(counter("framedtcp.shared.writes")).isEqualTo(2);
					assertThat(gauge("framedtcp.shared.waiting")).isZero();
				});
		}
	}

	@Test
	void metersTellOfRepliesThatNobodyWaitsForAnyMore() {
		CountDownLatch answer = new CountDownLatch(1);
		FramedTcpServer slow = FramedTcpServer.handling((request, connection) -> {
			if (request[0] == 1) {
				answer.await();
			}
			connection.writeFrame(request);
		});
		try (slow) {
			at(slow).withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=1")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> template.sendAndReceive(new byte[] { 1 }, Duration.ofMillis(50)));
					assertThat(gauge("framedtcp.shared.orphans")).isOne();
					assertThat(counter("framedtcp.shared.replies.late")).isZero();
					answer.countDown();
					assertThat(template.sendAndReceive(new byte[] { 2 }, Duration.ofSeconds(10))).containsExactly(2);
					assertThat(counter("framedtcp.shared.replies.late")).isOne();
					Awaitility.await().until(() -> gauge("framedtcp.shared.orphans") == 0);
					assertThat(template.getPool().statistics().opened()).isOne();
				});
		}
	}

	@Test
	void metersTellOfSharedConnectionsThatAreDrained() {
		try (FramedTcpServer server = oneAnswerServer()) {
			at(server)
				.withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.matcher.length=1",
						"framed-tcp.shared.max-orphans=0")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					template.sendAndReceive(new byte[] { 1 });
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> template.sendAndReceive(new byte[] { 2 }, Duration.ofMillis(50)));
					assertThat(find("framedtcp.shared.drained").tag("reason", "orphaned").functionCounter().count())
						.isOne();
					Awaitility.await().until(() -> closed(CloseReason.ORPHANED) == 1);
				});
		}
	}

	@Test
	void everyMeterOfSharedConnectionsIsDescribedAndTaggedWithTheClient() {
		configured().withPropertyValues("framed-tcp.shared.enabled=true", "framed-tcp.shared.ordering=in-order")
			.run((context) -> {
				context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
				assertThat(this.registry.getMeters()).hasSize(19 + 2 * CloseReason.values().length)
					.allSatisfy((meter) -> {
						assertThat(meter.getId().getTag("client")).isEqualTo("default");
						assertThat(meter.getId().getDescription()).isNotBlank();
					});
			});
	}

}
