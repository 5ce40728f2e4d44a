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

package io.framedtcp;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Bytes;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What comes between two groups of a batch, while no request is unanswered. With a small
 * send buffer each request is a group.
 */
class BatchBetweenGroupsTests {

	private static final List<byte[]> BATCH = Batches.BATCH.subList(0, 3);

	private final List<String> received = new CopyOnWriteArrayList<>();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final ClosedConnections closedConnections = new ClosedConnections();

	/** Answers the second request of a connection twice, in one segment. */
	private final FramedTcpServer server = FramedTcpServer.serving((connection) -> {
		int count = 0;
		for (byte[] request = connection.readFrame(); request != null; request = connection.readFrame()) {
			this.received.add(text(request));
			byte[] reply = ServerConnection.frame(request);
			connection.writeBytes((++count == 2) ? Bytes.join(reply, reply) : reply);
		}
	});

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void duplicateIsNotTheReplyToTheNextRequest() {
		try (FramedTcpTemplate template = builder().build()) {
			assertIsRefused(template);
		}
	}

	@Test
	void duplicateIsNoReplyToTheNextRequestOfAClientWithAMatcher() {
		try (FramedTcpTemplate template = builder().matcher(ExchangeMatcher.equalBytes(0, 0, 4)).build()) {
			assertIsRefused(template);
		}
	}

	@Test
	void duplicateGoesToTheHandlerWhereDrainingIsOnAndAMatcherTellsReplies() {
		try (FramedTcpTemplate template = draining().matcher(ExchangeMatcher.equalBytes(0, 0, 4)).build()) {
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.handled).containsExactly("0001");
			assertThat(template.getPool().counts().idle()).isOne();
		}
	}

	@Test
	void nothingIsDrainedWhereRepliesAreToldByTheirOrder() {
		try (FramedTcpTemplate template = draining().build()) {
			assertIsRefused(template);
			assertThat(this.handled).isEmpty();
		}
	}

	private void assertIsRefused(FramedTcpTemplate template) {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
			.withMessageContaining("8 bytes had come before it, and belong to no request (2 of 3 replies had come)")
			.satisfies((ex) -> assertThat(ex.isRequestMaybeSent()).isTrue());
		assertThat(this.received).containsExactly("0000", "0001");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
		assertThat(text(template.sendAndReceive(BATCH.get(2)))).isEqualTo("0002");
	}

	private FramedTcpTemplateBuilder draining() {
		return builder().connection((connection) -> connection.socket((socket) -> socket.sendBufferSize(4096))
			.unexpectedBytes(UnexpectedBytesPolicy.drain())
			.unsolicitedFrameHandler((info, payload) -> {
				this.handled.add(text(payload));
				return null;
			}));
	}

	private FramedTcpTemplateBuilder builder() {
		return FramedTcpTemplate.builder(this.server.host(), this.server.port())
			.connection((connection) -> connection.socket((socket) -> socket.sendBufferSize(4096)))
			.responseTimeout(Duration.ofSeconds(20))
			.pool((pool) -> pool.maxTotal(1))
			.listener(this.closedConnections);
	}

}
