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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.test.FramedTcpServer;

import static io.framedtcp.support.Bytes.bytes;
import static io.framedtcp.support.Bytes.exchange;
import static io.framedtcp.support.Bytes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Replies that are found by an id in their text, among frames that are no replies.
 */
class MatchedTextTests {

	private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");

	private static final int SHARING = 3;

	private final List<String> unsolicited = new CopyOnWriteArrayList<>();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void noticesByTheirFirstBytesAreNoReplies(boolean ordered) {
		ExchangeMatcher matcher = (ordered ? ExchangeMatcher.anyReply() : ExchangeMatcher.pattern(ID)).orUnsolicited(0,
				new byte[] { (byte) 0xff, (byte) 0xff }, List.of(bytes("HB"), bytes("NT")));
		try (FramedTcpServer server = noticing(); FramedTcpTemplate template = builder(server, matcher).build()) {
			assertThat(exchange(template, "{\"id\":1}")).isEqualTo("{\"id\":1}");
			List<byte[]> batch = List.of(bytes("{\"id\":2}"), bytes("{\"id\":3}"));
			assertThat(template.sendAndReceiveAll(batch)).containsExactlyElementsOf(batch);
			assertThat(this.unsolicited).containsExactly("HB", "NT 1", "HB", "NT 1", "HB", "NT 1");
			assertThat(server.accepted()).isOne();
		}
	}

	@Test
	void noticesMayBeKnownByABit() {
		ExchangeMatcher matcher = ExchangeMatcher.anyReply().orUnsolicited(1, new byte[] { 0x40 }, List.of());
		try (FramedTcpServer server = noticing(); FramedTcpTemplate template = builder(server, matcher).build()) {
			assertThat(exchange(template, "01")).isEqualTo("01");
			assertThat(this.unsolicited).containsExactly("HB", "NT 1");
		}
	}

	@Test
	void wrongReplyIsToldWithBothIds() {
		try (FramedTcpServer server = FramedTcpServer.answering((request) -> bytes("{\"id\":8}"));
				FramedTcpTemplate template = builder(server, ExchangeMatcher.pattern(ID)).build()) {
			assertThatExceptionOfType(FramedTcpWrongReplyException.class)
				.isThrownBy(() -> exchange(template, "{\"id\":7}"))
				.withMessageContaining("the id of the request is '7', that of the frame is '8'");
		}
	}

	@Test
	void callersWhoShareAConnectionGetTheirRepliesWhateverTheirOrder() {
		FramedTcpServer reversing = FramedTcpServer.serving((connection) -> {
			for (byte[] first = connection.readFrame(); first != null; first = connection.readFrame()) {
				List<byte[]> requests = new ArrayList<>(List.of(first));
				while (requests.size() < SHARING) {
					requests.add(connection.readFrame());
				}
				connection.writeFrame(bytes("HB"));
				for (int i = SHARING - 1; i >= 0; i--) {
					connection.writeFrame(requests.get(i));
				}
			}
		});
		ExchangeMatcher matcher = ExchangeMatcher.pattern(ID)
			.orUnsolicited(0, new byte[] { (byte) 0xff }, List.of(bytes("H")));
		try (FramedTcpServer server = reversing;
				FramedTcpTemplate template = builder(server, matcher).shared((shared) -> {
				}).build()) {
			List<CompletableFuture<byte[]>> replies = new ArrayList<>();
			for (int i = 0; i < SHARING; i++) {
				replies.add(template.async().sendAndReceive(bytes("{\"call\":\"x\",\"id\":" + i + "}")));
			}
			for (int i = 0; i < SHARING; i++) {
				assertThat(replies.get(i)).succeedsWithin(Duration.ofSeconds(10))
					.satisfies((reply) -> assertThat(text(reply)).startsWith("{\"call\""));
				assertThat(text(replies.get(i).join())).endsWith("\"id\":" + i + "}");
			}
			assertThat(server.accepted()).isOne();
			assertThat(this.unsolicited).containsExactly("HB");
		}
	}

	@Test
	void noticesAreKnownOnAConnectionSharedInOrder() {
		ExchangeMatcher matcher = ExchangeMatcher.anyReply().orUnsolicited(1, new byte[] { 0x40 }, List.of());
		try (FramedTcpServer server = noticing();
				FramedTcpTemplate template = builder(server, matcher).shared((shared) -> shared.inOrder()).build()) {
			assertThat(exchange(template, "01")).isEqualTo("01");
			assertThat(exchange(template, "02")).isEqualTo("02");
			assertThat(this.unsolicited).containsExactly("HB", "NT 1", "HB", "NT 1");
		}
	}

	@Test
	void matcherWithoutIdsTellsNoRepliesApartThatShareAConnection() {
		assertThatIllegalArgumentException().isThrownBy(() -> FramedTcpTemplate.builder("localhost", 1)
			.matcher(ExchangeMatcher.anyReply().orUnsolicited((frame) -> false))
			.shared((shared) -> {
			})
			.build()).withMessageContaining("need a matcher, assigned ids, or replies in order");
	}

	@Test
	void bytesThatCannotBeMeantAreRefused() {
		ExchangeMatcher any = ExchangeMatcher.anyReply();
		assertThatIllegalArgumentException().isThrownBy(() -> any.orUnsolicited(-1, new byte[] { 1 }, List.of()))
			.withMessage("'offset' must not be negative");
		assertThatIllegalArgumentException().isThrownBy(() -> any.orUnsolicited(0, new byte[2], List.of()))
			.withMessageContaining("'mask' must have a bit");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> any.orUnsolicited(0, new byte[] { 1 }, List.of(new byte[] { 2 })))
			.withMessageContaining("'values' must be as long as 'mask'");
	}

	private static FramedTcpServer noticing() {
		return FramedTcpServer.handling((request, connection) -> {
			connection.writeFrame(bytes("HB"));
			connection.writeFrame(bytes("NT 1"));
			connection.writeFrame(request);
		});
	}

	private FramedTcpTemplateBuilder builder(FramedTcpServer server, ExchangeMatcher matcher) {
		return FramedTcpTemplate.builder(server.host(), server.port())
			.matcher(matcher)
			.unsolicitedFrameHandler((connection, payload) -> {
				this.unsolicited.add(text(payload));
				return null;
			});
	}

}
