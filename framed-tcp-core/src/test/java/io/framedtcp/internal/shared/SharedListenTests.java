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

package io.framedtcp.internal.shared;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code listen}: a server that sends of its own accord is heard while nobody calls.
 */
@Timeout(30)
class SharedListenTests {

	private final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();

	private final Queue<ServerConnection> connections = new ConcurrentLinkedQueue<>();

	@Test
	void whatTheServerSendsIsHeardWithoutACall() throws Exception {
		try (FramedTcpServer server = pushing(); FramedTcpTemplate template = listening(server)) {
			push("first");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
			assertThat(template.sendAndReceive("1:a".getBytes())).asString().isEqualTo("1:a");
			push("second");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
			assertThat(server.accepted()).isEqualTo(1);
			assertThat(template.getPool().sharing().connections()).isEqualTo(1);
		}
		// Ending the lease is the last thing that the thread does, so it may still be
		// there.
		Awaitility.await()
			.untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.doesNotContain("framed-tcp-pushed-listener"));
	}

	@Test
	void listeningGoesOnOverANewConnection() throws Exception {
		try (FramedTcpServer server = pushing(); FramedTcpTemplate template = listening(server)) {
			push("first");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
			this.connections.clear();
			server.closeConnections();
			push("second");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
			assertThat(server.accepted()).isEqualTo(2);
			assertThat(template.getPool().statistics().unsolicited()).isEqualTo(2);
		}
	}

	@Test
	void aPauseEndsListeningUntilItIsOver() throws Exception {
		try (FramedTcpServer server = pushing(); FramedTcpTemplate template = listening(server)) {
			push("first");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("first");
			template.getPool().pause();
			Awaitility.await().untilAsserted(() -> assertThat(template.getPool().counts().active()).isZero());
			template.getPool().resume();
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(template.getPool().sharing().connections()).isEqualTo(1));
			push("second");
			assertThat(this.heard.poll(10, TimeUnit.SECONDS)).isEqualTo("second");
		}
	}

	private void push(String text) throws Exception {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> !this.connections.isEmpty());
		this.connections.element().writeFrame(("push:" + text).getBytes());
	}

	private FramedTcpServer pushing() {
		return FramedTcpServer.serving((connection) -> {
			this.connections.add(connection);
			byte[] request = connection.readFrame();
			while (request != null) {
				connection.writeFrame(request);
				request = connection.readFrame();
			}
		});
	}

	private FramedTcpTemplate listening(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.client("pushed")
			.matcher(
					ExchangeMatcher.equalBytes(0, 0, 2).orUnsolicited((frame) -> new String(frame).startsWith("push:")))
			.unsolicitedFrameHandler((connection, frame) -> {
				this.heard.add(new String(frame).substring("push:".length()));
				return null;
			})
			.shared((shared) -> shared.listen(true).maxInFlight(64))
			.build();
	}

}
