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

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpConnectException;
import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.autoconfigure.FramedTcpAutoConfiguration;
import io.framedtcp.config.ConnectionSettings;
import io.framedtcp.config.PoolSettings;
import io.framedtcp.internal.pool.ExclusivePool;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpMetricsAutoConfiguration} and {@link FramedTcpMetrics}.
 */
class FramedTcpMetricsAutoConfigurationTests extends AbstractMetricsTests {

	@Test
	void metersTellOfExchangesAndClosedConnections() {
		try (FramedTcpServer server = oneAnswerServer()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port(),
						"framed-tcp.pool.max-total=3")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
					operations.sendAndReceive(new byte[1]);
					assertConnections(3, 0, 1);
					operations.execute((session) -> {
						assertConnections(3, 1, 0);
						return null;
					});
					assertThat(closed(CloseReason.TIMED_OUT)).isZero();
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> operations.sendAndReceive(new byte[1], Duration.ofMillis(50)));
					assertConnections(3, 0, 0);
					assertThat(closed(CloseReason.TIMED_OUT)).isOne();
					assertThat(closed(CloseReason.BROKEN)).isZero();
					assertThat(counter("framedtcp.connections.opened")).isOne();
					assertThat(counter("framedtcp.connections.failed")).isZero();
				});
		}
	}

	@Test
	void metersTellOfRefusedCallers() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port(),
						"framed-tcp.pool.max-total=1", "framed-tcp.pool.acquire-timeout=100ms")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
					operations.execute((session) -> {
						assertThatExceptionOfType(FramedTcpBusyException.class)
							.isThrownBy(() -> operations.sendAndReceive(new byte[1]));
						return null;
					});
					assertThat(counter("framedtcp.callers.refused")).isOne();
				});
		}
	}

	@Test
	void metersTellOfFailedConnects() throws IOException {
		this.contextRunner.withPropertyValues("framed-tcp.host=127.0.0.1", "framed-tcp.port=" + unusedPort())
			.run((context) -> {
				context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
				FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
				assertThatExceptionOfType(FramedTcpConnectException.class)
					.isThrownBy(() -> operations.sendAndReceive(new byte[1]));
				assertThat(counter("framedtcp.connections.failed")).isOne();
				assertThat(counter("framedtcp.connections.opened")).isZero();
			});
	}

	@Test
	void metersTellOfWaitingCallers() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port(),
						"framed-tcp.pool.max-total=1", "framed-tcp.pool.acquire-timeout=20s")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
					Future<byte[]> waiting = operations.execute((session) -> {
						Future<byte[]> caller = CompletableFuture
							.supplyAsync(() -> operations.sendAndReceive(new byte[1]));
						Awaitility.await()
							.atMost(Duration.ofSeconds(10))
							.until(() -> gauge("framedtcp.callers.waiting") == 1);
						return caller;
					});
					assertThat(waiting.get(10, TimeUnit.SECONDS)).hasSize(1);
					assertThat(gauge("framedtcp.callers.waiting")).isZero();
				});
		}
	}

	@Test
	void metersTellOfBytes() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port())
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[6]);
					assertThat(counter("framedtcp.traffic.sent")).isEqualTo(10);
					assertThat(counter("framedtcp.traffic.received")).isEqualTo(10);
				});
		}
	}

	@Test
	void metersTellOfExchangesThatWereRepeated() {
		AtomicInteger requests = new AtomicInteger();
		FramedTcpServer closing = FramedTcpServer.handling((request, connection) -> {
			if (requests.incrementAndGet() == 2) {
				connection.close();
			}
			else {
				connection.writeFrame(request);
			}
		});
		try (closing) {
			at(closing).withPropertyValues("framed-tcp.idempotent=true").run((context) -> {
				context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
				FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
				operations.sendAndReceive(new byte[1]);
				operations.sendAndReceive(new byte[1]);
				assertIncidents(1, 0, 0);
			});
		}
	}

	@Test
	void metersTellOfFramesThatAnswerNoRequest() {
		FramedTcpServer chatty = FramedTcpServer.handling((request, connection) -> {
			connection.writeFrame(new byte[2]);
			connection.writeFrame(request);
		});
		ExchangeMatcher matcher = (request, frame) -> (frame.length == request.length) ? ExchangeMatcher.Verdict.MATCH
				: ExchangeMatcher.Verdict.UNSOLICITED;
		try (chatty) {
			at(chatty).withBean(ExchangeMatcher.class, () -> matcher).run((context) -> {
				context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
				context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[1]);
				assertIncidents(0, 1, 0);
			});
		}
	}

	@Test
	void metersTellOfConnectionsThatAreHeldForTooLong() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			at(server)
				.withPropertyValues("framed-tcp.pool.leak-detection-threshold=50ms",
						"framed-tcp.pool.housekeeping-interval=20ms")
				.run((context) -> {
					context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
					context.getBean(FramedTcpOperations.class).execute((session) -> {
						Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertIncidents(0, 0, 1));
						return null;
					});
				});
		}
	}

	@Test
	void timersTellOfAcquisitionsAndConnectsOfEachClient() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			this.contextRunner.withBean(MeterRegistry.class, () -> this.registry)
				.withPropertyValues("framed-tcp.host=" + server.host(), "framed-tcp.port=" + server.port(),
						"framed-tcp.clients.other.addresses=" + server.host() + ":" + server.port())
				.run((context) -> {
					FramedTcpOperations operations = context.getBean(FramedTcpTemplate.class);
					operations.sendAndReceive(new byte[1]);
					operations.sendAndReceive(new byte[1]);
					context.getBean("otherFramedTcpTemplate", FramedTcpTemplate.class).sendAndReceive(new byte[1]);
					assertThat(find("framedtcp.connections.acquire").timer().count()).isEqualTo(2);
					assertThat(find("framedtcp.connections.connect").timer().count()).isOne();
					assertThat(find("framedtcp.connections.connect").timer().totalTime(TimeUnit.NANOSECONDS))
						.isPositive();
					assertThat(
							this.registry.get("framedtcp.connections.acquire").tag("client", "other").timer().count())
						.isOne();
				});
		}
	}

	@Test
	void nothingIsTimedWithoutARegistry() {
		configured().run((context) -> assertThat(context).doesNotHaveBean(FramedTcpTimers.class));
	}

	@Test
	void backsOffFromUsersTimers() {
		configured().withBean(MeterRegistry.class, () -> this.registry)
			.withBean("ownTimers", FramedTcpTimers.class, () -> new FramedTcpTimers(this.registry))
			.run((context) -> assertThat(context).hasSingleBean(FramedTcpTimers.class).hasBean("ownTimers"));
	}

	@Test
	void everyMeterIsDescribedAndTaggedWithTheClient() {
		configured().run((context) -> {
			context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
			assertThat(this.registry.getMeters()).hasSize(12 + CloseReason.values().length).allSatisfy((meter) -> {
				assertThat(meter.getId().getTag("client")).isEqualTo("default");
				assertThat(meter.getId().getDescription()).isNotBlank();
			});
		});
	}

	@Test
	void createsNothingWhenNoServerIsConfigured() {
		this.contextRunner.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(MeterBinder.class));
	}

	@Test
	void metersTellOfSeveralPools() {
		this.contextRunner.withBean("one", FramedConnectionPool.class, () -> pool("one"))
			.withBean("other", FramedConnectionPool.class, () -> pool("other"))
			.run((context) -> assertMetersOf(context, "one", "other"));
	}

	@Test
	void metersTellOfNamedClients() {
		this.contextRunner
			.withPropertyValues("framed-tcp.clients.one.addresses=localhost:9000",
					"framed-tcp.clients.other.addresses=localhost:9001")
			.run((context) -> assertMetersOf(context, "one", "other"));
	}

	@Test
	void metersTellOfNamedClientsBesideTheDefaultClient() {
		configured().withPropertyValues("framed-tcp.clients.other.addresses=localhost:9001")
			.run((context) -> assertMetersOf(context, "default", "other"));
	}

	@Test
	void createsNothingWhenMicrometerIsAbsent() {
		new ApplicationContextRunner().withUserConfiguration(Application.class)
			.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=9000")
			.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(FramedTcpTemplate.class)
				.doesNotHaveBean("framedTcpMetrics"));
	}

	@Test
	void backsOffFromUsersMetrics() {
		configured().withBean("ownMetrics", FramedTcpMetrics.class, () -> new FramedTcpMetrics(pool("own")))
			.run((context) -> assertThat(context).hasSingleBean(FramedTcpMetrics.class).hasBean("ownMetrics"));
	}

	private void assertIncidents(int retried, int unsolicited, int leaksSuspected) {
		assertThat(counter("framedtcp.exchanges.retried")).isEqualTo(retried);
		assertThat(counter("framedtcp.frames.unsolicited")).isEqualTo(unsolicited);
		assertThat(counter("framedtcp.connections.leaks.suspected")).isEqualTo(leaksSuspected);
	}

	private void assertMetersOf(AssertableApplicationContext context, String... clients) {
		context.getBean(FramedTcpMetrics.class).bindTo(this.registry);
		assertThat(this.registry.find("framedtcp.connections.max").gauges())
			.extracting((gauge) -> gauge.getId().getTag("client"))
			.containsExactlyInAnyOrder(clients);
	}

	private static FramedConnectionPool pool(String client) {
		return new ExclusivePool(client, ConnectionSettings.builder().address("localhost", 9000).build(),
				PoolSettings.builder().build(), List.of());
	}

	private static int unusedPort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void assertConnections(int max, int active, int idle) {
		// The housekeeper's first round counts as active, too.
		Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
			assertThat(gauge("framedtcp.connections.max")).isEqualTo(max);
			assertThat(gauge("framedtcp.connections.active")).isEqualTo(active);
			assertThat(gauge("framedtcp.connections.idle")).isEqualTo(idle);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ FramedTcpAutoConfiguration.class, FramedTcpMetricsAutoConfiguration.class })
	static class Application {

	}

}
