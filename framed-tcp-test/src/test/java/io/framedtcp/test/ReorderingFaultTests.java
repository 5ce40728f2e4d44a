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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Late and swapped replies.
 */
@SuppressWarnings("try")
class ReorderingFaultTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void lateReplyComesBehindTheNext() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(200))).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
		}
	}

	@Test
	void lateReplyComesWhileTheNextRequestIsBeingHandled() throws IOException {
		CountDownLatch late = new CountDownLatch(1);
		RequestHandler handler = (request, connection) -> {
			if (request[0] == 'e') {
				late.await();
			}
			connection.writeFrame(request);
		};
		try (FramedTcpServer server = FramedTcpServer.handling(handler); TestClient client = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(50))).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			late.countDown();
			assertThat(client.receive(8)).isEqualTo(Scene.EFGH);
		}
	}

	@Test
	void lateReplyDoesNotComeInsideAnotherFrame() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(30))).at(Point.BEFORE_REPLY);
			server.inject(Fault.delay(Duration.ofMillis(100))).onExchange(2).at(Point.MID_PAYLOAD);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
		}
	}

	@Test
	void lateReplyIsForgottenWithItsConnection() throws Exception {
		try (Scene scene = new Scene(Fault.lateReply(Duration.ofHours(1)), Point.BEFORE_REPLY)) {
			scene.play();
			scene.client.close();
			scene.awaitOpen(0);
		}
	}

	@Test
	void clientThatDoesNotReadHoldsUpNoLateReplyOfAnother() throws Exception {
		try (FramedTcpServer server = FramedTcpServer
			.answering((request) -> new byte[(request[0] == 'a') ? 1 << 25 : 4]);
				TestClient blocked = new TestClient(server);
				TestClient client = new TestClient(server)) {
			InjectedFault late = server.inject(Fault.lateReply(Duration.ofMillis(1))).times(2).at(Point.BEFORE_REPLY);
			blocked.send(Scene.ABCD);
			late.awaitFired(LONG);
			assertThat(blocked.receive(4)).isEqualTo("02 00 00 00");
			client.send(Scene.EFGH);
			assertThat(client.receive(8)).isEqualTo("00 00 00 04 00 00 00 00");
		}
	}

	@Test
	void lateRepliesOfAConnectionComeInTheOrderOfTheirTimes() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.lateReply(Duration.ofMillis(1500))).onExchange(1).at(Point.BEFORE_REPLY);
			server.inject(Fault.lateReply(Duration.ofMillis(100))).onExchange(2).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
		}
	}

	@Test
	void repliesAreSwappedBetweenConnections() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			InjectedFault swap = server.inject(Fault.swapReplies()).at(Point.BEFORE_REPLY);
			first.send(Scene.ABCD);
			swap.awaitFired(LONG);
			second.send(Scene.EFGH);
			assertThat(second.receive(8)).isEqualTo(Scene.ABCD);
			assertThat(first.receive(8)).isEqualTo(Scene.EFGH);
			first.send(Scene.ABCD);
			assertThat(first.receive(8)).isEqualTo(Scene.ABCD);
		}
	}

	@Test
	void repliesAreSwappedOnOneConnection() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.swapReplies()).always().at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.assertSilent();
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
		}
	}

	@RepeatedTest(20)
	void replyOfAClientThatHasGivenUpIsNotSwapped() throws Exception {
		FramedTcpServer server = FramedTcpServer.echo();
		try (TestClient second = new TestClient(server)) {
			InjectedFault swap = server.inject(Fault.swapReplies()).at(Point.BEFORE_REPLY);
			try (TestClient first = new TestClient(server)) {
				first.send(Scene.ABCD);
				swap.awaitFired(LONG);
			}
			second.send(Scene.EFGH);
			assertThat(second.receive(8)).isEqualTo(Scene.EFGH);
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("  - swapReplies at BEFORE_REPLY, once: held back 1 time, no partner came\n");
	}

	@Test
	void swapThatHappenedOnceOfTwiceIsTold() throws Exception {
		FramedTcpServer server = FramedTcpServer.echo();
		try (TestClient client = new TestClient(server)) {
			server.inject(Fault.swapReplies()).times(2).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
			client.send(Scene.ABCD);
			client.assertSilent();
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("swapReplies at BEFORE_REPLY, 2 times: fired 1 time; held back 1 time, no partner");
	}

	@Test
	void lastOfRepliesThatAreAlwaysSwappedNeedsNoPartner() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.swapReplies()).always().at(Point.BEFORE_REPLY);
			for (String frame : List.of(Scene.ABCD, Scene.EFGH, Scene.ABCD)) {
				client.send(frame);
			}
			assertThat(client.receive(16)).isEqualTo(Scene.EFGH + " " + Scene.ABCD);
		}
	}

}
