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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.framedtcp.FramedTcpBusyException;
import io.framedtcp.FramedTcpTemplate;
import io.framedtcp.FramedTcpTemplateBuilder;
import io.framedtcp.spi.ExchangeMatcher;
import io.framedtcp.spi.KeyedMatcher;
import io.framedtcp.test.FramedTcpServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link SharedPool}: which settings fit each other, and what the counts tell.
 */
@Timeout(30)
class SharedPoolSettingsTests {

	@Test
	void matcherTellsHowManyKeysThereCanBe() {
		assertThat(keys(1)).isEqualTo(256);
		assertThat(keys(7)).isEqualTo(1L << 56);
		assertThat(keys(8)).isEqualTo(Long.MAX_VALUE);
	}

	@Test
	void moreRequestsThanTheMatcherCanTellApartAreRefused() {
		FramedTcpTemplateBuilder builder = builder(ExchangeMatcher.equalBytes(0, 0, 1).orUnsolicited((frame) -> false));
		builder.shared((shared) -> shared.maxInFlight(224)).build().close();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> builder.shared((shared) -> shared.maxInFlight(225)).build())
			.withMessage(
					"The matcher can tell 256 requests apart, and 'maxInFlight' and 'maxOrphans' are more together");
		builder.shared((shared) -> shared.inOrder()).build().close();
	}

	@Test
	void callersThatWaitForAPlaceAreCounted() throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			answer.await();
			connection.writeFrame(request);
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.shared((shared) -> shared.inOrder().maxInFlight(1))
					.build()) {
			CompletableFuture<byte[]> one = template.async().sendAndReceive(new byte[1], Duration.ofSeconds(20));
			Awaitility.await().until(() -> template.getPool().sharing().inFlight() == 1);
			CompletableFuture<byte[]> other = template.async().sendAndReceive(new byte[1], Duration.ofSeconds(20));
			Awaitility.await().until(() -> template.getPool().counts().waiting() == 1);
			assertThat(template.getPool().sharing().waiting()).isOne();
			assertThat(template.getPool().sharedSettings().maxInFlight()).isOne();
			answer.countDown();
			assertThat(one).succeedsWithin(Duration.ofSeconds(10));
			assertThat(other).succeedsWithin(Duration.ofSeconds(10));
			assertThat(template.getPool().counts().waiting()).isZero();
		}
	}

	@Test
	void callerWithoutAPlaceIsToldWhatBoundsThePlaces() {
		assertThat(refused(ExchangeMatcher.equalBytes(0, 0, 1), 2))
			.hasMessageContaining("No place on a shared connection became free within ")
			.hasMessageContaining("Raise framed-tcp.shared.max-in-flight if the server allows it, or "
					+ "framed-tcp.shared.connections, or find out why the server is slow. [client=");
	}

	@Test
	void callerWithAnIdThatIsInUseIsToldSo() {
		assertThat(refused(ExchangeMatcher.equalBytes(0, 0, 1), 1))
			.hasMessageContaining(
					"is that of another request, which got no reply within framed-tcp.pool.acquire-timeout=20ms (")
			.hasMessageContaining(". Use an id again only when its reply has come, or raise "
					+ "framed-tcp.shared.connections: another connection can carry the same id. [client=");
	}

	private static FramedTcpBusyException refused(ExchangeMatcher matcher, int otherId) {
		CountDownLatch answer = new CountDownLatch(1);
		try (FramedTcpServer server = FramedTcpServer.handling((request, connection) -> {
			answer.await();
			connection.writeFrame(request);
		});
				FramedTcpTemplate template = FramedTcpTemplate.builder(server.host(), server.port())
					.matcher(matcher)
					.pool((pool) -> pool.acquireTimeout(Duration.ofMillis(20)))
					.shared((shared) -> shared.maxInFlight((otherId != 1) ? 1 : 2))
					.build()) {
			CompletableFuture<byte[]> one = template.async().sendAndReceive(new byte[] { 1 });
			Awaitility.await().until(() -> template.getPool().sharing().inFlight() == 1);
			FramedTcpBusyException ex = catchThrowableOfType(FramedTcpBusyException.class,
					() -> template.sendAndReceive(new byte[] { (byte) otherId }));
			answer.countDown();
			assertThat(one).succeedsWithin(Duration.ofSeconds(10));
			return ex;
		}
	}

	private static long keys(int length) {
		return ((KeyedMatcher) ExchangeMatcher.equalBytes(0, 0, length)).maxKeys();
	}

	private static FramedTcpTemplateBuilder builder(ExchangeMatcher matcher) {
		return FramedTcpTemplate.builder("localhost", 9000).matcher(matcher);
	}

}
