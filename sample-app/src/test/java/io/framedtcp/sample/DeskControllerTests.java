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

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.servlet.client.assertj.RestTestClientResponse;

import io.framedtcp.pool.FramedConnectionPool;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link DeskController} and the {@link LoadGenerator}, over real HTTP.
 */
class DeskControllerTests {

	@Test
	void statusHasThePoolAndWhatTheCallersGot() {
		try (Desk desk = new Desk()) {
			assertThat(desk.put("desk/callers", "4")).hasStatus(HttpStatus.NO_CONTENT);
			await().until(() -> desk.bean(LoadGenerator.class).counts().right() > 0);
			RestTestClientResponse status = desk.get("desk");
			assertThat(status).hasStatusOk();
			assertThat(status).bodyJson().extractingPath("$.callers").isEqualTo(4);
			assertThat(status).bodyJson().extractingPath("$.pool.maxTotal").isEqualTo(8);
			assertThat(status).bodyJson().extractingPath("$.behaviour").isEqualTo("GOOD");
			assertThat(status).bodyJson().extractingPath("$.framedTcp.wrong").isEqualTo(0);
			assertThat(status).bodyJson().extractingPath("$.naive.wrong").isEqualTo(0);
			assertThat(status).bodyJson().extractingPath("$.statistics.closed").asMap().isEmpty();
		}
	}

	@Test
	void callersShareOneConnectionAndGetNoWrongReplyWhateverTheServerDoes() {
		try (Desk desk = new Desk()) {
			LoadGenerator load = desk.bean(LoadGenerator.class);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.sharing").isNull();
			assertThat(desk.put("desk/sharing", "true")).hasStatus(HttpStatus.NO_CONTENT);
			desk.put("desk/callers", "16");
			await().until(() -> load.counts().right() > 500);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.pool.maxTotal").isEqualTo(1);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.statistics.opened").isEqualTo(1);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.sharing.connections").isEqualTo(1);
			assertThat(load.counts().errors()).isEmpty();
			for (Behaviour behaviour : List.of(Behaviour.LATE, Behaviour.CLOSE, Behaviour.GARBAGE, Behaviour.STALL)) {
				long failed = failed(load);
				desk.put("desk/behaviour", '"' + behaviour.name() + '"');
				await().atMost(Duration.ofSeconds(30)).until(() -> failed(load) > failed + 8);
			}
			desk.put("desk/behaviour", "\"GOOD\"");
			long right = load.counts().right();
			await().atMost(Duration.ofSeconds(30)).until(() -> load.counts().right() > right + 500);
			assertThat(load.counts().wrong()).isZero();
			assertThat(desk.put("desk/sharing", "false")).hasStatus(HttpStatus.NO_CONTENT);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.pool.maxTotal").isEqualTo(8);
		}
	}

	@Test
	void callersOutOfRangeAreRefused() {
		try (Desk desk = new Desk()) {
			for (String count : new String[] { "-1", "65" }) {
				RestTestClientResponse response = desk.put("desk/callers", count);
				assertThat(response).hasStatus(HttpStatus.BAD_REQUEST);
				assertThat(response).bodyJson().extractingPath("$.detail").isEqualTo("There can be 0 to 64 callers");
			}
			assertThat(desk.put("desk/callers", "many")).hasStatus(HttpStatus.BAD_REQUEST);
			assertThat(desk.bean(LoadGenerator.class).count()).isZero();
		}
	}

	@Test
	void embeddedServerBehavesAsItIsTold() {
		try (Desk desk = new Desk()) {
			assertThat(desk.put("desk/behaviour", "\"CLOSE\"")).hasStatus(HttpStatus.NO_CONTENT);
			assertThat(desk.bean(PriceServer.class).behaviour()).isEqualTo(Behaviour.CLOSE);
			assertThat(desk.put("desk/behaviour", "\"EXPLODE\"")).hasStatus(HttpStatus.BAD_REQUEST);
			assertThat(desk.bean(PriceServer.class).behaviour()).isEqualTo(Behaviour.CLOSE);
		}
	}

	@Test
	void anotherServerIsNotToldHowToBehaveAndNotAskedByTheNaivePool() throws IOException {
		try (PriceServer server = new PriceServer();
				Desk desk = new Desk("--framed-tcp.host=" + server.host(), "--framed-tcp.port=" + server.port())) {
			RestTestClientResponse response = desk.put("desk/behaviour", "\"STALL\"");
			assertThat(response).hasStatus(HttpStatus.CONFLICT);
			assertThat(response).bodyJson().extractingPath("$.detail").asString().contains("not ours");
			assertThat(server.behaviour()).isEqualTo(Behaviour.GOOD);
			RestTestClientResponse sharing = desk.put("desk/sharing", "true");
			assertThat(sharing).hasStatus(HttpStatus.CONFLICT);
			assertThat(sharing).bodyJson().extractingPath("$.detail").asString().contains("several requests at a time");
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.shareable").isEqualTo(false);
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.naive").isNull();
			assertThat(desk.get("desk")).bodyJson().extractingPath("$.behaviour").isNull();
		}
	}

	@Test
	void whatTheServerSaidIsNotShownWhenNoConnectionCanBeOpened() {
		try (FramedTcpServer server = FramedTcpServer
			.serving((connection) -> connection.writeBytes("s3cr3t".getBytes(StandardCharsets.US_ASCII)));
				Desk desk = new Desk("--framed-tcp.host=" + server.host(), "--framed-tcp.port=" + server.port(),
						"--framed-tcp.initializer.greeting=true")) {
			await().until(() -> desk.bean(FramedConnectionPool.class).lastConnectFailure() != null);
			assertThat(desk.get("desk")).bodyJson()
				.extractingPath("$.lastConnectFailure")
				.asString()
				.contains("127.0.0.1:" + server.port(), "could not be initialized: io.framedtcp.")
				.doesNotContain("73 33 63 72");
		}
	}

	@Test
	void threadsAndTheEmbeddedServerEndWithTheApplication() {
		PriceServer server;
		try (Desk desk = new Desk()) {
			server = desk.bean(PriceServer.class);
			server.behave(Behaviour.STALL);
			desk.put("desk/callers", "12");
			await().until(() -> callerThreads() == 24);
		}
		await().until(() -> callerThreads() == 0);
		assertThatExceptionOfType(ConnectException.class)
			.isThrownBy(() -> new Socket(server.host(), server.port()).close());
	}

	private static long failed(LoadGenerator load) {
		return load.counts().errors().values().stream().mapToLong(Long::longValue).sum();
	}

	private long callerThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((each) -> each.getName().matches("(naive-)?caller-\\d+"))
			.count();
	}

}
