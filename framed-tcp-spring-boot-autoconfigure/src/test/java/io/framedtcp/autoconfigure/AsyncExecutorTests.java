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

import java.util.concurrent.Executor;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which executor runs asynchronous calls.
 */
class AsyncExecutorTests {

	private final FramedTcpServer server = FramedTcpServer.echo();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(FramedTcpAutoConfiguration.class))
		.withPropertyValues("framed-tcp.host=localhost", "framed-tcp.port=" + this.server.port(),
				"framed-tcp.clients.payments.host=localhost", "framed-tcp.clients.payments.port=" + this.server.port());

	private final ApplicationContextRunner withTaskExecutor = this.runner
		.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class));

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void applicationTaskExecutorRunsThem() {
		this.withTaskExecutor.run((context) -> {
			assertThat(nameOfThread(context, "framedTcpTemplate")).startsWith("task-");
			assertThat(nameOfThread(context, "paymentsFramedTcpTemplate")).startsWith("task-");
		});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void virtualThreadsRunThemIfTheApplicationUsesThem() {
		this.withTaskExecutor.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(isVirtual(threadOf(context, "framedTcpTemplate"))).isTrue();
			assertThat(isVirtual(threadOf(context, "paymentsFramedTcpTemplate"))).isTrue();
		});
	}

	@Test
	void withoutOneEachHasAThreadOfItsOwn() {
		this.runner.run((context) -> assertThat(nameOfThread(context, "framedTcpTemplate"))
			.startsWith("framed-tcp-default-call-"));
	}

	@Test
	void executorForTheLibraryAndThatForAClientComeFirst() {
		this.withTaskExecutor.withUserConfiguration(Executors.class).run((context) -> {
			assertThat(nameOfThread(context, "framedTcpTemplate")).startsWith("library-");
			assertThat(nameOfThread(context, "paymentsFramedTcpTemplate")).startsWith("payments-");
		});
	}

	/**
	 * Ask by reflection: the method is not there before Java 21.
	 */
	private static boolean isVirtual(Thread thread) throws ReflectiveOperationException {
		return (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
	}

	private static String nameOfThread(ApplicationContext context, String template) {
		return threadOf(context, template).getName();
	}

	private static Thread threadOf(ApplicationContext context, String template) {
		return context.getBean(template, FramedTcpTemplate.class)
			.async()
			.execute((session) -> Thread.currentThread())
			.join();
	}

	@Configuration(proxyBeanMethods = false)
	static class Executors {

		@Bean
		Executor framedTcpTaskExecutor() {
			return new SimpleAsyncTaskExecutor("library-");
		}

		@Bean(defaultCandidate = false)
		@Qualifier("payments")
		Executor paymentsExecutor() {
			return new SimpleAsyncTaskExecutor("payments-");
		}

		@Bean
		Executor applicationTaskExecutor() {
			return new SimpleAsyncTaskExecutor("task-");
		}

	}

}
