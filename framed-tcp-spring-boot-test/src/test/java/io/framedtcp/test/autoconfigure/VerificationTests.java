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

package io.framedtcp.test.autoconfigure;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.Events;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.annotation.DirtiesContext.ClassMode;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.test.Fault;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.Point;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AutoConfigureFramedTcpServer}: what becomes of other tests.
 */
class VerificationTests {

	private static final Set<ApplicationContext> contexts = ConcurrentHashMap.newKeySet();

	private static final Set<FramedTcpServer> servers = ConcurrentHashMap.newKeySet();

	@Test
	void scriptThatDoesNotHappenFailsItsTestAndNoOther() {
		Events tests = run(UnfulfilledScript.class);
		tests.assertStatistics((statistics) -> statistics.succeeded(1).failed(2));
		tests.failed()
			.assertThatEvents()
			.haveExactly(1,
					EventConditions.event(EventConditions.test("faultThatNeverFires"),
							EventConditions.finishedWithFailure(TestExecutionResultConditions
								.message((message) -> message.contains("reset at MID_HEADER")))))
			.haveExactly(1, EventConditions.event(EventConditions.test("requestWithoutReply"),
					EventConditions.finishedWithFailure()));
	}

	@Test
	void classesShareAContextAndItsServer() {
		contexts.clear();
		run(OneClass.class, OtherClass.class).assertStatistics((statistics) -> statistics.succeeded(2));
		assertThat(contexts).hasSize(1);
	}

	@Test
	void dirtyContextIsReplacedWithItsServer() {
		servers.clear();
		Events tests = run(DirtyContexts.class);
		tests.assertStatistics((statistics) -> statistics.succeeded(2).failed(1));
		assertThat(servers).hasSize(3).allSatisfy((server) -> assertThat(server.open()).isZero());
	}

	@Test
	void idleConnectionsAreOpenedAnewForEachTest() {
		run(IdleConnections.class).assertStatistics((statistics) -> statistics.succeeded(3));
	}

	private static Events run(Class<?>... classes) {
		return EngineTestKit.engine("junit-jupiter")
			.selectors(List.of(classes).stream().map(DiscoverySelectors::selectClass).toList())
			.execute()
			.testEvents();
	}

	@SpringBootTest
	@AutoConfigureFramedTcpServer
	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class UnfulfilledScript {

		@Autowired
		private FramedTcpServer server;

		@Autowired
		private FramedTcpTemplate template;

		@Test
		void faultThatNeverFires() {
			this.server.inject(Fault.reset()).at(Point.MID_HEADER);
		}

		@Test
		void requestWithoutReply() {
			this.template.convertSendAndReceive("a", String.class);
		}

		@Test
		void scriptThatHappens() {
			this.server.enqueue("b");
			assertThat(this.template.convertSendAndReceive("a", String.class)).isEqualTo("b");
		}

	}

	@SpringBootTest
	@AutoConfigureFramedTcpServer
	static class OneClass {

		@Test
		void exchange(@Autowired FramedTcpServer server, @Autowired FramedTcpTemplate template,
				@Autowired ApplicationContext context) {
			contexts.add(context);
			assertThat(server.requestCount()).isZero();
			server.enqueue("b");
			assertThat(template.convertSendAndReceive("a", String.class)).isEqualTo("b");
		}

	}

	static class OtherClass extends OneClass {

	}

	@SpringBootTest(properties = "test=dirty")
	@AutoConfigureFramedTcpServer
	@DirtiesContext(classMode = ClassMode.AFTER_EACH_TEST_METHOD)
	static class DirtyContexts {

		@Autowired
		private FramedTcpServer server;

		@Autowired
		private FramedTcpTemplate template;

		@Test
		void one() {
			servers.add(this.server);
			this.server.enqueue("b");
			assertThat(this.template.convertSendAndReceive("a", String.class)).isEqualTo("b");
		}

		@Test
		void other() {
			one();
		}

		@Test
		void unfulfilled() {
			servers.add(this.server);
			this.server.enqueue("nobody asks for this");
		}

	}

	@SpringBootTest(properties = { "framed-tcp.pool.min-idle=2", "framed-tcp.pool.housekeeping-interval=50ms" })
	@AutoConfigureFramedTcpServer
	static class IdleConnections {

		@Autowired
		private FramedTcpServer server;

		@Autowired
		private FramedTcpTemplate template;

		@Test
		void one() {
			Awaitility.await().until(() -> this.server.open() >= 2);
			this.server.enqueue("b");
			assertThat(this.template.convertSendAndReceive("a", String.class)).isEqualTo("b");
		}

		@Test
		void two() {
			one();
		}

		@Test
		void three() {
			this.server.enqueue("b");
			assertThat(this.template.convertSendAndReceive("a", String.class)).isEqualTo("b");
		}

	}

}
