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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpOperations;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.FramedTcpTimeoutException;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ConnectionInfo;
import io.framedtcp.spi.PoolListener;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link FramedTcpAutoConfiguration}: what properties and listeners do to a
 * client that talks to a server.
 */
class ConfiguredClientTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class));

	@Test
	void framesOnTheWireAreAsConfigured() {
		BlockingQueue<byte[]> requests = new LinkedBlockingQueue<>();
		byte[] reply = { (byte) 0xca, (byte) 0xfe, 99, 6, 0, 'o' };
		try (FramedTcpServer server = FramedTcpServer.serving((connection) -> {
			requests.add(connection.readBytes(7));
			connection.writeBytes(reply);
			connection.awaitClose();
		})) {
			configured(server)
				.withPropertyValues("framed-tcp.framing.length-field.marker=cafe",
						"framed-tcp.framing.length-field.offset=3", "framed-tcp.framing.length-field.size=2",
						"framed-tcp.framing.length-field.byte-order=little-endian",
						"framed-tcp.framing.length-field.adjustment=-5")
				.run((context) -> {
					FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
					assertThat(template.sendAndReceive(new byte[] { 'h', 'i' })).containsExactly('o');
					assertThat(requests.poll(5, TimeUnit.SECONDS)).containsExactly(0xca, 0xfe, 0, 7, 0, 'h', 'i');
				});
		}
	}

	@Test
	void responseTimeoutReachesTheTemplate() {
		try (FramedTcpServer server = silentServer()) {
			configured(server).withPropertyValues("framed-tcp.response-timeout=50ms").run((context) -> {
				long start = System.nanoTime();
				assertThatExceptionOfType(FramedTcpTimeoutException.class)
					.isThrownBy(() -> context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[1]));
				assertThat(Duration.ofNanos(System.nanoTime() - start))
					.isLessThan(FramedTcpTemplateBuilder.DEFAULT_RESPONSE_TIMEOUT);
			});
		}
	}

	@Test
	void maxFrameSizeReachesTheFrames() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			configured(server).withPropertyValues("framed-tcp.max-frame-size=8B").run((context) -> {
				FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
				assertThat(operations.sendAndReceive(new byte[4])).hasSize(4);
				assertThatExceptionOfType(IllegalArgumentException.class)
					.isThrownBy(() -> operations.sendAndReceive(new byte[5]));
			});
		}
	}

	@Test
	void poolPropertiesReachThePool() {
		try (FramedTcpServer server = FramedTcpServer.echo()) {
			configured(server)
				.withPropertyValues("framed-tcp.pool.max-total=2", "framed-tcp.pool.min-idle=1",
						"framed-tcp.pool.acquire-timeout=0")
				.run((context) -> {
					FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
					assertThat(pool.counts().maxTotal()).isEqualTo(2);
					Awaitility.await()
						.atMost(Duration.ofSeconds(5))
						.until(() -> pool.counts().idle() == 1 && pool.counts().active() == 0);
					FramedTcpOperations operations = context.getBean(FramedTcpOperations.class);
					operations.execute((one) -> operations.execute((other) -> {
						assertThatExceptionOfType(FramedTcpBusyException.class)
							.isThrownBy(() -> operations.sendAndReceive(new byte[1]));
						return null;
					}));
				});
		}
	}

	@Test
	void listenerBeansHearOfConnectionsInOrder() {
		List<String> events = new CopyOnWriteArrayList<>();
		try (FramedTcpServer server = silentServer()) {
			configured(server).withPropertyValues("framed-tcp.response-timeout=50ms")
				.withBean("one", PoolListener.class, () -> new RecordingListener("late", 2, events))
				.withBean("other", PoolListener.class, () -> new RecordingListener("early", 1, events))
				.run((context) -> {
					assertThatExceptionOfType(FramedTcpTimeoutException.class)
						.isThrownBy(() -> context.getBean(FramedTcpOperations.class).sendAndReceive(new byte[1]));
					Awaitility.await().until(() -> events.size() == 4);
					assertThat(events).containsExactly("early: opened", "late: opened", "early: TIMED_OUT",
							"late: TIMED_OUT");
				});
		}
	}

	private ApplicationContextRunner configured(FramedTcpServer server) {
		return this.contextRunner.withPropertyValues("framed-tcp.host=" + server.host(),
				"framed-tcp.port=" + server.port());
	}

	private static FramedTcpServer silentServer() {
		ConnectionHandler silent = (connection) -> connection.awaitClose();
		return FramedTcpServer.serving(silent);
	}

	private static final class RecordingListener implements PoolListener, Ordered {

		private final String name;

		private final int order;

		private final List<String> events;

		RecordingListener(String name, int order, List<String> events) {
			this.name = name;
			this.order = order;
			this.events = events;
		}

		@Override
		public int getOrder() {
			return this.order;
		}

		@Override
		public void connectionOpened(ConnectionInfo connection, Duration elapsed) {
			this.events.add(this.name + ": opened");
		}

		@Override
		public void connectionClosed(ConnectionInfo connection, CloseReason reason) {
			this.events.add(this.name + ": " + reason);
		}

	}

}
