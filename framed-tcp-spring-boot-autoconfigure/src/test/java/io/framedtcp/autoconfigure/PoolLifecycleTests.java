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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

import io.framedtcp.FramedTcpClosedException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link PoolLifecycle} in an application context.
 */
class PoolLifecycleTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private ApplicationContextRunner contextRunner;

	@BeforeEach
	void configureServer() {
		this.contextRunner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
			.withPropertyValues("framed-tcp.host=" + this.server.host(), "framed-tcp.port=" + this.server.port());
	}

	@AfterEach
	void closeServer() {
		this.server.close();
	}

	@Test
	void isInPhaseZeroAndStartsByItself() {
		this.contextRunner.run((context) -> {
			SmartLifecycle lifecycle = context.getBean(PoolLifecycle.class);
			assertThat(lifecycle.getPhase()).isZero();
			assertThat(lifecycle.isAutoStartup()).isTrue();
			assertThat(lifecycle.isRunning()).isTrue();
		});
	}

	@Test
	void closingTheContextLeavesNeitherThreadNorConnection() {
		Set<Thread> before = clientThreads();
		this.contextRunner.run((context) -> {
			FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
			context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[1]);
			assertThat(clientThreadsSince(before)).isNotEmpty();
			assertThat(this.server.open()).isOne();
			context.close();
			assertThat(pool.isOpen()).isFalse();
			Awaitility.await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
				assertThat(clientThreadsSince(before)).isEmpty();
				assertThat(this.server.open()).isZero();
			});
		});
	}

	@Test
	void asynchronousCallThatIsGoingOnWhenTheContextIsClosedGetsItsReply() {
		assertReplyComesAfter((context) -> context.getSourceApplicationContext().isClosed());
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void asynchronousCallInAVirtualThreadGetsItsReplyThoughTheExecutorDoesNotWaitForIt() {
		assertReplyComesAfter((context) -> !context.getBean(FramedConnectionPool.class).isOpen(),
				"spring.threads.virtual.enabled=true");
	}

	@Test
	void failedStartLeavesNoThread() {
		Set<Thread> before = clientThreads();
		this.contextRunner.withPropertyValues("framed-tcp.pool.min-idle=1").withBean("failing", Object.class, () -> {
			Awaitility.await().until(() -> this.server.open() == 1);
			assertThat(clientThreadsSince(before)).isNotEmpty();
			throw new IllegalStateException("no start");
		}, (definition) -> definition.setDependsOn("framedTcpTemplate")).run((context) -> {
			assertThat(context).getFailure().hasRootCauseMessage("no start");
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(clientThreadsSince(before)).isEmpty());
		});
	}

	@Test
	void stoppedContextRefusesCallsAndRestartedOneReopensLazily() {
		this.contextRunner.run((context) -> {
			FramedTcpTemplate template = context.getBean(FramedTcpTemplate.class);
			template.sendAndReceive(new byte[1]);
			context.stop();
			Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> this.server.open() == 0);
			assertThatExceptionOfType(FramedTcpClosedException.class)
				.isThrownBy(() -> template.sendAndReceive(new byte[1]));
			context.start();
			assertThat(context.getBean(FramedConnectionPool.class).isOpen()).isTrue();
			assertThat(this.server.accepted()).isOne();
			assertThat(template.sendAndReceive(new byte[] { 7 })).containsExactly(7);
			assertThat(this.server.accepted()).isEqualTo(2);
		});
	}

	@Test
	void contextThatIsPausedAsBetweenTestsClosesItsConnectionsAndOpensNewOnesAfterwards() {
		Set<Thread> before = clientThreads();
		this.contextRunner.withPropertyValues("framed-tcp.pool.min-idle=2").run((context) -> {
			Awaitility.await().until(() -> this.server.open() == 2);
			ConfigurableApplicationContext application = context.getSourceApplicationContext();
			application.pause();
			Awaitility.await().until(() -> this.server.open() == 0 && clientThreadsSince(before).isEmpty());
			application.restart();
			Awaitility.await().until(() -> this.server.open() == 2);
			assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[] { 7 })).containsExactly(7);
		});
	}

	@Test
	void clientThatAnOperatorHasPausedIsNotPausedAfterARestart() {
		this.contextRunner.run((context) -> {
			FramedConnectionPool pool = context.getBean(FramedConnectionPool.class);
			pool.pause();
			context.stop();
			context.start();
			assertThat(pool.isPaused()).isFalse();
			assertThat(context.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[] { 7 })).containsExactly(7);
		});
	}

	@Test
	void closingChildContextLeavesParentsPoolOpen() {
		this.contextRunner.run((parent) -> {
			this.contextRunner.withParent(parent).run((child) -> {
				assertThat(child).hasNotFailed();
				child.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[1]);
			});
			assertThat(parent.getBean(FramedConnectionPool.class).isOpen()).isTrue();
			assertThat(parent.getBean(FramedTcpTemplate.class).sendAndReceive(new byte[] { 7 })).containsExactly(7);
		});
	}

	/**
	 * Close the context during a call whose reply the server holds back until then.
	 * @param closing tells whether the context has come far enough
	 * @param properties those of the application
	 */
	private void assertReplyComesAfter(Predicate<AssertableApplicationContext> closing, String... properties) {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch released = new CountDownLatch(1);
		FramedTcpServer holding = FramedTcpServer.handling((request, connection) -> {
			arrived.countDown();
			released.await(10, TimeUnit.SECONDS);
			connection.writeFrame(request);
		});
		try (holding) {
			this.contextRunner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class))
				.withPropertyValues("framed-tcp.port=" + holding.port())
				.withPropertyValues(properties)
				.run((context) -> {
					Future<byte[]> reply = context.getBean(FramedTcpTemplate.class)
						.async()
						.sendAndReceive(new byte[] { 7 });
					assertThat(arrived.await(10, TimeUnit.SECONDS)).isTrue();
					CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
					Awaitility.await().until(() -> closing.test(context));
					assertThat(reply).isNotDone();
					released.countDown();
					assertThat(reply.get(10, TimeUnit.SECONDS)).containsExactly(7);
					closed.get(10, TimeUnit.SECONDS);
				});
		}
	}

	private static Set<Thread> clientThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith("framed-tcp-")
					&& !thread.getName().startsWith("framed-tcp-server"))
			.collect(Collectors.toSet());
	}

	private static Set<Thread> clientThreadsSince(Set<Thread> before) {
		Set<Thread> threads = clientThreads();
		threads.removeAll(before);
		return threads;
	}

}
