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

package io.framedtcp.sample;

import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for what becomes of exchanges that are going on when a web application is shut
 * down.
 */
@DisabledIfSystemProperty(named = "spring.aot.enabled", matches = "true",
		disabledReason = "The build processes the price desk ahead of time, not this application")
class GracefulShutdownTests {

	/** What a machine that is busy needs on top of the bounds that are set. */
	private static final Duration SLACK = Duration.ofSeconds(15);

	private final CountDownLatch arrived = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
		this.arrived.countDown();
		this.released.await();
		connection.writeFrame(("reply to " + text(request)).getBytes(StandardCharsets.UTF_8));
	});

	@AfterEach
	void closeServer() {
		this.released.countDown();
		this.server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "default", "quotes" })
	void webRequestThatWaitsForAnExchangeIsAnswered(String client) throws Exception {
		ConfigurableApplicationContext application = run();
		CompletableFuture<HttpResponse<String>> response = get(application, client);
		assertThat(this.arrived.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
		awaitRefusal(application);
		assertThat(pools(application)).hasSize(2).allMatch(FramedConnectionPool::isOpen);
		this.released.countDown();
		assertThat(response.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		assertThat(response.get().body()).isEqualTo("reply to " + client);
		closing.get(30, TimeUnit.SECONDS);
		await().until(() -> this.server.open() == 0);
	}

	@Test
	void taskOfTheApplicationsExecutorGetsItsReply() throws Exception {
		ConfigurableApplicationContext application = run();
		FramedTcpTemplate template = application.getBean(FramedTcpTemplate.class);
		ThreadPoolTaskExecutor executor = application.getBean("applicationTaskExecutor", ThreadPoolTaskExecutor.class);
		Future<String> task = executor.submit(() -> template.convertSendAndReceive("task", String.class));
		assertThat(this.arrived.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
		await().until(() -> !executor.isRunning());
		assertThat(pools(application)).allMatch(FramedConnectionPool::isOpen);
		this.released.countDown();
		assertThat(task.get(30, TimeUnit.SECONDS)).isEqualTo("reply to task");
		closing.get(30, TimeUnit.SECONDS);
		await().until(() -> this.server.open() == 0);
	}

	@Test
	void exchangeThatNeverEndsDoesNotHoldTheShutdownBeyondItsBounds() throws Exception {
		ConfigurableApplicationContext application = run("--framed-tcp.pool.close-timeout=200ms",
				"--spring.lifecycle.timeout-per-shutdown-phase=200ms");
		CompletableFuture<HttpResponse<String>> response = get(application, "default");
		assertThat(this.arrived.await(30, TimeUnit.SECONDS)).isTrue();
		long start = System.nanoTime();
		application.close();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(200), SLACK);
		this.released.countDown();
		await().until(() -> this.server.open() == 0);
		assertThat(response).failsWithin(SLACK);
	}

	@Test
	void whoeverMayCallIsStoppedBeforeThePools() {
		try (ConfigurableApplicationContext application = run()) {
			Map<String, SmartLifecycle> lifecycles = application.getBeansOfType(SmartLifecycle.class);
			assertThat(List.of("framedTcpPoolLifecycle", "quotesFramedTcpPoolLifecycle"))
				.allSatisfy((pool) -> assertThat(lifecycles.get(pool).getPhase()).isZero());
			assertThat(List.of("webServerGracefulShutdown", "webServerStartStop", "applicationTaskExecutor",
					"taskScheduler"))
				.allSatisfy((caller) -> assertThat(lifecycles.get(caller).getPhase()).isPositive());
		}
	}

	private ConfigurableApplicationContext run(String... args) {
		String[] allArgs = new String[args.length + 4];
		System.arraycopy(args, 0, allArgs, 4, args.length);
		allArgs[0] = "--server.port=0";
		allArgs[1] = "--framed-tcp.addresses=" + this.server.host() + ":" + this.server.port();
		allArgs[2] = "--framed-tcp.clients.quotes.addresses=" + this.server.host() + ":" + this.server.port();
		allArgs[3] = "--framed-tcp.response-timeout=1h";
		return SpringApplication.run(Application.class, allArgs);
	}

	private CompletableFuture<HttpResponse<String>> get(ConfigurableApplicationContext application, String client) {
		URI uri = URI.create("http://localhost:" + port(application) + "/" + client);
		return HttpClient.newHttpClient()
			.sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
	}

	private void awaitRefusal(ConfigurableApplicationContext application) {
		int port = port(application);
		await().untilAsserted(() -> assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket("localhost", port).close()));
	}

	private Collection<FramedConnectionPool> pools(ConfigurableApplicationContext application) {
		return application.getBeansOfType(FramedConnectionPool.class).values();
	}

	private int port(ConfigurableApplicationContext application) {
		return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static String text(byte[] payload) {
		return new String(payload, StandardCharsets.UTF_8);
	}

	/**
	 * An application that asks a server for whoever asks it. Not a component, or the
	 * price desk would find it.
	 */
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		RouterFunction<ServerResponse> routes(FramedTcpTemplate template,
				@Qualifier("quotes") FramedTcpTemplate quotes) {
			return RouterFunctions.route()
				.GET("/default", (request) -> ServerResponse.ok().body(ask(template, "default")))
				.GET("/quotes", (request) -> ServerResponse.ok().body(ask(quotes, "quotes")))
				.build();
		}

		private static String ask(FramedTcpTemplate template, String question) {
			return template.convertSendAndReceive(question, String.class);
		}

	}

}
