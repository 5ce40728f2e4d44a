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
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Faults that matter to a client with many requests in flight: replies in another order,
 * with other ids, and fewer than requests.
 */
@SuppressWarnings("try")
class ManyInFlightFaultTests {

	private static final String IJKL = "00 00 00 04 69 6a 6b 6c";

	private static final List<String> FRAMES = List.of(Scene.ABCD, Scene.EFGH, IJKL);

	@Test
	void repliesAreReversed() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.reverseReplies(3)).always().at(Point.BEFORE_REPLY);
			client.send(String.join(" ", FRAMES));
			assertThat(client.receive(24)).isEqualTo(String.join(" ", IJKL, Scene.EFGH, Scene.ABCD));
			client.send(String.join(" ", FRAMES));
			assertThat(client.receive(24)).isEqualTo(String.join(" ", IJKL, Scene.EFGH, Scene.ABCD));
		}
	}

	@Test
	void repliesAreHeldBackForAShortTimeOnly() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.reverseReplies(100)).always().at(Point.BEFORE_REPLY);
			long start = System.nanoTime();
			client.send(Scene.ABCD);
			assertThat(client.receive(8)).isEqualTo(Scene.ABCD);
			assertThat(System.nanoTime() - start).isGreaterThan(HeldReplies.MOST_NANOS / 2);
			client.send(Scene.EFGH);
			assertThat(client.receive(8)).isEqualTo(Scene.EFGH);
		}
	}

	@Test
	void repliesAreShuffledAsTheSeedSays() throws IOException {
		String order = shuffled(7);
		assertThat(shuffled(7)).isEqualTo(order);
		List<String> orders = new ArrayList<>();
		for (int seed = 0; seed < 20; seed++) {
			orders.add(shuffled(seed));
		}
		assertThat(orders.stream().distinct().count()).isGreaterThan(3);
	}

	private static String shuffled(long seed) throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.shuffleReplies(3, seed)).always().at(Point.BEFORE_REPLY);
			client.send(String.join(" ", FRAMES));
			String replies = client.receive(24);
			assertThat(replies).contains(FRAMES);
			return replies;
		}
	}

	@Test
	void idsAreSwappedOnOneConnection() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.swapIds(0, 2)).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.assertSilent();
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo("00 00 00 04 61 62 67 68 00 00 00 04 65 66 63 64");
		}
	}

	@Test
	void idsAreSwappedBetweenConnections() throws Exception {
		try (FramedTcpServer server = FramedTcpServer.echo();
				TestClient first = new TestClient(server);
				TestClient second = new TestClient(server)) {
			InjectedFault swap = server.inject(Fault.swapIds(2, 2)).at(Point.BEFORE_REPLY);
			first.send(Scene.ABCD);
			swap.awaitFired(Duration.ofSeconds(10));
			second.send(Scene.EFGH);
			assertThat(first.receive(8)).isEqualTo("00 00 00 04 61 62 67 68");
			assertThat(second.receive(8)).isEqualTo("00 00 00 04 65 66 63 64");
		}
	}

	@Test
	void replyWithoutSuchAnIdIsNotThePartner() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.swapIds(2, 2)).at(Point.BEFORE_REPLY);
			client.send("00 00 00 01 61");
			assertThat(client.receive(5)).isEqualTo("00 00 00 01 61");
			client.send(Scene.ABCD);
			client.send("00 00 00 01 61");
			assertThat(client.receive(5)).isEqualTo("00 00 00 01 61");
			client.send(Scene.EFGH);
			assertThat(client.receive(16)).isEqualTo("00 00 00 04 65 66 63 64 00 00 00 04 61 62 67 68");
		}
	}

	@Test
	void idsThatFoundNoOtherAreTold() throws IOException {
		FramedTcpServer server = FramedTcpServer.echo();
		try (TestClient client = new TestClient(server)) {
			server.inject(Fault.swapIds(0, 2)).at(Point.BEFORE_REPLY);
			client.send(Scene.ABCD);
			client.assertSilent();
		}
		assertThatExceptionOfType(AssertionError.class).isThrownBy(server::close)
			.withMessageContaining("swapIds(0, 2) at BEFORE_REPLY, once: held back 1 time, no partner came");
	}

	@Test
	void idIsUnknown() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.unknownId(1, 2)).onExchange(2).at(Point.BEFORE_REPLY);
			client.send("00 00 00 02 61 62");
			client.send(Scene.ABCD);
			client.send(Scene.ABCD);
			assertThat(client.receive(22))
				.isEqualTo("00 00 00 02 61 62 00 00 00 04 61 9d 9c 64 " + Scene.ABCD);
		}
	}

	@Test
	void replyIsLost() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.lostReply()).onExchange(2).at(Point.BEFORE_REPLY);
			client.send(String.join(" ", FRAMES));
			assertThat(client.receive(16)).isEqualTo(Scene.ABCD + " " + IJKL);
			client.assertSilent();
		}
	}

	@Test
	void thereIsOneReplyPerThreeRequests() throws IOException {
		try (FramedTcpServer server = FramedTcpServer.echo(); TestClient client = new TestClient(server)) {
			server.inject(Fault.oneReplyPer(3)).always().at(Point.BEFORE_REPLY);
			client.send(String.join(" ", FRAMES));
			client.send(String.join(" ", FRAMES));
			assertThat(client.receive(16)).isEqualTo(IJKL + " " + IJKL);
			client.assertSilent();
		}
	}

	@Test
	void numbersThatMakeNoSenseAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.reverseReplies(1));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.shuffleReplies(1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.oneReplyPer(1));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.swapIds(-1, 1));
		assertThatIllegalArgumentException().isThrownBy(() -> Fault.unknownId(0, 0));
	}

}
