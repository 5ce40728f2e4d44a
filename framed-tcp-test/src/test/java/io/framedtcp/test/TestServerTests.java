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

package io.framedtcp.test;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.Condition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventConditions;
import org.junit.platform.testkit.engine.TestExecutionResultConditions;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs test classes that have servers.
 */
class TestServerTests {

	private static final List<FramedTcpServer> SEEN = new CopyOnWriteArrayList<>();

	@BeforeEach
	void forget() {
		SEEN.clear();
	}

	@Test
	void serverThatWasNotAskedForAFaultFailsItsTest() {
		EngineExecutionResults results = run(Own.class);
		assertThat(results.testEvents().succeeded().list()).singleElement().is(test("fires"));
		results.testEvents()
			.failed()
			.assertEventsMatchLoosely(
					EventConditions.event(test("neverFires"), failedWith("reset at MID_HEADER, once: never fired")),
					EventConditions.event(test("neverAsks"),
							failedWith("enqueued reply of 1 byte \"x\": never asked for")),
					EventConditions.event(test("failsItself"),
							EventConditions.finishedWithFailure(TestExecutionResultConditions.message("Failed itself"),
									TestExecutionResultConditions.suppressed(0,
											TestExecutionResultConditions.instanceOf(AssertionError.class)))));
		assertThat(SEEN).hasSize(4).doesNotHaveDuplicates().allMatch(TestServerTests::isClosed);
	}

	@Test
	void staticServerIsResetBehindEachTestAndStoppedBehindTheLast() {
		EngineExecutionResults results = run(Shared.class);
		assertThat(results.testEvents().failed().list()).singleElement().is(test("first"));
		assertThat(results.testEvents().succeeded().list()).hasSize(2);
		assertThat(SEEN).hasSize(3).containsOnly(Shared.SERVER).allMatch(TestServerTests::isClosed);
	}

	@Test
	void serverOfAClassThatLivesPerClassIsShared() {
		EngineExecutionResults results = run(PerClass.class);
		assertThat(results.testEvents().failed().list()).singleElement().is(test("first"));
		assertThat(results.testEvents().succeeded().list()).singleElement().is(test("second"));
		assertThat(SEEN).hasSize(2).allMatch((server) -> server == SEEN.get(0)).allMatch(TestServerTests::isClosed);
	}

	@Test
	void serversOfEnclosingClassesAreLookedAfter() {
		EngineExecutionResults results = run(Outer.class);
		results.testEvents()
			.failed()
			.assertEventsMatchExactly(EventConditions.event(test("inner"), failedWith("halfClose at ON_ACCEPT")));
		assertThat(SEEN).hasSize(1).allMatch(TestServerTests::isClosed);
	}

	@Test
	void staticServerOfABaseClassRunsForEachClassUnderIt() {
		EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
			.selectors(DiscoverySelectors.selectClass(FirstOfBase.class),
					DiscoverySelectors.selectClass(SecondOfBase.class))
			.execute();
		results.testEvents().assertStatistics((statistics) -> statistics.succeeded(2).failed(0));
		assertThat(SEEN).hasSize(2).containsOnly(Base.SERVER).allMatch(TestServerTests::isClosed);
	}

	@Test
	void fieldOfAnotherTypeIsAnError() {
		run(Wrong.class).testEvents()
			.failed()
			.assertEventsMatchExactly(
					EventConditions.event(test("any"), failedWith("@TestServer is for a FramedTcpServer, which")));
	}

	private static EngineExecutionResults run(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter").selectors(DiscoverySelectors.selectClass(testClass)).execute();
	}

	private static Condition<Event> test(String name) {
		return EventConditions.test(name);
	}

	private static Condition<Event> failedWith(String part) {
		return EventConditions
			.finishedWithFailure(TestExecutionResultConditions.message((message) -> message.contains(part)));
	}

	private static boolean isClosed(FramedTcpServer server) {
		try (TestClient client = new TestClient(server)) {
			return client.port() < 0;
		}
		catch (IOException ex) {
			return server.open() == 0;
		}
	}

	private static void exchange(FramedTcpServer server) throws IOException {
		try (TestClient client = new TestClient(server)) {
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
		}
	}

	static class Own {

		@TestServer
		private final FramedTcpServer server = FramedTcpServer.echo();

		@BeforeEach
		void see() {
			SEEN.add(this.server);
		}

		@Test
		void fires() throws IOException {
			this.server.inject(Fault.split()).at(Point.MID_HEADER);
			exchange(this.server);
		}

		@Test
		void neverFires() throws IOException {
			this.server.inject(Fault.reset()).at(Point.MID_HEADER);
		}

		@Test
		void neverAsks() throws IOException {
			exchange(this.server);
			this.server.enqueue("x");
		}

		@Test
		void failsItself() {
			this.server.inject(Fault.reset()).at(Point.MID_HEADER);
			throw new IllegalStateException("Failed itself");
		}

	}

	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class Shared {

		@TestServer
		static final FramedTcpServer SERVER = FramedTcpServer.echo();

		@AfterEach
		void see() {
			SEEN.add(SERVER);
		}

		@Test
		void first() throws IOException {
			exchange(SERVER);
			SERVER.inject(Fault.reset()).at(Point.ON_ACCEPT);
		}

		@Test
		void second() throws IOException {
			assertThat(SERVER.accepted()).isZero();
			exchange(SERVER);
		}

		@Test
		void third() throws IOException {
			assertThat(SERVER.requests()).isEmpty();
			exchange(SERVER);
		}

	}

	@TestInstance(TestInstance.Lifecycle.PER_CLASS)
	@TestMethodOrder(MethodOrderer.MethodName.class)
	static class PerClass {

		@TestServer
		final FramedTcpServer server = FramedTcpServer.echo();

		@Test
		void first() throws IOException {
			SEEN.add(this.server);
			this.server.inject(Fault.reset()).at(Point.ON_ACCEPT);
		}

		@Test
		void second() throws IOException {
			SEEN.add(this.server);
			exchange(this.server);
		}

	}

	static class Outer {

		@TestServer
		final FramedTcpServer server = FramedTcpServer.echo();

		@Nested
		class Inner {

			@Test
			void inner() throws IOException {
				SEEN.add(Outer.this.server);
				exchange(Outer.this.server);
				Outer.this.server.inject(Fault.halfClose()).at(Point.ON_ACCEPT);
			}

		}

	}

	abstract static class Base {

		@TestServer
		static final FramedTcpServer SERVER = FramedTcpServer.echo();

		@Test
		void any() throws IOException {
			SEEN.add(SERVER);
			exchange(SERVER);
		}

	}

	static class FirstOfBase extends Base {

	}

	static class SecondOfBase extends Base {

	}

	static class Wrong {

		@TestServer
		final String server = "";

		@Test
		void any() {
		}

	}

}
