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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.framedtcp.config.UnexpectedBytesPolicy;
import io.framedtcp.framing.FrameReader;
import io.framedtcp.framing.FrameWriter;
import io.framedtcp.framing.Framing;
import io.framedtcp.framing.LengthFieldFraming;
import io.framedtcp.spi.CloseReason;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.ConnectionHandler;
import io.framedtcp.test.FramedTcpServer;
import io.framedtcp.test.ServerConnection;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What comes behind the last reply of a batch, or what looks like it.
 */
class BatchEndTests {

	private static final List<byte[]> BATCH = Batches.BATCH;

	private final ClosedConnections closedConnections = new ClosedConnections();

	@Test
	void withoutAMatcherAReplyThatComesTwiceIsFoundBehindTheLast() throws Exception {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = readBatch(connection);
			connection.writeBytes(inOneWrite(requests, 3));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).build()) {
			assertThatMoreCameThanTheReplies(template);
		}
	}

	@Test
	void withoutAMatcherAReplyThatComesTwiceIsFoundThoughTheLastComesByItself() {
		Pause pause = new Pause();
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = readBatch(connection);
			connection.writeBytes(inOneWrite(requests.subList(0, BATCH.size() - 1), 3));
			pause.begun.await();
			connection.writeFrame(requests.get(BATCH.size() - 1));
			pause.over.countDown();
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).framing(pause.behindTheLastReply()).build()) {
			assertThatMoreCameThanTheReplies(template);
		}
	}

	@Test
	void repliesAreGoodThoughTheServerClosesBehindTheLast() {
		assertSucceedsAndIsRetired(CloseReason.PEER_CLOSED, ServerConnection::close);
	}

	@Test
	void repliesAreGoodThoughTheConnectionBreaksBehindTheLast() {
		assertSucceedsAndIsRetired(CloseReason.BROKEN, ServerConnection::reset);
	}

	@Test
	void withoutAMatcherANoticeAmongTheRepliesIsNotLeftToBeDrained() {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> replies = new ArrayList<>(List.of(bytes("note")));
			replies.addAll(readBatch(connection));
			connection.writeBytes(inOneWrite(replies, -1));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server)
					.connection((connection) -> connection.unexpectedBytes(UnexpectedBytesPolicy.drain()))
					.build()) {
			assertThatMoreCameThanTheReplies(template);
		}
	}

	@Test
	void bytesBehindMatchedRepliesCostTheConnectionOnly() throws Exception {
		ConnectionHandler handler = (connection) -> {
			List<byte[]> requests = readBatch(connection);
			connection.writeBytes(inOneWrite(requests, BATCH.size() - 1));
			connection.awaitClose();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).matcher(ExchangeMatcher.equalBytes(0, 0, 4)).build()) {
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.UNEXPECTED_BYTES);
		}
	}

	private void assertThatMoreCameThanTheReplies(FramedTcpTemplate template) {
		assertThatExceptionOfType(FramedTcpWrongReplyException.class)
			.isThrownBy(() -> template.sendAndReceiveAll(BATCH))
			.withMessageContaining("more came than the 32 replies");
		assertThat(this.closedConnections.reasons()).containsExactly(CloseReason.WRONG_REPLY);
	}

	private void assertSucceedsAndIsRetired(CloseReason reason, ConnectionHandler ending) {
		Pause pause = new Pause();
		ConnectionHandler handler = (connection) -> {
			Batches.echo(connection, BATCH.size());
			pause.begun.await();
			ending.serve(connection);
			pause.over.countDown();
		};
		try (FramedTcpServer server = FramedTcpServer.serving(handler);
				FramedTcpTemplate template = builder(server).framing(pause.behindTheLastReply()).build()) {
			assertThat(template.sendAndReceiveAll(BATCH)).containsExactlyElementsOf(BATCH);
			assertThat(this.closedConnections.reasons()).containsExactly(reason);
		}
	}

	private FramedTcpTemplateBuilder builder(FramedTcpServer server) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.responseTimeout(Duration.ofSeconds(20))
			.listener(this.closedConnections);
	}

	private static List<byte[]> readBatch(ServerConnection connection) throws IOException {
		List<byte[]> requests = new ArrayList<>();
		for (int i = 0; i < BATCH.size(); i++) {
			requests.add(connection.readFrame());
		}
		return requests;
	}

	private static byte[] inOneWrite(List<byte[]> payloads, int repeated) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (int i = 0; i < payloads.size(); i++) {
			bytes.writeBytes(ServerConnection.frame(payloads.get(i)));
			if (i == repeated) {
				bytes.writeBytes(ServerConnection.frame(payloads.get(i)));
			}
		}
		return bytes.toByteArray();
	}

	/**
	 * Keeps the client from going on behind the last reply that it takes for one of the
	 * batch.
	 */
	private static final class Pause {

		private final CountDownLatch begun = new CountDownLatch(1);

		private final CountDownLatch over = new CountDownLatch(1);

		private int read;

		Framing behindTheLastReply() {
			Framing framing = LengthFieldFraming.builder().build();
			return new Framing() {

				@Override
				public void encode(byte[] payload, FrameWriter out) {
					framing.encode(payload, out);
				}

				@Override
				public byte[] decode(FrameReader in) throws IOException {
					byte[] payload = framing.decode(in);
					Pause.this.read++;
					if (Pause.this.read == BATCH.size()) {
						Pause.this.begun.countDown();
						awaitEnd();
					}
					return payload;
				}

			};
		}

		private void awaitEnd() {
			try {
				assertThat(this.over.await(20, TimeUnit.SECONDS)).isTrue();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
