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

import java.io.DataInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.framedtcp.spi.ExchangeMatcher.Verdict;
import io.framedtcp.support.Hang;
import io.framedtcp.support.RawServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * The matcher that judges what came before a failed write is interrupted at the deadline
 * as well.
 */
class EarlyReplyDeadlineTests {

	private static final byte[] LARGE = new byte[32 * 1024 * 1024];

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	/** After which the test lets a matcher go on that nobody has interrupted. */
	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final Hang hang = Hang.heeding();

	@AfterEach
	void close() {
		this.hang.close();
	}

	@Test
	void matcherIsInterruptedInAnExchange() throws Exception {
		assertThatItIsInterrupted((template) -> template.sendAndReceive(LARGE, TIMEOUT));
	}

	@Test
	void matcherIsInterruptedInASession() throws Exception {
		assertThatItIsInterrupted((template) -> template.execute((session) -> session.sendAndReceive(LARGE), TIMEOUT));
	}

	@Test
	void matcherIsInterruptedInABatch() throws Exception {
		assertThatItIsInterrupted((template) -> template.sendAndReceiveAll(List.of(LARGE, new byte[1]), TIMEOUT));
	}

	private void assertThatItIsInterrupted(Consumer<FramedTcpTemplate> call) throws Exception {
		RawServer server = new RawServer(null, "TCP", 0, (socket) -> {
			new DataInputStream(socket.getInputStream()).readInt();
			socket.getOutputStream().write(new byte[] { 0, 0, 0, 1, 7 });
		});
		CompletableFuture.delayedExecutor(PATIENCE.toSeconds(), TimeUnit.SECONDS).execute(this.hang::close);
		try (FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
			.connection((connection) -> connection.maxFrameSize(2 * LARGE.length))
			.matcher((request, frame) -> {
				this.hang.here();
				return Verdict.MATCH;
			})
			.build()) {
			long start = System.nanoTime();
			catchThrowable(() -> call.accept(template));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
			assertThat(this.hang.interrupts()).isPositive();
			assertThat(Thread.interrupted()).isFalse();
		}
		finally {
			server.close();
		}
	}

}
