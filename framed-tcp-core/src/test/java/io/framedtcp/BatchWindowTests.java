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

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.framedtcp.framing.CollectingFraming;
import io.framedtcp.framing.DelimiterFraming;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.support.Bytes;
import io.framedtcp.support.RawServer;

import static io.framedtcp.support.Bytes.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Batches of which only so many requests may be without a reply at a time.
 */
class BatchWindowTests {

	/** A frame of one byte. */
	private static final int SIZE = 5;

	private static final List<byte[]> REQUESTS = IntStream.range(0, 10)
		.mapToObj((i) -> bytes(String.valueOf(i)))
		.toList();

	@ParameterizedTest
	@CsvSource({ "1, false", "2, false", "3, false", "7, false", "1, true", "3, true" })
	void noMoreRequestsAreOnTheirWayThanTheWindowAllows(int window, boolean shared) throws IOException {
		CompletableFuture<Integer> most = new CompletableFuture<>();
		try (RawServer server = new RawServer((socket) -> {
			int max = 0;
			int answered = 0;
			while (answered < REQUESTS.size()) {
				byte[] first = socket.getInputStream().readNBytes(SIZE);
				// Whatever else is sent without waiting for the reply is there soon.
				long until = System.nanoTime() + Duration.ofMillis(20).toNanos();
				while (System.nanoTime() < until && socket.getInputStream().available() < window * SIZE) {
					Thread.onSpinWait();
				}
				int more = socket.getInputStream().available();
				max = Math.max(max, 1 + more / SIZE);
				socket.getOutputStream().write(first);
				answered++;
			}
			most.complete(max);
		}); FramedTcpTemplate template = template(server, window, (builder) -> {
			if (shared) {
				builder.shared((settings) -> settings.inOrder());
			}
		})) {
			assertThat(template.sendAndReceiveAll(REQUESTS)).containsExactlyElementsOf(REQUESTS);
			assertThat(most).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(window);
		}
	}

	@Test
	void requestsGoOneByOneWhereFramesOfSeveralRepliesMayComeMixed() throws IOException {
		CompletableFuture<Boolean> together = new CompletableFuture<>();
		try (RawServer server = new RawServer((socket) -> {
			boolean any = false;
			for (int i = 0; i < 3; i++) {
				byte[] line = socket.getInputStream().readNBytes(2);
				long until = System.nanoTime() + Duration.ofMillis(20).toNanos();
				while (System.nanoTime() < until && socket.getInputStream().available() == 0) {
					Thread.onSpinWait();
				}
				any |= socket.getInputStream().available() > 0;
				socket.getOutputStream().write(Bytes.join(line, line));
			}
			together.complete(any);
		}); FramedTcpTemplate template = template(server, 8, (builder) -> {
			builder.framing(CollectingFraming.count(DelimiterFraming.lines(), 2));
			builder.matcher(ExchangeMatcher.equalBytes(0, 0, 1));
		})) {
			assertThat(template.sendAndReceiveAll(REQUESTS.subList(0, 3))).extracting(Bytes::text)
				.containsExactly("0\n0\n", "1\n1\n", "2\n2\n");
			assertThat(together).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
		}
	}

	@Test
	void windowOfNothingIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> FramedTcpTemplate.builder("localhost", 1)
				.connection((connection) -> connection.batchWindow(0))
				.build())
			.withMessage("'batchWindow' must be at least 1");
	}

	private static FramedTcpTemplate template(RawServer server, int window,
			Consumer<FramedTcpTemplateBuilder> settings) {
		FramedTcpTemplateBuilder builder = FramedTcpTemplate.builder(server.host(), server.port())
			.connection((connection) -> connection.batchWindow(window));
		settings.accept(builder);
		return builder.build();
	}

}
